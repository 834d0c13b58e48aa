"""A campaign's letter beside the editor's form."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import PreviewableMixin

from wellread.appeals import placeholders
from wellread.language import client_words, writing
from wellread.language.editors import for_editors

# Documents are made of campaigns, so campaigns are told by the application who makes them.
_drawn_by: list[Callable[[Any, int | None, str], dict[str, Any]]] = []


def draw_with(document: Callable[[Any, int | None, str], dict[str, Any]]) -> None:
    """Have previews show what this makes of a variant, a number or None, and a language."""
    _drawn_by.append(document)


class LetterPreview:
    """Lets an editor see each variant as its readers will, with a number and without."""

    SAMPLE_COUNT = 9
    # The width of the phone whose screen heights are told in.
    PHONE_WIDTH = 390

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """Return a mode for each variant's words, as (variant's row and words, label)."""
        modes = []
        for row, variant in enumerate(self.variants.all()):  # type: ignore[attr-defined]
            modes.append((f"{row}", f"{variant.key}"))
            tags = [one.language for one in variant.translations.all()]
            modes += [(f"{row}-in-{tag}", f"{variant.key}, {tag}") for tag in tags]
            if variant.headline_without_count:
                modes.append(
                    (
                        f"{row}-unknown",
                        for_editors("%(key)s, number unknown") % {"key": variant.key},
                    )
                )
        return modes or [("0", for_editors("First variant"))]

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        """Return the CMS's sizes, its phone as wide as ours."""
        phone, *wider = PreviewableMixin.DEFAULT_PREVIEW_SIZES
        return [phone | {"device_width": self.PHONE_WIDTH}, *wider]

    @property
    def full_url(self) -> str:
        """Return an address in the admin, whose pages are never cached."""
        return f"{settings.SITE_URL}/admin/appeals/preview/"

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """Return the template of a page that shows nothing but the appeal."""
        return "appeals/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Return one variant, ready to be drawn by the scripts that readers get."""
        row, _, how = mode_name.partition("-")
        variants = list(self.variants.all())  # type: ignore[attr-defined]
        variant = variants[int(row)] if int(row) < len(variants) else None
        count = None if how == "unknown" else self.SAMPLE_COUNT
        language = how.removeprefix("in-") if how.startswith("in-") else settings.LANGUAGE_CODE
        return {
            "campaign": self,
            "warnings": list(placeholders.at_one(self)),
            "appeal": variant and _drawn_by[-1](variant, count, language),
            "page_facts": {"words_url": client_words.address()},
            "edition": settings.LANGUAGE_CODE,
            "direction": writing.direction(settings.LANGUAGE_CODE),
        }
