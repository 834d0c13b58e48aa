"""Campaigns as the line-up and its copy documents put them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from wagtail.images.models import SourceImageIOError

from wellread.appeals import placeholders, rules
from wellread.appeals.choices import Allocation, Placement
from wellread.appeals.models import (
    Ask,
    Campaign,
    LineUpSettings,
    Translation,
    Variant,
    minor_units,
)
from wellread.appeals.otherwise import OTHER, AskingRule, otherwise
from wellread.engine.campaign import Audience
from wellread.engine.schema import defaults_of, words_of
from wellread.engine.values import Fault
from wellread.payments import writing
from wellread.payments.currencies import minor_digits
from wellread.payments.money import AmountFault, Money, parse_amount

PORTRAIT = "fill-160x160|format-webp"

# An id has 64 characters, and a week's name takes eight of them.
_LONGEST_DRAW = 56

Document = dict[str, Any]


def instant(moment: datetime | None) -> str | None:
    """Write a moment as 2026-11-22T10:00:00Z, whole seconds."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def line_up_document(
    edition: str, campaigns: Iterable[Document], whole: LineUpSettings, now: datetime
) -> Document:
    """Return a line-up without its version, which is made from the rest."""
    return {
        "format": 1,
        "edition": edition,
        "published_at": instant(now),
        **rules_for_all(whole),
        "campaigns": list(campaigns),
    }


def rules_for_all(whole: LineUpSettings) -> Document:
    """Return what holds for every campaign: where nobody is asked, and who never is."""
    return {
        "silence": {
            "sections": rules.words(whole.silent_sections),
            "topics": rules.words(whole.silent_topics),
        },
        "holdout": {"share": _share(whole.holdout_percent), "draw": whole.holdout_draw},
    }


def campaign_documents(campaign: Campaign, copies: dict[str, str]) -> list[Document]:
    """Return a campaign's rules, and below them what only part of the readers is asked besides.

    ``copies`` maps each variant's key to its copy's hash.
    """
    found = campaign_document(campaign, copies)
    rules_of_two = otherwise(campaign)
    if rules_of_two is None:
        return [found]
    shares = {one.key: _share(one.share_percent) for one in campaign.variants.all()}
    other = _by_rule(found, rules_of_two.generous) | {
        "id": f"{campaign.key}{OTHER}",
        # Who was dealt out to one rule stays there, also where variants are dealt anew each week.
        "draw": campaign.draw,
        "holdout": round(rules_of_two.strict_share, 4),
        "variants": [one | {"share": shares[one["id"]]} for one in found["variants"]],
    }
    return [found, other]


def _by_rule(document: Document, rule: AskingRule) -> Document:
    audience, cap = document["audience"], document["cap"]
    articles = audience["articles"] | {"min": rule.min_articles or None}
    return document | {
        "audience": audience | {"articles": articles},
        "cap": cap | {"views": rule.cap_views},
    }


def campaign_document(campaign: Campaign, copies: dict[str, str]) -> Document:
    """Return a campaign's rules, the stricter ones where it tries two; see campaign_documents."""
    rules_of_two = otherwise(campaign)
    found = _document(campaign, copies)
    return _by_rule(found, rules_of_two.strict) if rules_of_two else found


def _document(campaign: Campaign, copies: dict[str, str]) -> Document:
    draw, shares = _dealt(campaign)
    return {
        "id": campaign.key,
        "draw": draw,
        "placement": campaign.placement,
        "starts_at": instant(campaign.starts_at),
        "ends_at": instant(campaign.ends_at),
        "audience": _audience(campaign),
        "pages": _pages(campaign),
        "cap": {
            "views": campaign.cap_views,
            "days": campaign.cap_days,
            "gap_days": campaign.cap_gap_days,
            "counts": campaign.cap_counts,
            "rest_days": campaign.rest_days,
        },
        "holdout": _share(campaign.holdout_percent),
        "variants": [
            {
                "id": variant.key,
                "share": shares[variant.key],
                "prints_count": variant.prints_count,
                "works_without_count": variant.works_without_count,
                "copy": copies[variant.key],
            }
            for variant in campaign.variants.all()
        ],
    }


def _dealt(campaign: Campaign) -> tuple[str, dict[str, float]]:
    """Return draw and shares: those learned last, where it optimises and they fit its variants."""
    edited = {one.key: _share(one.share_percent) for one in campaign.variants.all()}
    learned = None
    if campaign.allocation == Allocation.OPTIMISE:
        learned = getattr(campaign, "learned", None)
    if learned is None or learned.shares.keys() != edited.keys():
        return campaign.draw, edited
    return f"{campaign.draw[:_LONGEST_DRAW]}.{learned.week}", learned.shares


def rules_document(campaign: Campaign) -> Document:
    """Return a campaign's rules where nobody asks what it says, saved or not."""
    return rules_documents(campaign)[0]


def rules_documents(campaign: Campaign) -> list[Document]:
    """Return the same with what only part of the readers is asked besides."""
    return campaign_documents(campaign, dict.fromkeys(_keys(campaign), "copy"))


def _keys(campaign: Campaign) -> list[str]:
    return [variant.key for variant in campaign.variants.all()]


