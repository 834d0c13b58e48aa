"""Dates as strangers write them: read where only one meaning is possible, else unknown.

Nothing is filled in from today, and day and month are never guessed apart. What had to be
assumed is said in a note, for the import's report.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from wellread.newsroom.importers.date_names import FILLERS, REGIONS, ZONES, days, folded, months


class DateFault(ValueError):
    """What is written names no one moment; the message says why."""


class Reading(NamedTuple):
    """The moment a date means, or None; the notes say what was assumed, or what is wrong."""

    at: datetime | None
    notes: tuple[str, ...] = ()


# What programs write when they know no date: the zeros of Unix, .NET, Windows, Excel and Mac.
NO_DATES = {
    date(1, 1, 1),
    date(1601, 1, 1),
    date(1899, 12, 30),
    date(1899, 12, 31),
    date(1900, 1, 1),
    date(1904, 1, 1),
}
# The Relation of Strasbourg; a lower year is one of another calendar.
FIRST_NEWSPAPER = 1605
# A word that only joins others may be short for a day too: the Spanish "de" is one in Irish.
ANY_DAY = set(range(7))
UNIX_ZERO = datetime(1970, 1, 1, tzinfo=UTC)
# Nobody schedules a story for later: it is a date misread.
FARTHEST_AHEAD = timedelta(days=366)
# The last is what PHP makes of the first.
NO_MOMENT = re.compile(r"0000-00-00.*|0+|(?:.*\s)?-0001\b.*")

DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
UNSEEN = dict.fromkeys(
    map(ord, "\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff")
)
# Forms written otherwise here and there, each as the form that is read below.
REWRITTEN = [
    (re.compile(pattern, re.I), form)
    for pattern, form in (
        (r"\([^()]*\)|\[[^\[\]]*\]$", " "),
        (r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]", r"\1-\2-\3 "),
        (
            r"(\d{1,2})\s*[時时시点點]\s*(\d{1,2})\s*[分분](?:\s*(\d{1,2})\s*[秒초])?",
            lambda found: ":".join(filter(None, found.groups())) + " ",
        ),
        (r"(?:上午|午前|오전)\s*([\d:]+)", r"\1 am "),
        (r"(?:下午|午後|오후)\s*([\d:]+)", r"\1 pm "),
        (r"(\d{1,2})\s*tháng\s*(\d{1,2})\D+(\d{4})", r"\3-\2-\1"),
        (r"\b(\d{1,2})\s?h\s?(\d{2})\b", r"\1:\2"),
        (r"\b(kl|klo|kello|um|ore|alle|pukul)\b\.?\s*(\d{1,2})\.(\d{2})\b", r" \2:\3"),
        (r"\b(\d{1,2})[.:](\d{2})\s*(?:uhr|uur)\b", r"\1:\2"),
        (r"^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?)?(?=\D|$)", None),
        (r"^(\d{4}-\d{2}-\d{2}T\d{2})(\d{2})(\d{2})?(?=\D|$)", None),
    )
]
TIME = re.compile(
    r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,:](\d+))?)?(?!\d)(?:\s*([ap])\.?\s?m\b\.?)?", re.I
)
HOUR = re.compile(r"(?<!\d)(\d{1,2})()()()\s*([ap])\.?\s?m\b\.?", re.I)
OFFSET = re.compile(r"\s*([a-z]+)?\s*([+-])(\d{1,2}):?(\d{2})?(?![\d:])", re.I)
PLACE = re.compile(r"\s*([a-z]+(?:/[a-z_]+)+)", re.I)
NAME = re.compile(r"\s*\b([a-z]{1,5})\b(?!\.)", re.I)
WEEK = re.compile(r"(\d{4})-?W(\d{2})-?([1-7])", re.I)
DAY_OF_YEAR = re.compile(r"(\d{4})-(\d{3})")
PARTS = re.compile(
    r"\d+(?:st|nd|rd|th|er|ème|e|º|ª|\.|-?го|-?е)?(?![^\W\d_])|\d+|[^\d\s,;:/|·-]+", re.I
)


def read_date(written: object, *, language: str = "", zone: tzinfo = UTC) -> Reading:
    """Return what is written as an aware moment; `zone` is for times that name none."""
    text = _tidied(str(written if written is not None else ""))
    if not text or NO_MOMENT.fullmatch(text):
        return Reading(None, ("it has no date",))
    try:
        if re.fullmatch(r"\d{10}(\.\d+)?|\d{13}", text):
            return _from_seconds(text)
        return _read(text, language.split("-")[0].split("_")[0].lower(), zone)
    except (ValueError, OverflowError) as fault:
        why = str(fault) if isinstance(fault, DateFault) else "there is no such moment"
        return Reading(None, (f"its date “{str(written).strip()[:80]}” cannot be read: {why}",))


def read_dates(
    written: Mapping[str, object],
    *,
    now: datetime,
    language: str = "",
    zone: tzinfo = UTC,
    is_scheduled: bool = False,
) -> Reading:
    """Return when a story was published: what the first field that is there says.

    A field that is there and cannot be read is not replaced by another. Moments that
    cannot be meant are unknown; others that are odd are kept, and said. What is scheduled
    may lie as far ahead as it likes.
    """
    there = {name: text for name, text in written.items() if str(text or "").strip()}
    for place, (name, text) in enumerate(there.items()):
        reading = read_date(text, language=language, zone=zone)
        if reading.notes == ("it has no date",):
            continue
        notes = reading.notes
        if place or name != next(iter(written)):
            notes = (f"it has no date of publication, so it is dated by its {name}", *notes)
        if reading.at is None or (is_scheduled and reading.at > now):
            return Reading(reading.at, notes)
        return _weighed(reading.at, notes, now)
    return Reading(None, ("it has no date",))


def _weighed(at: datetime, notes: tuple[str, ...], now: datetime) -> Reading:
    if at.date() in NO_DATES or abs(at - UNIX_ZERO) <= timedelta(hours=14):
        return Reading(None, (*notes, f"its date, {at.date()}, is what programs write for none"))
    if at.year < FIRST_NEWSPAPER:
        why = f"its year, {at.year}, is before all newspapers: of another calendar?"
        return Reading(None, (*notes, why))
    if at > now + FARTHEST_AHEAD:
        return Reading(None, (*notes, f"its date, {at.date()}, is more than a year ahead"))
    if at > now:
        return Reading(at, (*notes, f"it is dated {at.isoformat()}, which is still to come"))
    if at < UNIX_ZERO:
        return Reading(at, (*notes, f"it is dated {at.date()}, before 1970"))
    return Reading(at, notes)


def _tidied(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.translate(UNSEEN)).translate(DASHES)
    text = "".join(str(unicodedata.digit(each)) if each.isdecimal() else each for each in text)
    for pattern, form in REWRITTEN:
        text = pattern.sub(form if form is not None else _extended, text)
    return " ".join(text.split())


def _extended(found: re.Match[str]) -> str:
    """Return ISO 8601's form without separators as the one with them."""
    parts = [part for part in found.groups() if part]
    if len(parts[0]) > 4:
        return ":".join(parts)
    day, time = "-".join(parts[:3]), ":".join(parts[3:])
    return f"{day}T{time}" if time else day


