"""Why a campaign does not ask: the first reason that applies, in the order of Refusal."""

from enum import StrEnum

from wellread.engine.cap import asked_often, asked_recently, gave_recently, was_dismissed
from wellread.engine.case import Case, Counts, Reader
from wellread.engine.history import Page
from wellread.engine.line_up import ArticleRange, Campaign, Silence


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


MET_CONSENT = {
    "given": frozenset({"given", "not_needed"}),
    "not_given": frozenset({"refused", "unknown"}),
}


def page_refusal(campaign: Campaign, page: Page, silence: Silence, now: int) -> Refusal | None:
    """Return the first reason that lies in the page or the time, the same for every reader."""
    if page.sensitive and (campaign.interrupts or not campaign.pages.sensitive):
        return Refusal.SENSITIVE_PAGE
    if page.sponsored:
        return Refusal.SPONSORED_PAGE
    if page.section in silence.sections or not silence.topics.isdisjoint(page.topics):
        return Refusal.SILENT_PAGE
    if campaign.starts_at is not None and now < campaign.starts_at:
        return Refusal.NOT_STARTED
    if campaign.ends_at is not None and now >= campaign.ends_at:
        return Refusal.ENDED
    return _subject_refusal(campaign, page)


def refusal(campaign: Campaign, case: Case, counts: Counts) -> Refusal | None:
    """Return the first reason that lies in the reader, for a campaign that suits the page."""
    return (
        _audience_refusal(campaign, case.reader)
        or _count_refusal(campaign, counts)
        or _cap_refusal(campaign, case.reader, case.now)
    )


def _subject_refusal(campaign: Campaign, page: Page) -> Refusal | None:
    pages = campaign.pages
    if pages.kinds and page.kind not in pages.kinds:
        return Refusal.WRONG_KIND
    if not pages.sections.admits(page.section):
        return Refusal.WRONG_SECTION
    if pages.topics.any_of and pages.topics.any_of.isdisjoint(page.topics):
        return Refusal.WRONG_TOPIC
    if not pages.topics.none_of.isdisjoint(page.topics):
        return Refusal.WRONG_TOPIC
    return None


def _audience_refusal(campaign: Campaign, reader: Reader) -> Refusal | None:
    audience = campaign.audience
    if audience.membership != "any" and (found := _membership_refusal(audience.membership, reader)):
        return found
    if audience.sign_in != "any" and reader.signed_in != (audience.sign_in == "signed_in"):
        return Refusal.WRONG_SIGN_IN
    if audience.consent != "any" and reader.consent not in MET_CONSENT[audience.consent]:
        return Refusal.NO_CONSENT
    if not audience.countries.admits(reader.country):
        return Refusal.WRONG_COUNTRY
    if audience.languages and not _speaks(reader.language, audience.languages):
        return Refusal.WRONG_LANGUAGE
    if audience.devices and reader.device not in audience.devices:
        return Refusal.WRONG_DEVICE
    return None


def _membership_refusal(membership: str, reader: Reader) -> Refusal | None:
    if membership == "members":
        return None if reader.is_member else Refusal.NOT_MEMBER
    if reader.is_member:
        return Refusal.MEMBER
    if membership == "former_members" and not reader.was_member:
        return Refusal.NOT_MEMBER
    return None


def _speaks(language: str | None, languages: frozenset[str]) -> bool:
    tag = (language or "").lower()
    while tag and tag not in languages:
        tag = tag.rpartition("-")[0]
    return bool(tag)


def _count_refusal(campaign: Campaign, counts: Counts) -> Refusal | None:
    if not campaign.needs_count:
        return None
    articles: ArticleRange = campaign.audience.articles
    count = counts[articles.within]
    if count is None:
        return Refusal.COUNT_UNKNOWN
    if articles.least is not None and count < articles.least:
        return Refusal.TOO_FEW_ARTICLES
    if articles.most is not None and count > articles.most:
        return Refusal.TOO_MANY_ARTICLES
    return None


def _cap_refusal(campaign: Campaign, reader: Reader, now: int) -> Refusal | None:
    if reader.asked is None and campaign.interrupts:
        return Refusal.CAPS_UNKNOWN
    asked = reader.asked or ()
    if asked_often(campaign, asked, now):
        return Refusal.ASKED_OFTEN
    if asked and asked_recently(campaign, asked, reader.visit_started_at, now):
        return Refusal.ASKED_RECENTLY
    if reader.dismissed and was_dismissed(campaign, reader.dismissed, now):
        return Refusal.DISMISSED
    if gave_recently(campaign, reader.contributed_at, now):
        return Refusal.GAVE_RECENTLY
    return None
