"""The Courier's own words, once its edition speaks another language than before.

What an editor has changed meanwhile stays as it is.
"""

from typing import Any

from django.conf import settings

from wellread.appeals.models import Campaign
from wellread.demo.content_files import languages, rows
from wellread.demo.people import have_editor_sign
from wellread.demo.words import plan_words, variant_fields
from wellread.mail.models import EmailSignature
from wellread.membership.models import Plan


def speak() -> None:
    """Say in the edition's language all that still stands as some edition was filled with."""
    for plan in Plan.objects.all():
        if _is_said_anew(plan, plan_words):
            plan.save()
    for written in rows("campaigns"):
        for campaign in Campaign.objects.filter(key=written["slug"], has_unpublished_changes=False):
            _speak_of(campaign, written)
    if not EmailSignature.objects.filter(language=settings.LANGUAGE_CODE).exists():
        have_editor_sign()


def _speak_of(campaign: Campaign, written: dict[str, Any]) -> None:
    draft = campaign.get_latest_revision_as_object()
    written_of = {variant["slug"]: variant for variant in written["variants"]}
    variants = list(draft.variants.all())
    said = [
        _is_said_anew(row, variant_fields, written["slug"], written_of[row.key])
        for row in variants
        if row.key in written_of
    ]
    if any(said):
        draft.variants.set(variants)
        draft.save_revision().publish()


def _is_said_anew(row: Any, words: Any, *of: Any) -> bool:
    """Say a row's words in the edition's language; return whether that changed any."""
    known = [words(language, *of) for language in languages()]
    changed = {
        name: text
        for name, text in words(settings.LANGUAGE_CODE, *of).items()
        if getattr(row, name) != text and getattr(row, name) in {one[name] for one in known}
    }
    for name, text in changed.items():
        setattr(row, name, text)
    return bool(changed)
