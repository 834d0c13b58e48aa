"""One page view with all that is decided on it: line-up, copy, reader, page, history and clock."""

from dataclasses import dataclass
from random import Random
from typing import Any

from parity.aiming import aimed
from parity.clocks import DAYS, drawn_moment, drawn_now, shifted
from parity.drawing import Draw, Drawer, Told, drawer
from wellread.engine.campaign import Campaign
from wellread.engine.case import Reader
from wellread.engine.copy import Copy, Words
from wellread.engine.history import Page, View
from wellread.engine.line_up import PLACEMENTS, LineUp
from wellread.engine.values import LARGEST_WHOLE, moment, spell
from wellread.payments import writing
from wellread.payments.currencies import TAKEN, minor_digits

# Few words, so that they meet. U+E000 and half a character come before U+10000 in UTF-8, and after
# it in UTF-16.
SECTIONS = ("world", "sport", "\ue000", "\udfff", "\U00010000", "", "__proto__")
TOPICS = ("syria", "energy", "é", "e\u0301", "\ud83d", "constructor")
ARTICLES = ("a1", "a2", "a3", "\U0001f5de", "", "toString")
KINDS = ("article", "article", "article", "live_blog", "front", "valueOf")
CAMPAIGNS = ("spring", "summer", "autumn", "winter", "__proto__", "7", "x" * 64)
COUNTRIES = ("GB", "US", "DE")
LANGUAGES = ("en", "en-GB", "EN-us", "de", "zh-Hant-TW")
# What readers' devices and other people's programs say: no tag of a line-up.
STRANGE_LANGUAGES = ("", "null", "en_GB", "en-", "-en", "english", "\u0130n", "e\ud83d")
CURRENCIES = tuple(sorted(TAKEN))
EDITIONS = ("ar", "de", "en", "es", "fr", "he")
SHARES = (
    *((1.0,), (1.0,), (0.5, 0.5), (1 / 3, 1 / 3, 1 / 3), (0.0, 1, 0.0), (0.1,) * 10),
    *((1 - 1e-10,), (0.5, 0.5 + 1e-10), (0.5, 0.5 - 1e-10, 0), (5e-324, 1.0)),
)
OTHER_AMOUNTS = (1, 99, 100, 101, 999, 1000, 1050, 99_999, 100_000, 1_234_567, 99_999_900)


@dataclass(frozen=True, slots=True)
class PageView:
    """What both engines are asked about, as JSON has it."""

    name: str
    line_up: dict[str, Any]
    case: dict[str, Any]
    copy: dict[str, Any]
    language: str
    other_amounts: list[int]
    # Another history of the same reader, and how much of both is kept.
    elsewhere: list[dict[str, Any]]
    limits: dict[str, Any]
    # When the page is looked at again, in this order, without being loaded anew.
    again_at: list[int]
    texts: list[str]


def page_view(seed: int, number: int) -> PageView:
    """Return the page view of this number: always the same for a seed."""
    name = f"seed {seed}, {number}"
    random = Random(name)
    draw = Draw(random, drawn_now(Draw(random, 0)))
    case = {"reader": _reader(draw), "page": _page(draw), "now": spell(draw.now)}
    line_up, case = aimed(draw, _line_up(draw), case)
    language = draw.one(EDITIONS)
    return PageView(
        name=name,
        line_up=line_up,
        case=case,
        copy=_copy(draw) | {"asks": _asks(draw, language)},
        language=language,
        other_amounts=[*draw.some(OTHER_AMOUNTS), draw.random.randint(1, 10**8)],
        elsewhere=_views(draw),
        limits={"days": draw.one((None, None, 1, 30)), "entries": draw.one((1, 3, 6, 1000))},
        again_at=_again_at(draw, line_up),
        texts=[drawn_moment(draw), _odd_text(draw)],
    )


def _reader(draw: Draw) -> dict[str, Any]:
    known: dict[str, Any] = _known_reader(draw)
    if draw.happens(0.7):
        return known | {"history": None if draw.happens(0.1) else _views(draw)}
    counts = {days: draw.one((0, 3, 8.0, LARGEST_WHOLE)) for days in draw.some(("1", "7", "30"))}
    return known | {"counts": None if draw.happens(0.3) else counts}