def copy_document(variant: Variant) -> Document:
    """Return what a variant says and asks; the site's language, the fallback, stands first."""
    said: dict[str, Variant | Translation] = {settings.LANGUAGE_CODE: variant}
    said |= {one.language: one for one in variant.translations.all()}
    without_count = {
        language: _words(variant, one, one.headline_without_count, one.body_without_count)
        for language, one in said.items()
        if one.headline_without_count and variant.headline_without_count
    }
    document: Document = {
        "copy": {
            language: _words(variant, one, one.headline, one.body) for language, one in said.items()
        },
        "copy_without_count": without_count or None,
        "asks": [_ask(row, ask) for row, ask in enumerate(variant.asks.all())],
    }
    if variant.campaign.placement == Placement.INLINE and variant.campaign.after_paragraph:
        document["after_paragraph"] = variant.campaign.after_paragraph
    if variant.campaign.offers_reminder and variant.newsletter is None:
        document["remind"] = True
    if variant.newsletter is not None:
        offer = {"key": variant.newsletter.key, "name": variant.newsletter.name}
        document["newsletter"] = offer
    return document | _goal(variant.campaign) | _deadline(variant.campaign)


def _goal(campaign: Campaign) -> Document:
    try:
        goal = campaign.goal
    except AmountFault as fault:
        raise Fault(str(fault), "goal") from None
    if goal is None:
        return {}
    written = goal.written(settings.LANGUAGE_CODE)
    return {"goal": {"written": written, "progress": f"goal.{campaign.key}.json"}}


def _deadline(campaign: Campaign) -> Document:
    return {"deadline": instant(campaign.deadline_at)} if campaign.deadline_words else {}


def _audience(campaign: Campaign) -> Document:
    return {
        **_choices(campaign),
        "countries": {
            "only": rules.words(campaign.countries_only),
            "except": rules.words(campaign.countries_except),
        },
        "languages": rules.words(campaign.languages),
        "devices": rules.words(campaign.devices),
        "articles": {
            "min": campaign.min_articles,
            "max": campaign.max_articles,
            "days": campaign.count_days,
            "sections": rules.words(campaign.count_sections),
            "topics": rules.words(campaign.count_topics),
        },
        "rest_after_contribution_days": campaign.rest_after_contribution_days,
    }


def _choices(campaign: Campaign) -> Document:
    """Return what an editor chose from closed lists: the campaign's fields are named alike."""
    defaults = defaults_of(Audience)
    chosen = {key: getattr(campaign, key) for key in words_of(Audience)}
    return {key: word for key, word in chosen.items() if word != defaults.get(key)}


def _pages(campaign: Campaign) -> Document:
    return {
        "kinds": rules.words(campaign.kinds),
        "sections": {
            "only": rules.words(campaign.sections_only),
            "except": rules.words(campaign.sections_except),
        },
        "topics": {
            "any": rules.words(campaign.topics_any),
            "none": rules.words(campaign.topics_none),
        },
        "sensitive": campaign.allow_sensitive,
    }


def _words(variant: Variant, said: Variant | Translation, headline: str, body: str) -> Document:
    campaign = variant.campaign
    about_deadline = getattr(said, "deadline_words", "") or campaign.deadline_words
    return {
        "headline": placeholders.filled(headline, campaign),
        "body": [placeholders.filled(line, campaign) for line in rules.paragraphs(body)],
        "signature": _signature(variant, said.signature_role or variant.signature_role),
        "join": said.join_label,
        "sign_in": said.sign_in_label,
        **({"deadline": about_deadline} if campaign.deadline_words else {}),
    }


def _signature(variant: Variant, role: str) -> Document | None:
    if not variant.signature_name:
        return None
    return {
        "name": variant.signature_name,
        "role": role,
        "portrait": _portrait_address(variant),
    }


def _portrait_address(variant: Variant) -> str | None:
    if variant.portrait is None:
        return None
    try:
        return str(variant.portrait.get_rendition(PORTRAIT).url)
    except SourceImageIOError:
        raise Fault("its file is missing", "signature.portrait") from None


def _ask(row: int, ask: Ask) -> Document:
    language, currency = settings.LANGUAGE_CODE, ask.currency
    try:
        amounts = minor_units(ask.amounts, currency)
        return {
            "countries": rules.words(ask.countries),
            "interval": ask.interval,
            "currency": currency,
            "amounts": amounts,
            "preset": parse_amount(ask.preset, currency).amount_minor,
            "minimum": parse_amount(ask.minimum, currency).amount_minor,
            "digits": minor_digits(currency),
            "pattern": writing.pattern(currency, language),
            "written": [Money(amount, currency).written(language) for amount in amounts],
            **_cards(ask, language),
        }
    except AmountFault as fault:
        raise Fault(str(fault), f"asks[{row}]") from None


def _cards(ask: Ask, language: str) -> Document:
    offered = {
        interval: parse_amount(amount, ask.currency) for interval, amount in ask.cards.items()
    }
    cards = [
        {"interval": interval, "amount": money.amount_minor, "written": money.written(language)}
        for interval, money in offered.items()
    ]
    return {"cards": cards} if cards else {}


def _share(percent: Decimal) -> float:
    return float(percent / 100)
