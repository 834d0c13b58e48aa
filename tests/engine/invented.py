"""Line-ups and readers that hypothesis invents: few words, so that they meet; edges of days."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from wellread.engine.values import spell

NOW = int(datetime(2026, 11, 22, 10, tzinfo=UTC).timestamp())
DAY_S = 86_400
# U+E000 comes before U+10000 in UTF-8, and after it in UTF-16.
SECTIONS = ("world", "sport", "\ue000", "\U00010000", "")
TOPICS = ("syria", "energy", "é", "e\u0301")
ARTICLES = ("a1", "a2", "a3", "\U0001f5de", "")
CAMPAIGNS = ("spring", "summer", "autumn", "winter", "__proto__", "7")
PLACEMENTS = ("end_of_article", "overlay", "banner", "inline", "header")
COUNTRIES = ("GB", "US", "DE")
LANGUAGES = ("en", "en-GB", "EN-us", "de", "zh-Hant-TW")
DAYS = (1, 7, 30, 90)

Documents = st.SearchStrategy[dict[str, Any]]


def some(values: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    """Invent a list of some of these words, most often none."""
    return st.one_of(st.just([]), st.lists(st.sampled_from(values), max_size=3))


def times() -> st.SearchStrategy[str]:
    """Invent a time within a second of a day's edge, before or after now."""
    days = st.sampled_from((-90, -30, -7, -1, 0, 1))
    return st.builds(lambda day, s: spell(NOW + day * DAY_S + s), days, st.integers(-1, 1))


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
            "kind": st.sampled_from(("article", "article", "live_blog", "front")),
            "section": st.none() | st.sampled_from(SECTIONS),
            "topics": st.lists(st.sampled_from(TOPICS), max_size=3),
            "sensitive": rarely(),
            "sponsored": rarely(),
        }
    )


def cases() -> Documents:
    """Invent one page view."""
    known = {
        "seat": st.integers(0, 2**32 - 1),
        "seat_kept": st.booleans(),
        "country": st.none() | st.sampled_from(COUNTRIES),
        "language": st.none() | st.sampled_from((*LANGUAGES, "", "null")),
        "device": st.none() | st.sampled_from(("phone", "desktop")),
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
    counts = st.dictionaries(st.sampled_from([str(days) for days in DAYS]), st.integers(0, 9))
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
                {"sections": st.just([]) | some(SECTIONS[2:]), "topics": st.just([])}
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
            "starts_at": st.none() | st.just(spell(NOW - DAY_S)) | st.just(spell(NOW)),
            "ends_at": st.none() | st.just(spell(NOW + 1)),
            "audience": audiences(),
            "pages": st.fixed_dictionaries(
                {
                    "kinds": some(("article", "live_blog")),
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
        ((1.0,), (0.5, 0.5), (1 / 3, 1 / 3, 1 / 3), (0.0, 1, 0.0), (0.1,) * 10)
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
                "placement": st.sampled_from(PLACEMENTS),
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
