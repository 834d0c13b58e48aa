"""Uploaded files, as they were uploaded."""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images import get_image_model


def uploaded() -> Iterator[Any]:
    """Yield every picture and document, in the order of their numbers."""
    for model in _models():
        yield from model.objects.order_by("pk").iterator(chunk_size=500)


def count() -> int:
    """Return how many there are."""
    return sum(model.objects.count() for model in _models())


def _models() -> tuple[Any, ...]:
    return get_image_model(), Document


def copy(one: Any, folder: Path) -> bool:
    """Copy a file under the name it has here; return whether it was there."""
    target = folder / one.file.name
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with one.file.storage.open(one.file.name) as source, target.open("wb") as copied:
            shutil.copyfileobj(source, copied)
    except OSError:
        target.unlink(missing_ok=True)
        return False
    return True


def write_redirects(file: Path) -> int:
    """Write where old addresses lead; return how many there are."""
    rows = 0
    with file.open("w", encoding="utf-8", newline="") as text:
        table = csv.writer(text)
        table.writerow(("old_path", "leads_to", "permanent"))
        for one in Redirect.objects.select_related("redirect_page").order_by("pk"):
            page: Any = one.redirect_page
            target = page.url if page else one.redirect_link
            table.writerow((one.old_path, target, "yes" if one.is_permanent else "no"))
            rows += 1
    return rows
