"""Why a campaign does not ask: the first reason that applies, in the order of Refusal."""

from enum import StrEnum

from wellread.engine.campaign import Campaign
from wellread.engine.cap import (
    NEVER_ASKED,
    asked_often,
    asked_recently,
    gave_recently,
    was_dismissed,
)
from wellread.engine.case import Counts, Reader
from wellread.engine.history import Page
from wellread.engine.line_up import Silence


class Refusal(StrEnum):
    """The reasons not to ask, in the order in which they are checked."""

    SENSITIVE_PAGE = "sensitive_page"
    SPONSORED_PAGE = "sponsored_page"
    SILENT_PAGE = "silent_page"
    NOT_STARTED = "not_started"
    ENDED = "ended"
    WRONG_KIND = "wrong_kind"
    WRONG_SECTION = "wrong_section"
    WRONG_TOPIC = "wrong_topic"
    MEMBER = "member"
    NOT_MEMBER = "not_member"
    WRONG_SIGN_IN = "wrong_sign_in"
    NO_CONSENT = "no_consent"
    WRONG_COUNTRY = "wrong_country"
    WRONG_LANGUAGE = "wrong_language"
    WRONG_DEVICE = "wrong_device"
    COUNT_UNKNOWN = "count_unknown"
    TOO_FEW_ARTICLES = "too_few_articles"
    TOO_MANY_ARTICLES = "too_many_articles"
    CAPS_UNKNOWN = "caps_unknown"
    ASKED_OFTEN = "asked_often"
    ASKED_RECENTLY = "asked_recently"
    DISMISSED = "dismissed"
    GAVE_RECENTLY = "gave_recently"
    OUTRANKED = "outranked"
    HELD_OUT = "held_out"


# Python 3.11 finds a plain name ten times faster than a member of an enum.
(
    SENSITIVE_PAGE,
    SPONSORED_PAGE,
    SILENT_PAGE,
    NOT_STARTED,
    ENDED,
    WRONG_KIND,
    WRONG_SECTION,
    WRONG_TOPIC,
    MEMBER,
    NOT_MEMBER,
    WRONG_SIGN_IN,
    NO_CONSENT,
    WRONG_COUNTRY,
    WRONG_LANGUAGE,
    WRONG_DEVICE,
    COUNT_UNKNOWN,
    TOO_FEW_ARTICLES,
    TOO_MANY_ARTICLES,
    CAPS_UNKNOWN,
    ASKED_OFTEN,
    ASKED_RECENTLY,
    DISMISSED,
    GAVE_RECENTLY,
    OUTRANKED,
    HELD_OUT,
) = Refusal

MET_CONSENT = {
    "given": frozenset({"given", "not_needed"}),
    "not_given": frozenset({"refused", "unknown"}),
}


def page_refusal(campaign: Campaign, page: Page, silence: Silence, now: int) -> Refusal | None:
    """Return the first reason that lies in the page or the time, the same for every reader."""
    pages = campaign.pages
    if page.sensitive and (campaign.interrupts or not pages.sensitive):
        return SENSITIVE_PAGE
    if page.sponsored:
        return SPONSORED_PAGE
    if page.section in silence.sections or not silence.topics.isdisjoint(page.topics):
        return SILENT_PAGE
    if campaign.starts_at is not None and now < campaign.starts_at:
        return NOT_STARTED
    if campaign.ends_at is not None and now >= campaign.ends_at:
        return ENDED
    if pages.kinds and page.kind not in pages.kinds:
        return WRONG_KIND
    if not pages.sections.admits(page.section):
        return WRONG_SECTION
    if not pages.topics.admits(page.topics):
        return WRONG_TOPIC
    return None


# One flat list in the order of Refusal: it runs for every campaign on every view,
# and a function for each group of reasons cost a third more.
def refusal(campaign: Campaign, reader: Reader, now: int, counts: Counts) -> Refusal | None:
    """Return the first reason that lies in the reader, for a campaign that suits the page."""
    audience = campaign.audience
    membership = audience.membership
    if membership != "any":
        if reader.is_member and membership != "members":
            return MEMBER
        if membership == "members" and not reader.is_member:
            return NOT_MEMBER
        if membership == "former_members" and not reader.was_member:
            return NOT_MEMBER
    if audience.sign_in != "any" and reader.signed_in != (audience.sign_in == "signed_in"):
        return WRONG_SIGN_IN
    if audience.consent != "any" and reader.consent not in MET_CONSENT[audience.consent]:
        return NO_CONSENT
    countries, tags, needs_count, within, interrupts, cap_key = campaign.conditions
    if countries and not countries.admits(reader.country):
        return WRONG_COUNTRY
    if tags and not _speaks(reader.language, tags):
        return WRONG_LANGUAGE
    if audience.devices and reader.device not in audience.devices:
        return WRONG_DEVICE

    if needs_count:
        count = counts[within]
        articles = audience.articles
        if count is None:
            return COUNT_UNKNOWN
        if articles.min is not None and count < articles.min:
            return TOO_FEW_ARTICLES
        if articles.max is not None and count > articles.max:
            return TOO_MANY_ARTICLES

    asked = counts.asked
    if asked is None:
        if interrupts:
            return CAPS_UNKNOWN
        asked = NEVER_ASKED
    times = asked.times.get(cap_key, ())
    if asked_often(campaign.cap, times, now):
        return ASKED_OFTEN
    if interrupts and asked.interrupted_at >= reader.visit_started_at:
        return ASKED_RECENTLY
    if times and asked_recently(campaign.cap, times, now):
        return ASKED_RECENTLY
    if reader.dismissed and was_dismissed(campaign, counts.dismissed, now):
        return DISMISSED
    if reader.contributed_at is not None and gave_recently(campaign, reader.contributed_at, now):
        return GAVE_RECENTLY
    return None


def _speaks(language: str | None, prefixes: tuple[str, ...]) -> bool:
    return language is not None and f"{language}-".lower().startswith(prefixes)
