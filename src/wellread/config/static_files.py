"""How the files of client/ are stored: under hashed names, compressed ahead."""

from collections.abc import Iterator
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Hashed names that reach into ES module imports too."""

    support_js_module_import_aggregation = True
    manifest_strict = True

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Iterator[Any]:
        """Skip what the admin's own packages refer to but do not ship."""
        self.manifest_strict = False
        yield from super().post_process(paths, *args, **options)
