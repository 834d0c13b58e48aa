"""How the files of client/ are stored: under hashed names, compressed ahead."""

from collections.abc import Iterable, Iterator
from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage

# The admin's own files are many and large; compressing them would take most of a first start.
READERS_FOLDERS = ("engine/", "meter/", "appeals/", "style/", "accounts/")


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Hashed names that reach into ES module imports too; readers' files compressed."""

    support_js_module_import_aggregation = True
    # The admin's packages refer to files that they do not ship.
    manifest_strict = False

    @cache  # noqa: B019
    def url(self, name: str | None, force: bool = False) -> str:
        """Return a file's address; a process has one manifest, and pages ask for eight files."""
        return super().url(name, force)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress what readers load; editors' files are sent as they are."""
        yield from super().compress_files([path for path in paths if _is_for_readers(path)])


def _is_for_readers(path: str) -> bool:
    return path.startswith(READERS_FOLDERS) or "/" not in path
