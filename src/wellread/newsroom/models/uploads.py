"""Uploaded pictures: which are taken, and what is taken out of them before anybody fetches them."""

from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from wellread.language.editors import for_editors

register_heif_opener()

# What browsers show, and the ending that suits it; HEIF is kept as JPEG.
ENDINGS = {
    "JPEG": "jpg",
    # Telephones put a second, smaller picture into a JPEG file.
    "MPO": "jpg",
    "PNG": "png",
    "GIF": "gif",
    "WEBP": "webp",
    "AVIF": "avif",
    "HEIF": "jpg",
}
# Frames of an animation are counted, since each is decoded by whoever looks at it.
FRAMES_FACTOR = 10
# Who made a picture, and whose it is, stays in it.
ARTIST, COPYRIGHT = 0x013B, 0x8298
TELLING = frozenset({"xmp", "XML:com.adobe.xmp", "photoshop", "comment", "Comment"})
ANEW: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 95, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 95, "method": 4},
    "AVIF": {"quality": 90},
}


class UnfitPicture(Exception):
    """The file is no picture that readers can be shown; the message says why."""


def fit(content: bytes) -> tuple[bytes, str]:
    """Return a picture as it is to be stored and the ending that suits it, or raise UnfitPicture.

    The whole picture is decoded: a damaged one would otherwise be met by whoever publishes it.
    """
    if len(content) > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
        raise UnfitPicture(
            for_editors("larger than %(number)s MB")
            % {"number": settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE // 1024**2}
        )
    if not content:
        raise UnfitPicture(for_editors("it is empty"))
    try:
        with Image.open(BytesIO(content)) as picture:
            _measure(picture)
            picture.load()
            ending = ENDINGS[picture.format or ""]
            return bare(content) or content, ending
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as flood:
        raise UnfitPicture(for_editors("it has too many pixels")) from flood
    except UnfitPicture:
        raise
    except Exception as fault:
        # A decoder raises whatever it likes over what is damaged, made up or no picture at all.
        raise UnfitPicture(
            for_editors("it is damaged, or no JPEG, PNG, GIF, WebP, AVIF or HEIC picture")
        ) from fault


def take_out_metadata(instance: Any, **signal: Any) -> None:
    """Store an upload without its place, device and times; turned the way it is to be seen."""
    file = instance.file
    if not file or file._committed:
        return
    file.open()
    content = file.read()
    file.seek(0)
    try:
        without, ending = fit(content)
    except UnfitPicture:
        # Forms and importers refuse in words; whoever stores by hand keeps what was handed over.
        return
    if without == content:
        return
    instance.file = ContentFile(without, name=renamed(file.name, ending))
    instance._set_image_file_metadata()


def renamed(name: str, ending: str) -> str:
    """Return a file's name with another ending where its own says something else."""
    own = PurePath(name).suffix[1:].lower()
    own = "jpg" if own == "jpeg" else own
    return name if own == ending else str(PurePath(name).with_suffix(f".{ending}"))


def bare(content: bytes) -> bytes | None:
    """Return a picture anew without what it tells, HEIF as JPEG; None when nothing need change."""
    picture = Image.open(BytesIO(content))
    kind = {"MPO": "JPEG", "HEIF": "JPEG"}.get(picture.format or "", picture.format or "")
    moves = kind != "JPEG" and getattr(picture, "is_animated", False)
    tells = picture.format == "HEIF" or _tells(picture)
    return _written(picture, kind) if kind in ANEW and not moves and tells else None


def _measure(picture: Image.Image) -> None:
    """Refuse a flood of pixels by what the file says of itself, before any is decoded."""
    if picture.format not in ENDINGS:
        raise UnfitPicture(
            for_editors("it is %(format)s, which browsers are not shown")
            % {"format": picture.format}
        )
    width, height = picture.size
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    if width * height > most:
        raise UnfitPicture(
            for_editors("it has too many pixels (%(size)s; %(most)s are the most)")
            % {"size": f"{width:,} × {height:,}", "most": f"{most:,}"}
        )
    frames = getattr(picture, "n_frames", 1)
    if width * height * frames > most * FRAMES_FACTOR:
        raise UnfitPicture(
            for_editors("it has too many pixels in its %(number)s frames")
            % {"number": f"{frames:,}"}
        )


def _tells(picture: Image.Image) -> bool:
    return bool(TELLING & set(picture.info) or set(picture.getexif()) - {ARTIST, COPYRIGHT})


def _written(picture: Image.Image, kind: str) -> bytes:
    whose = picture.getexif()
    kept = Image.Exif()
    for tag in (ARTIST, COPYRIGHT):
        if tag in whose:
            kept[tag] = whose[tag]
    colours = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    for name in TELLING & set(upright.info):
        del upright.info[name]
    if kind == "JPEG" and upright.mode not in {"L", "RGB", "CMYK"}:
        upright = upright.convert("RGB")
    out = BytesIO()
    upright.save(out, kind, exif=kept.tobytes(), icc_profile=colours, **ANEW[kind])
    return out.getvalue()
