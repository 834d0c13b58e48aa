"""Line-ups and readers that hypothesis invents: few words, so that they meet; edges of days."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from tests.engine.documents import NOTHING, changed
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
PLACEMENTS = ("end_of_article", "overlay", "banner", "inline", "header")
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
    return st.lists(
        st.fixed_dictionaries(
            {
                "article": st.sampled_from(ARTICLES),
                "at": times(),
                "section": st.none() | st.sampled_from(SECTIONS),
                "topics": st.lists(st.sampled_from(TOPICS), max_size=3),
            }
        ),
        max_size=12,
    )


def pages() -> Documents:
    """Invent a page on screen."""
    return st.fixed_dictionaries(
        {
            "article": st.none() | st.sampled_from(ARTICLES),
            "kind": st.sampled_from(("article", *KINDS)),
            "section": st.none() | st.sampled_from(SECTIONS),
            "topics": st.lists(st.sampled_from(TOPICS), max_size=3),
            "sensitive": rarely(),
            "sponsored": rarely(),
        }
    )


def cases() -> Documents:
    """Invent one page view."""
    known = {
        "seat": st.integers(0, 2**32 - 1) | st.sampled_from((0, 7.0, 2**32 - 1)),
        "seat_kept": st.booleans(),
        "country": st.none() | st.sampled_from((*COUNTRIES, "gb", "")),
        "language": st.none() | st.sampled_from((*LANGUAGES, *STRANGE_LANGUAGES)),
        "device": st.none() | st.sampled_from(("phone", "desktop", "Phone")),
        "is_member": rarely(),
        "was_member": st.booleans(),
        "signed_in": st.booleans(),
        "consent": st.sampled_from(("given", "refused", "unknown", "not_needed")),
        "count_allowed": st.sampled_from((True, True, True, False)),
        "visit_started_at": times(),
        "asked": st.none() | encounters(),
        "dismissed": encounters(),
        "contributed_at": st.none() | times(),
    }
    numbers = st.integers(0, 9) | st.sampled_from((8.0, LARGEST_WHOLE))
    counts = st.dictionaries(st.sampled_from(("1", "7", "30", "90", "365")), numbers)
    readers = st.one_of(
        st.fixed_dictionaries({**known, "history": st.none() | views()}),
        st.fixed_dictionaries({**known, "counts": st.none() | counts}),
    )
    return st.fixed_dictionaries({"reader": readers, "page": pages(), "now": st.just(spell(NOW))})


def line_ups() -> Documents:
    """Invent a line-up fit for publishing."""
    return st.fixed_dictionaries(
        {
            "format": st.just(1),
            "edition": st.just("en"),
            "version": st.just("0000000000"),
            "published_at": times(),
            "silence": st.fixed_dictionaries(
                {"sections": seldom(SECTIONS[2:]), "topics": seldom(TOPICS[2:])}
            ),
            "holdout": st.fixed_dictionaries({"share": holdouts(), "draw": st.just("2026")}),
            "campaigns": st.lists(campaigns(), max_size=5, unique_by=lambda one: one["id"]),
        }
    )


def campaigns() -> Documents:
    """Invent a campaign fit for publishing."""
    return st.fixed_dictionaries(
        {
            "id": st.sampled_from(CAMPAIGNS),
            "draw": st.sampled_from(("2026w47", "2026w48")),
            "placement": st.sampled_from(PLACEMENTS),
            "starts_at": st.sampled_from((None, None, *map(spell, (0, NOW - DAY_S, NOW - 1)))),
            "ends_at": st.sampled_from((None, None, *map(spell, (NOW, NOW + 1, LAST_S)))),
            "audience": audiences(),
            "pages": st.fixed_dictionaries(
                {
                    "kinds": some(KINDS),
                    "sections": st.fixed_dictionaries(
                        {"only": some(SECTIONS), "except": some(SECTIONS)}
                    ),
                    "topics": st.fixed_dictionaries({"any": some(TOPICS), "none": some(TOPICS)}),
                    "sensitive": st.booleans(),
                }
            ),
            "cap": st.fixed_dictionaries(
                {
                    "views": st.none() | st.integers(0, 3),
                    "days": st.none() | st.sampled_from(DAYS),
                    "gap_days": st.sampled_from((0, 0, 1, 7)),
                    "counts": st.sampled_from(("campaign", "placement", "all")),
                    "rest_days": st.sampled_from((0, 0, 1, 7)),
                }
            ),
            "holdout": holdouts(),
            "variants": variants(),
        }
    )


def audiences() -> Documents:
    """Invent whom a campaign asks."""
    ranges = st.sampled_from(((None, None), (None, None), (1, None), (None, 3), (2, 4), (0, 0)))
    return st.fixed_dictionaries(
        {
            "membership": st.sampled_from(("any", "non_members", "members", "former_members")),
            "sign_in": st.sampled_from(("any", "any", "signed_in", "signed_out")),
            "consent": st.sampled_from(("any", "any", "given", "not_given")),
            "countries": st.fixed_dictionaries(
                {"only": some(COUNTRIES), "except": some(COUNTRIES)}
            ),
            "languages": some(LANGUAGES),
            "devices": some(("phone", "desktop")),
            "articles": st.builds(
                lambda ends, days, sections, topics: {
                    "min": ends[0],
                    "max": ends[1],
                    "days": days,
                    "sections": sections,
                    "topics": topics,
                },
                ranges,
                st.sampled_from(DAYS),
                some(SECTIONS),
                some(TOPICS),
            ),
            "rest_after_contribution_days": st.sampled_from((0, 0, 1, 7)),
        }
    )


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


def encounters() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Invent recorded views or dismissals."""
    return st.lists(
        st.fixed_dictionaries(
            {
                "campaign": st.sampled_from(CAMPAIGNS),
                "placement": st.sampled_from((*PLACEMENTS, "newsletter", "all")),
                "at": times(),
            }
        ),
        max_size=6,
    )


def holdouts() -> st.SearchStrategy[float]:
    """Invent a holdout's share, most often 0."""
    return st.sampled_from((0.0, 0.0, 0.0, 0.5, 1.0))


def rarely() -> st.SearchStrategy[bool]:
    """Invent something that is seldom so."""
    return st.sampled_from((False, False, False, False, True))


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
