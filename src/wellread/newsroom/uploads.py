"""What is taken out of a picture before anybody can fetch it: where and with what it was taken."""

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageOps, UnidentifiedImageError

# Who made a picture, and whose it is, stays in it.
ARTIST, COPYRIGHT = 0x013B, 0x8298
TELLING = frozenset({"xmp", "XML:com.adobe.xmp", "photoshop", "comment", "Comment"})
ANEW: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 95, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 95, "method": 4},
    "AVIF": {"quality": 90},
}


def take_out_metadata(instance: Any, **signal: Any) -> None:
    """Store an upload without its place, device and times; turned the way it is to be seen."""
    file = instance.file
    if not file or file._committed:
        return
    file.open()
    without = bare(file.read())
    file.seek(0)
    if without is None:
        return
    instance.file = ContentFile(without, name=file.name)
    instance._set_image_file_metadata()


def bare(content: bytes) -> bytes | None:
    """Return the picture anew without what it tells; None when it tells nothing, or cannot."""
    try:
        picture = Image.open(BytesIO(content))
        # Telephones put a second, smaller picture into a JPEG file.
        kind = "JPEG" if picture.format == "MPO" else picture.format or ""
        moves = kind != "JPEG" and getattr(picture, "is_animated", False)
        if kind not in ANEW or moves or not _tells(picture):
            return None
        return _written(picture, kind)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        # What is no picture is refused by the form, in the form's words.
        return None


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
    out = BytesIO()
    upright.save(out, kind, exif=kept.tobytes(), icc_profile=colours, **ANEW[kind])
    return out.getvalue()
