"""The Courier's campaigns and house ads."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from wellread.ads.actions import create_house_ad
from wellread.appeals.actions import create_campaign, publish_line_up
from wellread.demo.content_files import rows
from wellread.demo.courier import Courier
from wellread.demo.words import variant_words
from wellread.payments.money import Money

SAME_IN_BOTH = (
    "name",
    "placement",
    "membership",
    "cap_views",
    "cap_days",
    "cap_counts",
    "rest_days",
    "rest_after_contribution_days",
)


def make_campaigns(courier: Courier) -> None:
    """Make the campaigns and publish the line-up; raise ValueError when it is faulty."""
    for campaign in rows("campaigns"):
        create_campaign(
            key=campaign["slug"],
            min_articles=campaign["articles_min"],
            count_days=campaign["articles_days"],
            cap_gap_days=campaign["gap_days"],
            variants=[
                _variant(courier, campaign["slug"], variant) for variant in campaign["variants"]
            ],
            **{name: campaign[name] for name in SAME_IN_BOTH},
        )
    if fault := publish_line_up(settings.EDITION, timezone.now()):
        raise ValueError(f"the demo's line-up is faulty: {fault}")


def reason_to_join(courier: Courier) -> dict[str, Any]:
    """Return why one should join, in the words and with the face of the editor's letter."""
    letter = rows("campaigns")[0]
    said = _variant(courier, letter["slug"], letter["variants"][0])
    # Of the letter for readers whose number is unknown, what stands between greeting and price.
    why = said["body_without_count"].split("\n\n")[1]
    return {
        "reason": why,
        "signed_by": said["signature_name"],
        "signer_role": said["signature_role"],
        "portrait": said["portrait"],
    }


def make_house_ads(courier: Courier) -> None:
    """Make a house ad for each size it is drawn for."""
    for ad in rows("house_ads"):
        for size in ad["sizes"]:
            create_house_ad(
                slot=size,
                title=ad["title"],
                text=ad["text"],
                url=ad["url"],
                picture=courier.image(ad["image"], ad["title"]),
                alt=ad["image_alt"],
            )


def _variant(courier: Courier, campaign: str, variant: dict[str, Any]) -> dict[str, Any]:
    signature = variant["copy"].get("signature", {})
    portrait = signature.get("portrait")
    words = variant_words(campaign, variant)
    return {
        "key": variant["slug"],
        "share_percent": round(variant["share"] * 100),
        "headline": words["headline"],
        "body": words["body"],
        "headline_without_count": words["headline_without_count"],
        "body_without_count": words["body_without_count"],
        "signature_name": signature.get("name", ""),
        "signature_role": words["role"] or "",
        "portrait": courier.image(portrait, signature["name"]) if portrait else None,
        "join_label": words["join"],
        "sign_in_label": words["sign_in"],
        "asks": [_ask(ask) for ask in variant["asks"]],
    }


def _ask(ask: dict[str, Any]) -> dict[str, Any]:
    return {
        "countries": ", ".join(ask["countries"]),
        "interval": ask["interval"],
        "currency": ask["currency"],
        "amounts": ", ".join(_in_words(ask, amount) for amount in ask["amounts"]),
        "preset": _in_words(ask, ask["preset"]),
        "minimum": _in_words(ask, ask["minimum"]),
    }


def _in_words(ask: dict[str, Any], amount_minor: int) -> str:
    return Money(amount_minor, ask["currency"]).plain
