"""Who will meet a campaign, where, how often and when: its form in one sentence."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from babel.dates import format_date, format_time
from babel.lists import format_list
from django.utils import timezone

from wellread.appeals import rules, vocabularies
from wellread.appeals.choices import (
    AudienceMembership,
    AudienceNewsletter,
    CapCounts,
    Consent,
    Devices,
    Kinds,
    Placement,
    SignIn,
)
from wellread.appeals.models import Campaign
from wellread.engine.campaign import INTERRUPTING
from wellread.language import writing
from wellread.language.editors import for_editors, for_editors_counted, speaking

# What a sentence names before it counts the rest.
MOST_NAMED = 4

READERS = {
    AudienceMembership.NON_MEMBERS: for_editors("Readers who are not members"),
    AudienceMembership.FORMER_MEMBERS: for_editors("Former members"),
    AudienceMembership.MEMBERS: for_editors("Members"),
    AudienceMembership.ANY: for_editors("All readers and members"),
}
SIGNED_IN = {
    SignIn.SIGNED_IN: for_editors("signed in"),
    SignIn.SIGNED_OUT: for_editors("not signed in"),
}
CONSENTED = {
    Consent.GIVEN: for_editors("who have consented or need not"),
    Consent.NOT_GIVEN: for_editors("who have refused consent or not answered"),
}
NEWSLETTER = {
    AudienceNewsletter.READERS: for_editors("who take the newsletter"),
    AudienceNewsletter.NON_READERS: for_editors("who do not take the newsletter"),
}
ON = {
    Devices.PHONE: for_editors("on phones"),
    Devices.PHONE_AND_TABLET: for_editors("on phones and tablets"),
    Devices.TABLET_AND_DESKTOP: for_editors("on tablets and computers"),
    Devices.DESKTOP: for_editors("on computers"),
}
ASKED = {
    Placement.END_OF_ARTICLE: {
        Kinds.ARTICLE_AND_LIVE_BLOG: for_editors("are asked under articles and live blogs"),
        Kinds.ARTICLE: for_editors("are asked under articles"),
        Kinds.LIVE_BLOG: for_editors("are asked under live blogs"),
    },
    Placement.OVERLAY: {
        Kinds.ARTICLE_AND_LIVE_BLOG: for_editors("are asked over articles and live blogs"),
        Kinds.ARTICLE: for_editors("are asked over articles"),
        Kinds.LIVE_BLOG: for_editors("are asked over live blogs"),
    },
    Placement.BANNER: {
        Kinds.ARTICLE_AND_LIVE_BLOG: for_editors(
            "are asked at the foot of articles' and live blogs' screens"
        ),
        Kinds.ARTICLE: for_editors("are asked at the foot of articles' screens"),
        Kinds.LIVE_BLOG: for_editors("are asked at the foot of live blogs' screens"),
    },
    Placement.INLINE: {
        Kinds.ARTICLE_AND_LIVE_BLOG: for_editors("are asked inside articles and live blogs"),
        Kinds.ARTICLE: for_editors("are asked inside articles"),
        Kinds.LIVE_BLOG: for_editors("are asked between the updates of live blogs"),
    },
    Placement.HEADER: {
        Kinds.ARTICLE_AND_LIVE_BLOG: for_editors("are asked above articles and live blogs"),
        Kinds.ARTICLE: for_editors("are asked above articles"),
        Kinds.LIVE_BLOG: for_editors("are asked above live blogs"),
    },
}
COUNTED = {
    CapCounts.PLACEMENT: for_editors("all campaigns of this place counted"),
    CapCounts.CAMPAIGN: for_editors("this campaign alone counted"),
    CapCounts.ALL: for_editors("all campaigns counted"),
}


class ListFragment(NamedTuple):
    """A fragment that names the words of a list: with, and without, what stands in it."""

    pattern: str
    kind: str
    field: str


AUDIENCE_LISTS = (
    ListFragment(for_editors("in %(names)s"), "country", "countries_only"),
    ListFragment(for_editors("outside %(names)s"), "country", "countries_except"),
    ListFragment(for_editors("reading in %(names)s"), "language", "languages"),
)
PAGE_LISTS = (
    ListFragment(for_editors("in %(names)s"), "section", "sections_only"),
    ListFragment(for_editors("but not in %(names)s"), "section", "sections_except"),
    ListFragment(for_editors("on %(names)s"), "topic", "topics_any"),
    ListFragment(for_editors("but not on %(names)s"), "topic", "topics_none"),
)
COUNT_LISTS = (
    ListFragment(for_editors("in %(names)s"), "section", "count_sections"),
    ListFragment(for_editors("on %(names)s"), "topic", "count_topics"),
)


def sentence(campaign: Campaign) -> str:
    """Return who is asked, where, how often and when, in the editor's language.

    What the form does not say yet is left out; it never fails.
    """
    who = [*_who(campaign)]
    # What is set in commas ends with one.
    asked = f"{', '.join(who)}{',' if len(who) > 1 else ''} {_asked(campaign)}"
    parts = [asked, *_pages(campaign), *_how_often(campaign)]
    return ", ".join([*parts, *_when(campaign)]) + "."


def _who(campaign: Campaign) -> Iterator[str]:
    yield str(READERS.get(campaign.membership, READERS[AudienceMembership.ANY]))  # type: ignore[call-overload]
    for words, chosen in (
        (SIGNED_IN, campaign.sign_in),
        (CONSENTED, campaign.consent),
        (NEWSLETTER, campaign.newsletter),
        (ON, campaign.devices),
    ):
        if chosen in words:
            yield str(words[chosen])  # type: ignore[index]
    yield from _named(campaign, AUDIENCE_LISTS)
    yield from _read(campaign)


def _read(campaign: Campaign) -> Iterator[str]:
    least, most, days = campaign.min_articles, campaign.max_articles, campaign.count_days
    if least is None and most is None:
        return
    if least is not None and least == most:
        said = for_editors_counted(
            "who have read exactly one article", "who have read exactly %(number)s articles", least
        )
    elif least is not None and most is not None:
        range_of = for_editors("who have read %(least)s to %(most)s articles")
        said = range_of % {"least": least, "most": most}
    elif least is not None:
        said = for_editors_counted(
            "who have read at least one article",
            "who have read at least %(number)s articles",
            least,
        )
    else:
        said = for_editors_counted(
            "who have read at most one article",
            "who have read at most %(number)s articles",
            most or 0,
        )
    if days:
        said = f"{said} {_span(days)}"
    which = " ".join(_named(campaign, COUNT_LISTS))
    yield f"{said} {which}" if which else said


def _span(days: int) -> str:
    return for_editors_counted("in one day", "in %(number)s days", days)


def _asked(campaign: Campaign) -> str:
    place = ASKED.get(campaign.placement, ASKED[Placement.END_OF_ARTICLE])  # type: ignore[call-overload]
    return str(place.get(campaign.kinds, place[Kinds.ARTICLE_AND_LIVE_BLOG]))


def _pages(campaign: Campaign) -> Iterator[str]:
    yield from _named(campaign, PAGE_LISTS)
    if campaign.allow_sensitive and campaign.placement not in INTERRUPTING:
        yield str(for_editors("sensitive stories included"))


def _how_often(campaign: Campaign) -> Iterator[str]:
    views, days, gap = campaign.cap_views, campaign.cap_days, campaign.cap_gap_days
    if views is None:
        yield str(for_editors("as often as they read"))
    else:
        once = for_editors_counted("at most once", "at most %(number)s times", views)
        span = _span(days) if days else ""
        counted = COUNTED.get(campaign.cap_counts)  # type: ignore[call-overload]
        yield " ".join(part for part in (once, span, f"({counted})" if counted else "") if part)
    if gap:
        yield for_editors_counted("a day apart", "%(number)s days apart", gap)
    if campaign.rest_days:
        yield for_editors_counted(
            "not for a day after closing it",
            "not for %(number)s days after closing it",
            campaign.rest_days,
        )


def _when(campaign: Campaign) -> Iterator[str]:
    if campaign.starts_at:
        yield for_editors("from %(moment)s") % {"moment": moment(campaign.starts_at)}
    if campaign.ends_at:
        yield for_editors("until %(moment)s") % {"moment": moment(campaign.ends_at)}


def _named(campaign: Campaign, lists: tuple[ListFragment, ...]) -> Iterator[str]:
    for one in lists:
        chosen = rules.words(getattr(campaign, one.field))
        if chosen:
            known = vocabularies.known(one.kind)
            yield one.pattern % {"names": _listed([known.get(word) or word for word in chosen])}


def _listed(names: list[str]) -> str:
    if len(names) > MOST_NAMED + 1:
        others = len(names) - MOST_NAMED
        names = [*names[:MOST_NAMED], for_editors_counted("another", "%(number)s others", others)]
    return format_list(names, locale=writing.editors_locale())


def moment(at: datetime) -> str:
    """Return a moment as the language of our labels writes it."""
    local = timezone.localtime(at).replace(tzinfo=None)
    with speaking():
        locale = writing.editors_locale()
    day, clock = format_date(local, "medium", locale), format_time(local, "short", locale=locale)
    return str(locale.datetime_formats["medium"]).replace("{1}", day).replace("{0}", clock)
