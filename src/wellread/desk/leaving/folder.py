"""A folder that is there whole, or not at all, and for its owner's eyes alone."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FolderIsThere(Exception):
    """Something stands where the folder is to be made: nothing is written over."""


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Give a folder to fill; it gets its name when all went well, and vanishes otherwise."""
    if target.exists():
        raise FolderIsThere(f"{target} is there already: name a new folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    # Addresses, amounts and drafts are in it.
    before = os.umask(0o077)
    try:
        part.mkdir(mode=0o700)
        yield part
        part.rename(target)
    finally:
        os.umask(before)
        shutil.rmtree(part, ignore_errors=True)