def _views(draw: Draw) -> list[dict[str, Any]]:
    # As a device may hold them: in any order, with repeats.
    return [_view(draw) for _ in range(draw.random.randint(0, 12))]


def _campaigns(draw: Draw) -> list[dict[str, Any]]:
    ids = draw.random.sample(CAMPAIGNS, draw.random.randint(0, 5))
    return [_campaign(draw) | {"id": one} | _run(draw) for one in ids]


def _run(draw: Draw) -> dict[str, str | None]:
    starts_at = draw.one((None, None, None, shifted(draw, 0), shifted(draw, draw.one((-1, 1)))))
    ends_at = draw.one((None, None, None, shifted(draw, 0), shifted(draw, draw.one((-1, 1, 9)))))
    # The time of all times leaves no later one to end at.
    if starts_at and ends_at and ends_at <= starts_at:
        ends_at = None
    return {"starts_at": starts_at, "ends_at": ends_at}


def _variants(draw: Draw) -> list[dict[str, Any]]:
    prints, works = draw.happens(0.3), draw.happens(0.5)
    return [
        {
            "id": f"v{number}",
            "share": share,
            "prints_count": prints,
            "works_without_count": works,
            "copy": "c41d07a9f2",
        }
        for number, share in enumerate(draw.one(SHARES))
    ]


def _article_range(draw: Draw) -> dict[str, Any]:
    least, most = draw.one(((None, None), (None, None), (1, None), (None, 3), (2, 4), (0, 0)))
    return {
        "min": least,
        "max": most,
        "days": draw.one((*DAYS, LARGEST_WHOLE)),
        "sections": draw.some(SECTIONS) if draw.happens(0.3) else [],
        "topics": draw.some(TOPICS) if draw.happens(0.3) else [],
    }


def _asks(draw: Draw, language: str) -> list[dict[str, Any]]:
    countries = [[country] for country in COUNTRIES[: draw.random.randint(0, 2)]]
    return [_ask(draw, where, language) for where in [*countries, []]]


def _ask(draw: Draw, countries: list[str], language: str) -> dict[str, Any]:
    currency = draw.one(CURRENCIES)
    amounts = sorted({draw.random.randint(1, 10 ** draw.random.randint(1, 8)) for _ in range(4)})
    is_written = draw.happens(0.7)
    return {
        "countries": countries,
        "interval": draw.one(("month", "year", "once")),
        "currency": currency,
        "amounts": amounts,
        "preset": draw.one(amounts),
        "minimum": amounts[0],
        "digits": minor_digits(currency),
        "pattern": writing.pattern(currency, language),
        "written": [writing.written(one, currency, language) for one in amounts * is_written],
        "cards": [],
    }


def _again_at(draw: Draw, line_up: dict[str, Any]) -> list[int]:
    # Campaigns begin and end, and clocks are set back.
    edges = [
        int(moment(one[edge])) + step
        for one in line_up["campaigns"]
        for edge in ("starts_at", "ends_at")
        if one[edge]
        for step in (-1, 0)
    ]
    return draw.some([one for one in edges if one >= 0] or [draw.now], most=6)


def _odd_text(draw: Draw) -> str:
    text = drawn_moment(draw)
    place = draw.random.randrange(len(text))
    odd: str = draw.one((*"0123456789:-TZ .+", ""))
    return text[:place] + odd + text[place + 1 :]


def _often(usual: Any, *others: Any) -> Drawer:
    """Return what is nearly always as usual: or no campaign would be weighed to the end."""
    return lambda draw: usual if draw.happens(0.8) else draw.one(others)


def _few(values: tuple[str, ...], chance: float = 0.15) -> Drawer:
    return lambda draw: draw.some(values) if draw.happens(chance) else []


def _one(*values: Any) -> Drawer:
    return lambda draw: draw.one(values)


