"""Pictures from a copy of the old site's uploads; nothing is fetched from anywhere."""

from hashlib import sha1
from io import BytesIO
from pathlib import Path, PurePosixPath
from re import sub
from typing import Any, Self
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.images import ImageFile
from django.db.models.signals import post_save
from wagtail.images import get_image_model

from wellread.newsroom.importers.faults import ImportFault
from wellread.newsroom.importers.markup import plain
from wellread.newsroom.importers.story import FoundPicture
from wellread.newsroom.models.uploads import UnfitPicture, fit


class NoPicture(Exception):
    """The file is none that readers could be shown; the message says why."""


class NoLibrary(NoPicture):
    """No folder was named in which to look."""


class Library:
    """A folder of pictures, found by the addresses they had; without a folder none is found."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None and not folder.is_dir():
            raise ImportFault(f"{folder}: no folder, so no pictures can come from it")
        self._folder = folder and folder.resolve()
        self.images = 0
        self._files: list[Any] = []

    def __enter__(self) -> Self:
        """Remember the files that are made from now on."""
        for model in _models():
            post_save.connect(self._remember, sender=model)
        return self

    def __exit__(self, kind: object, fault: object, trace: object) -> None:
        """Delete them again when the rows that name them were rolled back; no database does."""
        for model in _models():
            post_save.disconnect(self._remember, sender=model)
        for file in self._files if fault else ():
            file.storage.delete(file.name)

    def find(self, src: str) -> Path | None:
        """Return the file that an address meant, its original rather than a smaller copy."""
        if self._folder is None:
            return None
        path = unquote(urlsplit(src).path)
        steps = [
            step for step in path.split("/") if step not in {"", ".", ".."} and "\0" not in step
        ]
        # The folder begins below …/wp-content/uploads/, or wherever its keeper cut it off.
        for start in range(len(steps)):
            for name in _originals(steps[-1]):
                way = "/".join((*steps[start:-1], name))
                # Macs write accents as letters of their own, and copies keep either spelling.
                for form in ("NFC", "NFD"):
                    file = self._folder / normalize(form, way)
                    if self._holds(file):
                        return file
        return None

    def bring(self, picture: FoundPicture) -> Any:
        """Return the picture as an image of ours, the same one each time; or raise NoPicture."""
        if self._folder is None:
            raise NoLibrary
        file = self.find(picture.src)
        if file is None:
            raise NoPicture("it is not among the uploads")
        content, ending = _read(file)
        model: Any = get_image_model()
        # It names a file's content and guards nothing; Wagtail keeps the same.
        known = sha1(content, usedforsecurity=False).hexdigest()
        image = model.objects.filter(file_hash=known).first()
        if image is None:
            image = model(title=(picture.alt or plain(picture.caption) or file.stem)[:255])
            image.file = ImageFile(BytesIO(content), name=f"{file.stem[:80]}.{ending}")
            image._set_image_file_metadata()
            image.save()
            self.images += 1
        return image

    def _remember(self, instance: Any, *, created: bool, **signal: Any) -> None:
        if created:
            self._files.append(instance.file)

    def _holds(self, file: Path) -> bool:
        try:
            real = file.resolve()
            return real.is_relative_to(self._folder or "") and real.is_file()
        except OSError:
            return False


def _models() -> tuple[Any, ...]:
    return get_image_model(), get_image_model().get_rendition_model()


def _originals(name: str) -> list[str]:
    """Return a file's name without the size that WordPress adds to its copies, and as it is."""
    path = PurePosixPath(name)
    original = sub(r"-\d{1,5}x\d{1,5}$", "", path.stem) + path.suffix
    return list(dict.fromkeys([original, name]))


def _read(file: Path) -> tuple[bytes, str]:
    """Return a picture's bytes as they are stored and the ending that suits what it really is."""
    if file.stat().st_size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
        raise NoPicture(f"larger than {settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE // 1024**2} MB")
    try:
        return fit(file.read_bytes())
    except UnfitPicture as fault:
        raise NoPicture(str(fault)) from fault
