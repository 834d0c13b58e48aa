"""What readers' own scripts are told to draw an appeal beside its editor's form, saved or not."""

from typing import Any

from django.utils import timezone

from wellread.appeals.goals import progress
from wellread.appeals.models import Variant
from wellread.appeals.preview_links import Preview


def drawn(variant: Variant, count: int | None, language: str) -> dict[str, Any]:
    """Return a variant in one of its languages, for a reader with this number or an unknown one."""
    now = timezone.now()
    shown = Preview(variant.campaign, variant, count, until=now)
    counted = progress(variant.campaign, now, is_draft=True)
    return {
        **shown.facts(),
        "language": language,
        "copies": shown.copy(),
        "progress": counted and counted.document(),
    }