def _from_seconds(text: str) -> Reading:
    seconds = float(text) / (1000 if len(text) == 13 else 1)
    return Reading(datetime.fromtimestamp(seconds, UTC), ("its date is a count of seconds",))


def _read(text: str, language: str, zone: tzinfo) -> Reading:
    notes = []
    found = TIME.search(text) or HOUR.search(text)
    if found is None:
        day, weekdays = _day(text, language)
        notes.append("its date names no time, so it is taken as the day's beginning")
        at = datetime(day.year, day.month, day.day, tzinfo=zone)
    else:
        named, after = _zone(text[found.end() :])
        before = re.sub(r"(?<=\d)[Tt]$", "", text[: found.start()].rstrip())
        day, weekdays = _day(f"{before} {after}", language)
        if named is None:
            notes.append(f"its date names no time zone, so it is taken as {zone}")
        start = datetime(day.year, day.month, day.day, tzinfo=named or zone)
        at = start + _time_of_day(found)
        notes += _about_summer(at)
    if weekdays and day.weekday() not in weekdays:
        notes.append(f"the day of the week in its date is wrong: {day} was a {day:%A}")
    return Reading(at, tuple(notes))


def _about_summer(at: datetime) -> list[str]:
    """Return what is to be said of an hour that a change of the clocks repeats or leaves out."""
    if at.utcoffset() == at.replace(fold=1).utcoffset():
        return []
    back = at.astimezone(UTC).astimezone(at.tzinfo)
    if back.replace(tzinfo=None) == at.replace(tzinfo=None):
        return ["the clocks were put back in that hour, so it is taken as the first of the two"]
    raise DateFault("the clocks were put forward over that hour, so there was no such time")


def _time_of_day(found: re.Match[str]) -> timedelta:
    hour, minute, second = (int(part or 0) for part in found.group(1, 2, 3))
    fraction = float(f"0.{found[4] or 0}")
    half = (found[5] or "").lower()
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    elif half == "a" and hour > 12:
        raise DateFault("its hour is both past noon and before")
    is_midnight_after = (hour, minute, second) == (24, 0, 0)
    # ISO 8601 ends a day at 24:00; a leap second is the last of its minute.
    if (hour > 23 and not is_midnight_after) or minute > 59 or second > 60:
        raise DateFault("there is no such time of day")
    return timedelta(hours=hour, minutes=minute, seconds=second + fraction)


