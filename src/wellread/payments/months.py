"""Calendar months, as books are kept by: in UTC, as Stripe's own reports are."""

import re
from datetime import UTC, date, datetime
from typing import NamedTuple

_MONTH = re.compile(r"(\d{4})-(\d{2})")


class Month(NamedTuple):
    """A month from its first moment to the first of the next, which is no part of it."""

    since: datetime
    until: datetime

    @property
    def name(self) -> str:
        """The month as it is typed: 2026-11."""
        return f"{self.since:%Y-%m}"


def month(text: str) -> Month:
    """Read a month such as 2026-11, or raise ValueError."""
    found = _MONTH.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no month such as 2026-11")
    try:
        return _of(int(found[1]), int(found[2]))
    except ValueError:
        raise ValueError(f"{text!r} is no month such as 2026-11") from None


def last_months(today: date, number: int) -> list[Month]:
    """Return so many months, this one first."""
    count = today.year * 12 + today.month - 1
    return [_of(one // 12, one % 12 + 1) for one in range(count, count - number, -1)]


def _of(year: int, number: int) -> Month:
    following = (year + 1, 1) if number == 12 else (year, number + 1)
    return Month(datetime(year, number, 1, tzinfo=UTC), datetime(*following, 1, tzinfo=UTC))
