"""Reading the dates of other systems' files. One that means two days is refused."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from django.utils import timezone

from wellread.membership.member_import.member import RowFault

# How dates in figures are meant where the file does not show it.
Order = Literal["", "day", "month"]

_ISO = re.compile(
    r"\d{4}-\d{2}-\d{2}"
    r"(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z| ?UTC|[+-]\d{2}:?\d{2})?)?"
)
_FIGURES = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:,? +(\d{1,2}:\d{2})(?::\d{2})?)?")
_WORDS = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y")


def moment(text: str, order: Order = "") -> datetime:
    """Return a point in time; a day alone is its first moment where the newsroom is.

    A time without a zone is UTC, as all these systems write it. Raises RowFault.
    """
    day, at = _read(text.strip(), order)
    return _midnight(day) if at is None else at


def end(text: str, order: Order = "") -> datetime:
    """Return when something ends that runs until then; until a day means that day included."""
    day, at = _read(text.strip(), order)
    return _midnight(day + timedelta(days=1)) if at is None else at


def _read(text: str, order: Order) -> tuple[date, datetime | None]:
    try:
        if _ISO.fullmatch(text):
            return _iso(text)
        if found := _FIGURES.fullmatch(text):
            first, _, second, year, clock = found.groups()
            day = _in_figures(int(first), int(second), int(year), order, text)
            if not clock:
                return day, None
            return day, datetime.combine(day, time.fromisoformat(clock.zfill(5)), UTC)
        return _in_words(text), None
    except RowFault:
        raise
    except (ValueError, OverflowError) as fault:
        raise RowFault(f"{text!r} is no date that can be read: write it as 2026-12-31") from fault


def _iso(text: str) -> tuple[date, datetime | None]:
    if len(text) == len("2026-12-31"):
        return date.fromisoformat(text), None
    at = datetime.fromisoformat(text.replace(" UTC", "Z").replace("UTC", "Z"))
    return at.date(), at if at.tzinfo else at.replace(tzinfo=UTC)


def _in_figures(first: int, second: int, year: int, order: Order, text: str) -> date:
    if first > 12 or first == second:
        return date(year, second, first)
    if second > 12:
        return date(year, first, second)
    if not order:
        raise RowFault(f"{text!r} means two days: say --dates day-first or --dates month-first")
    return date(year, second, first) if order == "day" else date(year, first, second)


def _in_words(text: str) -> date:
    for form in _WORDS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise ValueError(text)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())