TOLD: Told = {
    "Moment": drawn_moment,
    "text": _one("", "a", "é", "{amount}", "\U0001f5de"),
    **{f"{part}.section": _one(None, *SECTIONS) for part in ("View", "Page")},
    **{f"{part}.topics": _few(TOPICS, 0.7) for part in ("View", "Page")},
    "View.article": _one(*ARTICLES),
    "Page.article": _one(None, *ARTICLES),
    "Page.kind": _one(*KINDS),
    "Page.sensitive": lambda draw: draw.happens(0.1),
    "Page.sponsored": lambda draw: draw.happens(0.05),
    "Encounter.campaign": _one(*CAMPAIGNS),
    "Encounter.placement": _one(*PLACEMENTS, "newsletter", "all"),
    "Reader.seat": lambda draw: draw.one((0, 7.0, 2**32 - 1, draw.random.getrandbits(32))),
    "Reader.country": _one(None, *COUNTRIES, "gb", ""),
    "Reader.language": _one(None, *LANGUAGES, *STRANGE_LANGUAGES),
    "Reader.device": _one(None, "phone", "desktop", "Phone"),
    "Reader.is_member": lambda draw: draw.happens(0.15),
    "Reader.count_allowed": lambda draw: draw.happens(0.9),
    "Reader.first_page": lambda draw: draw.happens(0.2),
    "Reader.rests_until": lambda draw: (
        shifted(draw, draw.one((-1, 0, 1))) if draw.happens(0.3) else None
    ),
    "LineUp.edition": _one("en"),
    "LineUp.version": _one("0000000000"),
    "LineUp.campaigns": _campaigns,
    "Silence.sections": _few(SECTIONS, 0.03),
    "Silence.topics": _few(TOPICS, 0.03),
    "Holdout.share": _often(0, 0.5, 1.0),
    "Holdout.draw": _one("2026", "2027"),
    "Campaign.id": _one("spring"),
    "Campaign.draw": _one("2026w47", "2026w48"),
    "Campaign.holdout": _often(0.0, 0.5, 1),
    "Campaign.variants": _variants,
    "Countries.only": _few(COUNTRIES),
    "Countries.except": _few(COUNTRIES),
    "Sections.only": _few(SECTIONS),
    "Sections.except": _few(SECTIONS),
    "Topics.any": _few(TOPICS),
    "Topics.none": _few(TOPICS),
    "Audience.membership": _often("any", "non_members", "members", "former_members"),
    "Audience.sign_in": _often("any", "signed_in", "signed_out"),
    "Audience.consent": _often("any", "given", "not_given"),
    "Audience.newsletter": _often("any", "readers", "non_readers"),
    "Audience.languages": _few(LANGUAGES),
    "Audience.devices": _few(("phone", "desktop")),
    "Audience.articles": _article_range,
    "Audience.rest_after_contribution_days": _often(0, 1, 7, LARGEST_WHOLE),
    "Pages.kinds": _few(KINDS),
    "Cap.views": _one(None, None, 0, 1, 2, 3),
    "Cap.days": _one(None, *DAYS, LARGEST_WHOLE),
    "Cap.gap_days": _often(0, 1, 7, LARGEST_WHOLE),
    "Cap.rest_days": _one(0, 0, 1, 7, LARGEST_WHOLE),
    # Written in one language, and so drawn apart.
    "Copy.asks": _one([]),
    "Copy.copy": lambda draw: {"en": _words(draw)},
    "Copy.copy_without_count": lambda draw: None if draw.happens(0.5) else {"en": _words(draw)},
    "Copy.newsletter": _one(None),
    "Words.join": _one("Join", "Give {amount}"),
    "Words.sign_in": _one("Sign in"),
}
_page, _view = drawer(Page, TOLD), drawer(View, TOLD)
_words: Drawer = drawer(Words, TOLD)
_campaign, _line_up = drawer(Campaign, TOLD), drawer(LineUp, TOLD)
_known_reader, _copy = drawer(Reader, TOLD), drawer(Copy, TOLD)