def _zone(after: str) -> tuple[tzinfo | None, str]:
    """Return the zone that stands behind a time, and what stands behind the zone."""
    if found := OFFSET.match(after):
        sign = -1 if found[2] == "-" else 1
        minutes = sign * (int(found[3]) * 60 + int(found[4] or 0))
        behind = NAME.match(after, found.end())
        names = [found[1], behind[1] if behind else None]
        offsets = {ZONES[name.lower()] for name in names if name and name.lower() in ZONES}
        if found[1] and found[1].lower() not in ZONES:
            raise DateFault(f"“{found[1]}” is no time zone known")
        if not -12 * 60 <= minutes <= 14 * 60 or int(found[4] or 0) > 59:
            raise DateFault("there is no such time zone")
        if offsets - {0, minutes}:
            raise DateFault("it names two time zones")
        known_behind = behind and behind[1].lower() in ZONES
        rest = after[behind.end() if behind and known_behind else found.end() :]
        return timezone(timedelta(minutes=minutes)), rest
    if found := PLACE.match(after):
        try:
            return ZoneInfo(found[1]), after[found.end() :]
        except (KeyError, OSError) as fault:
            raise DateFault(f"“{found[1]}” is no time zone known") from fault
    if (found := NAME.match(after)) and (name := found[1].lower()) in ZONES | REGIONS.keys():
        rest = after[found.end() :]
        if name in REGIONS:
            return ZoneInfo(REGIONS[name]), rest
        return timezone(timedelta(minutes=ZONES[name])), rest
    return None, after


def _day(text: str, language: str) -> tuple[date, set[int]]:
    """Return the day that is written, and which days of the week it may be said to be."""
    text = text.strip(" ,;.")
    if found := WEEK.fullmatch(text):
        return date.fromisocalendar(*(int(part) for part in found.groups())), set()
    if found := DAY_OF_YEAR.fullmatch(text):
        day = date(int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1)
        if found[2] == "000" or day.year != int(found[1]):
            raise DateFault("there is no such day")
        return day, set()
    numbers: list[tuple[int, str]] = []
    words: list[tuple[int, str]] = []
    for place, part in enumerate(PARTS.findall(text)):
        digits = re.match(r"\d*", part)
        if digits and digits[0]:
            numbers.append((place, digits[0]))
        else:
            words.append((place, part))
    month_at, month, weekdays = _named(words, language)
    figures = [digits for _, digits in numbers]
    if month is None:
        return _figures(figures), weekdays
    if len(figures) != 2:
        raise DateFault("day, month and year are not all there")
    (first_at, first), (second_at, second) = numbers
    if len(first) == 4:
        return date(int(first), month, int(second)), weekdays
    if len(second) == 4:
        return date(int(second), month, int(first)), weekdays
    if first_at < month_at < second_at and len(second) in {2, 3}:
        return date(_full_year(second), month, int(first)), weekdays
    raise DateFault("its year cannot be told")


def _full_year(digits: str) -> int:
    """Return the year that RFC 2822, 4.3, takes one of two or three digits for."""
    year = int(digits)
    return year + 2000 if len(digits) == 2 and year < 50 else year + 1900


def _named(words: list[tuple[int, str]], language: str) -> tuple[int, int | None, set[int]]:
    """Return where the month's name stands, which it is, and what the weekday's name may mean."""
    meant = [
        (place, as_month, ANY_DAY if as_day and folded(word) in FILLERS else as_day)
        for place, word in words
        if not _says_nothing(word)
        for as_month, as_day in [_meanings(word, language)]
    ]
    choices = []
    for place, as_month, _ in meant:
        others = [as_day for there, _, as_day in meant if there != place]
        if all(others):
            choices += [(place, month, _together(others)) for month in sorted(as_month)]
    if len({month for _, month, _ in choices}) > 1:
        raise DateFault("the name of its month means several")
    if choices:
        return choices[0]
    weekdays = [as_day for *_, as_day in meant]
    if not all(weekdays):
        raise DateFault("it names more than one month")
    return 0, None, _together(weekdays)


def _together(weekdays: list[set[int]]) -> set[int]:
    return set().union(*(one for one in weekdays if one != ANY_DAY))


def _says_nothing(word: str) -> bool:
    return folded(word) in FILLERS | {""} and not days(word) and not months(word)


def _meanings(word: str, language: str) -> tuple[set[int], set[int]]:
    """Return which months and which days of the week a word may mean, at least one of them."""
    # Hebrew writes "in" as the first letter of the month.
    for spelling in (word, word.removeprefix("ב")):
        meant = months(spelling, language), days(spelling, language)
        if any(meant):
            return meant
    raise DateFault(f"“{word}” in it means nothing known, or more than one thing")


def _figures(figures: list[str]) -> date:
    if len(figures) != 3:
        raise DateFault("day, month and year are not all there")
    one, two, three = (int(part) for part in figures)
    if len(figures[0]) == 4:
        return date(one, two, three)
    if len(figures[2]) != 4:
        raise DateFault("its year cannot be told")
    if one == two or two > 12:
        return date(three, one, two)
    if one > 12:
        return date(three, two, one)
    raise DateFault("which is the day and which the month cannot be told")
