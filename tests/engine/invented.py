"""Line-ups and readers that hypothesis invents: few words, so that they meet; edges of days."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from tests.engine.documents import NOTHING, changed
from tests.engine.strategies import documents
from wellread.engine.campaign import ArticleRange, Campaign
from wellread.engine.cap import Encounter
from wellread.engine.case import Reader
from wellread.engine.history import Page, View
from wellread.engine.line_up import PLACEMENTS, LineUp
from wellread.engine.values import LARGEST_WHOLE, spell

NOW = int(datetime(2026, 11, 22, 10, tzinfo=UTC).timestamp())
DAY_S = 86_400
LAST_S = 253_402_300_799
# U+E000 and half a character come before U+10000 in UTF-8, and after it in UTF-16.
SECTIONS = ("world", "sport", "\ue000", "\udfff", "\U00010000", "", "__proto__")
TOPICS = ("syria", "energy", "é", "e\u0301", "\ud83d", "constructor")
ARTICLES = ("a1", "a2", "a3", "\U0001f5de", "", "toString")
KINDS = ("article", "live_blog", "front", "valueOf")
CAMPAIGNS = ("spring", "summer", "autumn", "winter", "__proto__", "7", "x" * 64)
COUNTRIES = ("GB", "US", "DE")
LANGUAGES = ("en", "en-GB", "EN-us", "de", "zh-Hant-TW")
# What readers' devices and other people's programs say: no tag of a line-up.
STRANGE_LANGUAGES = ("", "null", "en_GB", "en-", "-en", "english", "\u0130n", "e\ud83d")
# Whole numbers may be written with a point, and be larger than time.
DAYS = (1, 7, 30, 30.0, 90, LARGEST_WHOLE)
ODD = (
    *(None, True, False, 0, -1, -0.0, 1, 8.0, 8.5, 1e308, float("nan"), float("inf"), 2**64),
    *("", "a", "en", "\ud800", "2026-02-30T00:00:00Z", "1970-01-01T00:00:00Z", "x" * 100),
    *([], [None], ["en"], [[]], {}, {"": 1}, {"\ud800": {}}),
)

Documents = st.SearchStrategy[dict[str, Any]]


def some(values: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    """Invent a list of some of these words, most often none."""
    return st.one_of(st.just([]), st.lists(st.sampled_from(values), max_size=3))


def seldom(values: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    """Invent a list of one of these words, nearly always none."""
    return st.sampled_from(([], [], [], [], [], [], *([one] for one in values)))


def times() -> st.SearchStrategy[str]:
    """Invent a time within a second of a day's edge, before or after now, or the first or last."""
    days = st.sampled_from((-90, -30, -7, -1, 0, 1))
    near = st.builds(lambda day, s: spell(NOW + day * DAY_S + s), days, st.integers(-1, 1))
    return near | near | near | st.sampled_from((spell(0), spell(LAST_S)))


def views() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Invent a history as a device may hold it: in any order, with repeats."""
    return st.lists(documents(View, KNOWN), max_size=12)


def pages() -> Documents:
    """Invent a page on screen."""
    return documents(Page, KNOWN)


def cases() -> Documents:
    """Invent one page view, with a history or with ready counts."""
    known = documents(Reader, KNOWN)
    histories = st.none() | views()
    numbers = st.integers(0, 9) | st.sampled_from((8.0, LARGEST_WHOLE))
    counts = st.none() | st.dictionaries(st.sampled_from(("1", "7", "30", "90", "365")), numbers)
    readers = st.one_of(
        st.builds(lambda reader, history: {**reader, "history": history}, known, histories),
        st.builds(lambda reader, ready: {**reader, "counts": ready}, known, counts),
    )
    return st.fixed_dictionaries({"reader": readers, "page": pages(), "now": st.just(spell(NOW))})


def line_ups() -> Documents:
    """Invent a line-up fit for publishing."""
    return documents(LineUp, KNOWN)


def encounters() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Invent recorded views or dismissals."""
    return st.lists(documents(Encounter, KNOWN), max_size=6)


def variants() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Invent variants whose shares sum to 1."""
    shares = st.sampled_from(
        (
            *((1.0,), (0.5, 0.5), (1 / 3, 1 / 3, 1 / 3), (0.0, 1, 0.0), (0.1,) * 10),
            *((1 - 1e-10,), (0.5, 0.5 + 1e-10), (0.5, 0.5 - 1e-10, 0), (5e-324, 1.0)),
        )
    )
    return st.builds(
        lambda shares, prints, works: [
            {
                "id": f"v{number}",
                "share": share,
                "prints_count": prints,
                "works_without_count": works,
                "copy": "c41d07a9f2",
            }
            for number, share in enumerate(shares)
        ],
        shares,
        st.booleans(),
        st.booleans(),
    )


def article_ranges() -> Documents:
    """Invent how many articles a reader has read, the least no more than the most."""
    ends = st.sampled_from(((None, None), (None, None), (1, None), (None, 3), (2, 4), (0, 0)))
    return st.builds(
        lambda known, ends: {**known, "min": ends[0], "max": ends[1]},
        documents(ArticleRange, KNOWN),
        ends,
    )


def holdouts() -> st.SearchStrategy[float]:
    """Invent a holdout's share, most often 0."""
    return st.sampled_from((0.0, 0.0, 0.0, 0.5, 1.0))


