"""Why a campaign does not ask: the first reason that applies, in the order of Refusal."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Self

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

    meaning: str

    def __new__(cls, value: str, meaning: str) -> Self:
        """Make a word of the format that can say what it means to the newsroom."""
        one = str.__new__(cls, value)
        one._value_ = value
        one.meaning = meaning
        return one

    SENSITIVE_PAGE = (
        "sensitive_page",
        "The story is marked sensitive, and the campaign does not allow such pages. Letters"
        " and notices never may.",
    )
    SPONSORED_PAGE = "sponsored_page", "The page is paid for by somebody else."
    SILENT_PAGE = (
        "silent_page",
        "The page is silent, or its section or a topic is on the silence list.",
    )
    NOT_STARTED = "not_started", "The campaign starts later."
    ENDED = "ended", "The campaign is over; its end is exclusive."
    WRONG_KIND = "wrong_kind", "The campaign is for other kinds of page."
    WRONG_SECTION = (
        "wrong_section",
        "The section is not among those chosen, or is among those left out.",
    )
    WRONG_TOPIC = "wrong_topic", "No topic is among those chosen, or one is among those left out."
    MEMBER = "member", "The reader is a member, and the campaign is for others."
    NOT_MEMBER = (
        "not_member",
        "The reader is not (or was never) a member, and the campaign is for those who are "
        "(or were).",
    )
    WRONG_SIGN_IN = (
        "wrong_sign_in",
        "The campaign is for signed-in readers only, or for the others only.",
    )
    WRONG_NEWSLETTER = (
        "wrong_newsletter",
        "The campaign is for readers of the newsletter only, or for the others only; "
        "whoever is unknown is neither.",
    )
    NO_CONSENT = "no_consent", "The reader's consent is not the one the campaign asks for."
    WRONG_COUNTRY = (
        "wrong_country",
        "The country is not among those chosen, or is among those left out.",
    )
    WRONG_LANGUAGE = "wrong_language", "The reader's language is not among those chosen."
    WRONG_DEVICE = "wrong_device", "The device is not among those chosen."
    WANTS_REST = "wants_rest", "The reader asked not to be asked for a while."
    COUNT_UNKNOWN = (
        "count_unknown",
        "The number of articles read is not known, and the campaign needs it.",
    )
    TOO_FEW_ARTICLES = (
        "too_few_articles",
        "The reader has read fewer articles than the campaign asks for.",
    )
    TOO_MANY_ARTICLES = "too_many_articles", "The reader has read more."
    CAPS_UNKNOWN = (
        "caps_unknown",
        "The device cannot remember what it was asked, so nothing may interrupt.",
    )
    FIRST_PAGE = (
        "first_page",
        "The visit began with this page, and nothing may interrupt there.",
    )
    ASKED_OFTEN = "asked_often", "The reader was asked as often as the cap allows."
    ASKED_RECENTLY = (
        "asked_recently",
        "The last time was too short ago, or this visit was interrupted once already.",
    )
    DISMISSED = "dismissed", "The reader closed this campaign's appeal, and it rests."
    GAVE_RECENTLY = "gave_recently", "The reader contributed, and asking rests."
    OUTRANKED = (
        "outranked",
        "Another campaign took the place, or one that interrupts asks: then no other place "
        "but the header does.",
    )
    HELD_OUT = (
        "held_out",
        "The reader belongs to those who are not asked, so that its effect can be measured.",
    )


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
    WRONG_NEWSLETTER,
    NO_CONSENT,
    WRONG_COUNTRY,
    WRONG_LANGUAGE,
    WRONG_DEVICE,
    WANTS_REST,
    COUNT_UNKNOWN,
    TOO_FEW_ARTICLES,
    TOO_MANY_ARTICLES,
    CAPS_UNKNOWN,
    FIRST_PAGE,
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
    if page.sensitive and is_too_loud(campaign):
        return SENSITIVE_PAGE
    if reason := every_refusal(page, silence):
        return reason
    if reason := place_refusal(campaign, page, now):
        return reason
    if not campaign.pages.topics.admits(page.topics):
        return WRONG_TOPIC
    return None


def every_refusal(page: Page, silence: Silence) -> Refusal | None:
    """Return the first reason that holds for all campaigns."""
    if page.sponsored:
        return SPONSORED_PAGE
    if page.silent or is_listed(silence, page.section, page.topics):
        return SILENT_PAGE
    return None


def is_listed(silence: Silence, section: str | None, topics: Iterable[str]) -> bool:
    """Tell whether a section or any of these topics is silent."""
    return section in silence.sections or not silence.topics.isdisjoint(topics)


def place_refusal(campaign: Campaign, page: Page, now: int) -> Refusal | None:
    """Return the first reason that lies in the time, the kind of page or its section."""
    pages = campaign.pages
    if campaign.starts_at is not None and now < campaign.starts_at:
        return NOT_STARTED
    if campaign.ends_at is not None and now >= campaign.ends_at:
        return ENDED
    if pages.kinds and page.kind not in pages.kinds:
        return WRONG_KIND
    if not pages.sections.admits(page.section):
        return WRONG_SECTION
    return None


def is_too_loud(campaign: Campaign) -> bool:
    """Tell whether a campaign keeps away from sensitive pages."""
    return campaign.interrupts or not campaign.pages.sensitive


def suits(campaign: Campaign, page: Page) -> bool:
    """Tell whether a page suits one that neither its place nor all of them are refused on."""
    if page.sensitive and is_too_loud(campaign):
        return False
    return campaign.pages.topics.admits(page.topics)


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
    # Also a reader of whom it is not known.
    if audience.newsletter != "any" and reader.newsletter is not (audience.newsletter == "readers"):
        return WRONG_NEWSLETTER
    if audience.consent != "any" and reader.consent not in MET_CONSENT[audience.consent]:
        return NO_CONSENT
    countries, tags, needs_count, within, interrupts, cap_key = campaign.conditions
    if countries and not countries.admits(reader.country):
        return WRONG_COUNTRY
    if tags and not _speaks(reader.language, tags):
        return WRONG_LANGUAGE
    if audience.devices and reader.device not in audience.devices:
        return WRONG_DEVICE
    if reader.rests_until is not None and reader.rests_until > now:
        return WANTS_REST

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
    elif interrupts and reader.first_page:
        return FIRST_PAGE
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
