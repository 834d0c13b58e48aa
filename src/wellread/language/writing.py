"""Dates, numbers and lists as the edition's language writes them, whoever's page they stand on."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import (
    DateTimePattern,
    format_timedelta,
    get_timezone_name,
    match_skeleton,
    parse_pattern,
)
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

# English without a country is written as newspapers outside America write it: day before month,
# 24 hours, no comma before "and". A paper in the United States says en-us.
PLAIN_ENGLISH = "en_GB"

# Where editors' labels are of another language than the edition.
_spoken: ContextVar[str] = ContextVar("the language of what is written now", default="")


def day(moment: date) -> str:
    """Write a day whole: 22 November 2026."""
    return _written(moment, "yMMMMd")


def short_day(moment: date) -> str:
    """Write a day for a narrow column: 22 Nov 2026."""
    return _written(moment, "yMMMd")


def day_of_year(moment: date) -> str:
    """Write a day whose year everybody knows: Sunday 22 November."""
    return _written(moment, "MMMMEEEEd")


def clock(moment: datetime) -> str:
    """Write the time of day: 10:15."""
    return _written(moment, "time")


def day_and_clock(moment: datetime) -> str:
    """Write a moment whole: 22 November 2026, 10:15."""
    return _together(day(moment), clock(moment))


def weekday(moment: date) -> str:
    """Write a day with its weekday: Sunday, 22 November 2026."""
    return _written(moment, "full")


def weekday_and_clock(moment: datetime) -> str:
    """Write a moment with its weekday and zone: Sunday, 22 November 2026, 10:15 GMT."""
    return f"{_together(weekday(moment), clock(moment))} {zone(moment)}"


def zone(moment: datetime) -> str:
    """Write the newsroom's zone at a moment as its readers call it: GMT, MEZ, EST, UTC-03:00.

    CLDR has short names of few zones, and where it has none writes "+0100" or a long one.
    """
    local = timezone.localtime(moment)
    for name in (get_timezone_name(local, "short", locale=locale()), local.tzname()):
        if name and name.isalpha():
            return str(name)
    return f"UTC{local.isoformat()[-6:]}"


def recent(moment: datetime) -> str:
    """Write a moment of this year: 22 November, 10:15."""
    return _together(_written(moment, "MMMMd"), clock(moment))


def short_recent(moment: datetime) -> str:
    """Write a moment of this year for a narrow column: 22 Nov, 10:15."""
    return _together(_written(moment, "MMMd"), clock(moment))


def ago(moment: datetime) -> str:
    """Write how long ago something was: 3 days ago."""
    return format_timedelta(moment - timezone.now(), add_direction=True, locale=locale())


def number(value: float) -> str:
    """Write a number with the edition's separators, in Latin digits everywhere."""
    return format_decimal(value, locale=locale())


def percent(whole: int) -> str:
    """Write so many per cent: 25%, 25 %."""
    return format_percent(Decimal(whole) / 100, locale=locale())


def listed(parts: Sequence[str]) -> str:
    """Join the parts of a list: A, B and C."""
    return format_list(list(parts), locale=locale())


def locale() -> Locale:
    """Return what Babel knows of the edition's language, or of English when it knows nothing."""
    return _locale(_code())


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Write in another language than the edition's: what stands in labels of that language."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def editors_locale() -> Locale:
    """Return what Babel knows of the language that is spoken now: in the admin, its editor's."""
    return _locale(get_language() or "en")


def languages() -> dict[str, str]:
    """Return the names of the world's languages in the one that is spoken now, by their codes."""
    return {code.replace("_", "-"): name for code, name in editors_locale().languages.items()}


def is_language(code: str) -> bool:
    """Return whether there is such a language, by its code: he, pt-br."""
    return (
        code.partition("-")[0] in locale().languages
        and re.fullmatch(r"[A-Za-z0-9-]+", code) is not None
    )


@cache
def is_latin(code: str) -> bool:
    """Return whether a language is written in Latin script, with letters that our face has."""
    locale = _locale(code)
    likely = get_global("likely_subtags").get(str(locale).split("_")[0], "")
    # Vietnamese stacks two marks on a letter, for which the face has no glyphs.
    return (locale.script or likely.partition("_")[2][:4]) == "Latn" and locale.language != "vi"


def direction(code: str) -> str:
    """Return which way a language is read: "rtl" or "ltr"."""
    return "rtl" if _locale(code).character_order == "right-to-left" else "ltr"


@cache
def _locale(code: str) -> Locale:
    if code == "en":
        return Locale.parse(PLAIN_ENGLISH)
    for known in (code, code.partition("-")[0], PLAIN_ENGLISH):
        try:
            return Locale.parse(known.replace("_", "-"), sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("Babel knows English")


def _together(day: str, clock: str) -> str:
    pattern = locale().datetime_formats["medium"]
    return str(pattern).replace("{1}", day).replace("{0}", clock)


def _written(moment: date, shape: str) -> str:
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment).replace(tzinfo=None)
    return _applied(moment, shape, _code())


def _code() -> str:
    return _spoken.get() or settings.LANGUAGE_CODE


# A live blog's page holds some two hundred, the same ones each time that it is drawn.
@lru_cache(maxsize=4096)
def _applied(moment: date, shape: str, code: str) -> str:
    return _pattern(shape, code).apply(moment, _locale(code))


@cache
def _pattern(shape: str, code: str) -> DateTimePattern:
    known = _locale(code)
    if shape == "time":
        short: DateTimePattern = known.time_formats["short"]
        return short
    if shape == "full":
        full: DateTimePattern = known.date_formats["full"]
        return full
    found = match_skeleton(shape, known.datetime_skeletons)
    pattern = known.datetime_skeletons[found].pattern
    # Languages that list the short weekday alone mean the long one at the same place.
    if "EEEE" in shape and "EEEE" not in pattern:
        pattern = pattern.replace("E", "EEEE", 1)
    return parse_pattern(pattern)