def rarely() -> st.SearchStrategy[bool]:
    """Invent something that is seldom so."""
    return st.sampled_from((False, False, False, False, True))


# Few words, so that they meet; what is not told here is invented from the schema alone.
KNOWN: dict[str, st.SearchStrategy[Any]] = {
    "Moment": times(),
    **{f"{part}.section": st.none() | st.sampled_from(SECTIONS) for part in ("View", "Page")},
    **{
        f"{part}.topics": st.lists(st.sampled_from(TOPICS), max_size=3) for part in ("View", "Page")
    },
    "View.article": st.sampled_from(ARTICLES),
    "Page.article": st.none() | st.sampled_from(ARTICLES),
    "Page.kind": st.sampled_from(("article", *KINDS)),
    "Page.sensitive": rarely(),
    "Page.sponsored": rarely(),
    "Page.silent": rarely(),
    "Encounter.campaign": st.sampled_from(CAMPAIGNS),
    "Encounter.placement": st.sampled_from((*PLACEMENTS, "newsletter", "all")),
    "Reader.seat": st.integers(0, 2**32 - 1) | st.sampled_from((0, 7.0, 2**32 - 1)),
    "Reader.country": st.none() | st.sampled_from((*COUNTRIES, "gb", "")),
    "Reader.language": st.none() | st.sampled_from((*LANGUAGES, *STRANGE_LANGUAGES)),
    "Reader.device": st.none() | st.sampled_from(("phone", "desktop", "Phone")),
    "Reader.is_member": rarely(),
    "Reader.count_allowed": st.sampled_from((True, True, True, False)),
    "LineUp.edition": st.just("en"),
    "LineUp.version": st.just("0000000000"),
    "Silence.sections": seldom(SECTIONS[2:]),
    "Silence.topics": seldom(TOPICS[2:]),
    "Holdout.share": holdouts(),
    "Campaign.id": st.sampled_from(CAMPAIGNS),
    "Campaign.draw": st.sampled_from(("2026w47", "2026w48")),
    "Campaign.starts_at": st.sampled_from((None, None, *map(spell, (0, NOW - DAY_S, NOW - 1)))),
    "Campaign.ends_at": st.sampled_from((None, None, *map(spell, (NOW, NOW + 1, LAST_S)))),
    "Campaign.holdout": holdouts(),
    "Campaign.variants": variants(),
    "Countries.only": some(COUNTRIES),
    "Countries.except": some(COUNTRIES),
    "Sections.only": some(SECTIONS),
    "Sections.except": some(SECTIONS),
    "Topics.any": some(TOPICS),
    "Topics.none": some(TOPICS),
    # Most campaigns are for everybody in most things, or none would be weighed to the end.
    "Audience.sign_in": st.sampled_from(("any", "any", "signed_in", "signed_out")),
    "Audience.consent": st.sampled_from(("any", "any", "given", "not_given")),
    "Audience.newsletter": st.sampled_from(("any", "any", "any", "readers", "non_readers")),
    "Audience.languages": some(LANGUAGES),
    "Audience.devices": some(("phone", "desktop")),
    "Audience.rest_after_contribution_days": st.sampled_from((0, 0, 1, 7)),
    "ArticleRange.days": st.sampled_from(DAYS),
    "ArticleRange.sections": some(SECTIONS),
    "ArticleRange.topics": some(TOPICS),
    "Pages.kinds": some(KINDS),
    "Cap.views": st.none() | st.integers(0, 3),
    "Cap.days": st.none() | st.sampled_from(DAYS),
    "Cap.gap_days": st.sampled_from((0, 0, 1, 7)),
    "Cap.rest_days": st.sampled_from((0, 0, 1, 7, 36_500)),
}
# Made of the rest.
KNOWN["Audience.articles"] = article_ranges()
KNOWN["Reader.asked"] = st.none() | encounters()
KNOWN["Reader.dismissed"] = encounters()
KNOWN["LineUp.campaigns"] = st.lists(
    documents(Campaign, KNOWN), max_size=5, unique_by=lambda one: one["id"]
)


def spoilt(document: dict[str, Any]) -> Documents:
    """Invent this document with something odd, or nothing, in one place."""
    paths = st.sampled_from([*_paths(document)])
    return st.builds(
        lambda path, odd: changed(document, path, odd), paths, st.sampled_from((NOTHING, *ODD))
    )


def _paths(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield f"{path}{key}"
            yield from _paths(inner, f"{path}{key}.")
