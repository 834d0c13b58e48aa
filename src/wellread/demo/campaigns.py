"""The Courier's campaigns and house ads."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from wellread.ads.actions import create_house_ad
from wellread.appeals.actions import create_campaign, publish_line_up
from wellread.demo.amounts import typed
from wellread.demo.content_files import rows, words_in
from wellread.demo.courier import Courier
from wellread.demo.words import plan_words, resting_words, variant_fields
from wellread.newsletters.models import Newsletter

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
    for campaign in rows("resting_campaigns"):
        _make_resting(courier, campaign)
    if fault := publish_line_up(settings.EDITION, timezone.now()):
        raise ValueError(f"the demo's line-up is faulty: {fault}")


def _make_resting(courier: Courier, campaign: dict[str, Any]) -> None:
    """Make a campaign that is ready and asks nobody until an editor publishes it."""
    slug, variant = campaign["slug"], campaign["variant"]
    ask = {"countries": [], "interval": "month", "amounts": [600, 1000, 2000], "preset": 1000}
    cards = {name: typed(campaign[name]) for name in ("card_year", "card_once") if name in campaign}
    facts: dict[str, Any] = {}
    if "goal" in campaign:
        facts |= {"goal_amount": typed(campaign["goal"]), "goal_since": year_begins(timezone.now())}
    if "deadline_days" in campaign:
        facts["deadline_at"] = midday(timezone.now() + timedelta(days=campaign["deadline_days"]))
        facts["deadline_words"] = resting_words(settings.LANGUAGE_CODE, campaign)
    made = create_campaign(
        key=slug,
        name=campaign["name"],
        placement=campaign["placement"],
        min_articles=campaign["articles_min"],
        variants=[
            {
                **_variant(courier, slug, {**variant, "asks": []}),
                "asks": [{**_ask({**ask, "minimum": 600}), **cards}],
            }
        ],
        **facts,
    )
    made.unpublish()


def reason_to_join(courier: Courier) -> dict[str, Any]:
    """Return why one should join, in the words and with the face of the editor's letter."""
    letter = rows("campaigns")[0]
    said = _variant(courier, letter["slug"], letter["variants"][0])
    return {
        **plan_words(settings.LANGUAGE_CODE),
        "signed_by": said["signature_name"],
        "portrait": said["portrait"],
    }


def year_begins(now: datetime) -> datetime:
    """Return the first moment of the newsroom's year."""
    return midday(now).replace(month=1, day=1, hour=0)


def midday(now: datetime) -> datetime:
    """Return noon of the day in the newsroom's own time."""
    return timezone.localtime(now).replace(hour=12, minute=0, second=0, microsecond=0)


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


def make_newsletters() -> None:
    """Make the paper's newsletters, described in the edition's language."""
    own = words_in(settings.LANGUAGE_CODE.split("-")[0])
    for row in rows("newsletters"):
        Newsletter.objects.create(**{**row, **own.get(row["key"], {})})


def _variant(courier: Courier, campaign: str, variant: dict[str, Any]) -> dict[str, Any]:
    signature = variant["copy"].get("signature", {})
    portrait = signature.get("portrait")
    return {
        "key": variant["slug"],
        "share_percent": round(variant["share"] * 100),
        **variant_fields(settings.LANGUAGE_CODE, campaign, variant),
        "signature_name": signature.get("name", ""),
        "portrait": courier.image(portrait, signature["name"]) if portrait else None,
        "asks": [_ask(ask) for ask in variant["asks"]],
    }


def _ask(ask: dict[str, Any]) -> dict[str, Any]:
    return {
        "countries": ", ".join(ask["countries"]),
        "interval": ask["interval"],
        "currency": settings.CURRENCY,
        "amounts": typed(*ask["amounts"]),
        "preset": typed(ask["preset"]),
        "minimum": typed(ask["minimum"]),
    }
