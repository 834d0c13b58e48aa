"""How the files of client/ are stored: under hashed names, without comments, compressed ahead."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The admin's own files are many and large; compressing them would take most of a first start.
READERS_FOLDERS = ("engine/", "meter/", "appeals/", "style/", "accounts/")
# Comments that fill their lines, types among them: a quarter of what readers would fetch. Nothing
# else is taken, so that each line of code is as it was written; "//#" speaks to the browser.
COMMENTS = re.compile(
    r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//(?!#)[^\n]*)[ \t]*\n", re.DOTALL | re.MULTILINE
)


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Hashed names that reach into ES module imports too; readers' files compressed."""

    support_js_module_import_aggregation = True
    # The admin's packages refer to files that they do not ship.
    manifest_strict = False

    @cache  # noqa: B019
    def url(self, name: str, force: bool = False) -> str:
        """Return a file's address; a process has one manifest, and pages ask for eight files."""
        return super().url(name, force)

    def post_process(
        self, paths: Mapping[str, tuple[Storage, str]], *args: Any, **options: Any
    ) -> Iterator[Any]:
        """Store what readers load without its comments, under the names of what is left."""
        lean = {
            name: (_WithoutComments(storage), path)
            if name.endswith(".js") and _is_for_readers(name)
            else (storage, path)
            for name, (storage, path) in paths.items()
        }
        yield from super().post_process(lean, *args, **options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress what readers load; editors' files are sent as they are."""
        yield from super().compress_files([path for path in paths if _is_for_readers(path)])


class _WithoutComments:
    """A storage whose scripts are read without the comments that begin a line."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def open(self, path: str) -> ContentFile[bytes]:
        """Return the script's code, as a file."""
        with self.storage.open(path) as file:
            return ContentFile(without_comments(file.read().decode()).encode(), name=path)


def without_comments(script: str) -> str:
    """Return a script without the comments that begin a line."""
    return COMMENTS.sub("", script)


def _is_for_readers(path: str) -> bool:
    return path.startswith(READERS_FOLDERS) or "/" not in path
