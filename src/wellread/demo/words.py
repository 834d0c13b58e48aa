"""What the Courier says to its readers in the edition's language; its stories stay English."""

from typing import Any

from django.conf import settings
from django.utils.translation import override

from wellread.demo.content_files import words_in
from wellread.demo.people import PRICE
from wellread.membership import rules
from wellread.payments.money import Money

STORIES = "en"
PRICE_A_MONTH = "{price}"


def language_of_stories() -> str:
    """Return the language to name with each story, "" where it is the edition's own."""
    return "" if _spoken() == STORIES else STORIES


def plan_name() -> str:
    """Return what the Courier calls its plan."""
    return str(words_in(_spoken()).get("plan", "The Courier community"))


def variant_words(campaign: str, variant: dict[str, Any]) -> dict[str, Any]:
    """Return what a variant says, as an editor would have typed it."""
    words = words_in(_spoken())
    copy, without = variant["copy"], variant.get("copy_without_count", {})
    signature = copy.get("signature", {})
    said = {
        "headline": copy["headline"],
        "body": copy["body"],
        "headline_without_count": without.get("headline", ""),
        "body_without_count": without.get("body", []),
        "join": copy["join"],
        "sign_in": words.get("sign_in", copy["sign_in"]),
        "role": signature and words.get("role", signature["role"]),
        **words.get(campaign, {}).get(variant["slug"], {}),
    }
    return said | {name: _priced(said[name]) for name in ("body", "body_without_count")}


def with_price(text: str) -> str:
    """Return prose with the least that the plan takes a month: from $6 a month."""
    with override(settings.LANGUAGE_CODE):
        least = Money(PRICE["minimum_month_minor"], PRICE["currency"])
        return text.replace(PRICE_A_MONTH, rules.per(least, "month"))


def _priced(paragraphs: list[str]) -> str:
    return "\n\n".join(with_price(paragraph) for paragraph in paragraphs)


def _spoken() -> str:
    return str(settings.LANGUAGE_CODE).split("-")[0]
