"""What the Courier says to its readers in the edition's language; its stories stay English."""

from typing import Any

from django.conf import settings
from django.utils.translation import override

from wellread.demo.amounts import in_own_currency
from wellread.demo.content_files import rows, words_in
from wellread.membership import rules
from wellread.membership.models.plans import first_benefits

STORIES = "en"
PRICE_A_MONTH = "{price}"
LEAST_A_MONTH = 600


def language_of_stories() -> str:
    """Return the language to name with each story, "" where it is the edition's own."""
    return "" if _spoken() == STORIES else STORIES


def editors_role() -> str:
    """Return what the editor is called below e-mails."""
    role = str(words_in(_spoken()).get("role", "Editor, The Saltmere Courier"))
    return role.replace("The Saltmere Courier", "{site_name}")


def plan_words(language: str) -> dict[str, str]:
    """Return what the Courier calls its plan, and why one should join, in the editor's words."""
    letter = rows("campaigns")[0]
    said = variant_fields(language, letter["slug"], letter["variants"][0])
    return {
        "name": str(words_in(_spoken(language)).get("plan", "The Courier community")),
        # Of the letter for readers whose number is unknown, what is between greeting and price.
        "reason": said["body_without_count"].split("\n\n")[1],
        "signer_role": said["signature_role"],
        "benefits": first_benefits(language),
    }


def variant_fields(language: str, campaign: str, variant: dict[str, Any]) -> dict[str, str]:
    """Return the words of a variant under the names of its fields."""
    words = variant_words(campaign, variant, language)
    as_they_are = ("headline", "body", "headline_without_count", "body_without_count")
    return {
        **{name: words[name] for name in as_they_are},
        "signature_role": words["role"] or "",
        "join_label": words["join"],
        "sign_in_label": words["sign_in"],
    }


def resting_words(language: str, campaign: dict[str, Any]) -> str:
    """Return the line about a campaign's deadline in the edition's language."""
    said = words_in(_spoken(language)).get(campaign["slug"], {})
    return str(said.get("deadline_words", campaign["deadline_words"]))


def variant_words(campaign: str, variant: dict[str, Any], language: str = "") -> dict[str, Any]:
    """Return what a variant says, as an editor would have typed it in the edition's language."""
    words = words_in(_spoken(language))
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
    return said | {name: _priced(said[name], language) for name in ("body", "body_without_count")}


def with_price(text: str, language: str = "") -> str:
    """Return prose with the least that the plan takes a month: from $6 a month."""
    with override(language or settings.LANGUAGE_CODE):
        return text.replace(PRICE_A_MONTH, rules.per(in_own_currency(LEAST_A_MONTH), "month"))


def _priced(paragraphs: list[str], language: str) -> str:
    return "\n\n".join(with_price(paragraph, language) for paragraph in paragraphs)


def _spoken(language: str = "") -> str:
    return str(language or settings.LANGUAGE_CODE).split("-")[0]
