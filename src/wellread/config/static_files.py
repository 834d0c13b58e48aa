"""How the files of client/ are stored: under hashed names, lean, compressed ahead."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from wellread.config import lean_scripts

# The admin's own files are many and large; compressing them would take most of a first start.
READERS_FOLDERS = ("engine/", "meter/", "appeals/", "embed/", "style/", "accounts/")


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Hashed names that reach into ES module imports too; readers' files compressed."""

    support_js_module_import_aggregation = True
    # The admin's packages refer to files that they do not ship.
    manifest_strict = False

    @cache  # noqa: B019
    def url(self, name: str, force: bool = False) -> str:
        """Return a file's address; a process has one manifest, and pages ask for several."""
        return super().url(name, force)

    def post_process(
        self, paths: Mapping[str, tuple[Storage, str]], *args: Any, **options: Any
    ) -> Iterator[Any]:
        """Store what readers load lean, and nothing that no page asks for."""
        scripts = {
            name: found
            for name, found in paths.items()
            if name.endswith(".js") and _is_for_readers(name)
        }
        lean = {name: (_LeanScript(name, scripts), path) for name, (_, path) in scripts.items()}
        away = lean_scripts.JOINED_AWAY & paths.keys()
        kept = {name: found for name, found in {**paths, **lean}.items() if name not in away}
        yield from super().post_process(kept, *args, **options)
        if not options.get("dry_run"):
            for name in away:
                self.delete(name)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress what readers load; editors' files are sent as they are."""
        yield from super().compress_files([path for path in paths if _is_for_readers(path)])


class _LeanScript:
    """A storage in which one script is read as browsers get it."""

    def __init__(self, name: str, scripts: Mapping[str, tuple[Storage, str]]) -> None:
        self.name = name
        self.scripts = scripts

    def open(self, path: str) -> ContentFile[bytes]:
        """Return what is stored of the script, as a file."""
        return ContentFile(lean_scripts.lean(self.name, self._read).encode(), name=path)

    def _read(self, name: str) -> str:
        storage, path = self.scripts[name]
        with storage.open(path) as file:
            return str(file.read().decode())


def _is_for_readers(path: str) -> bool:
    return path.startswith(READERS_FOLDERS) or "/" not in path
