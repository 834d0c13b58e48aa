"""Days and months as the newsroom's clock has them."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone


class Span(NamedTuple):
    """Some time, from its first moment to the first that is no part of it."""

    name: str
    since: datetime
    until: datetime


def midnight(day: date) -> datetime:
    """Return the first moment of a day."""
    return timezone.make_aware(datetime.combine(day, time.min))


def compared(now: datetime, days: int) -> list[Span]:
    """Return the last whole days, those before them, and the same weekdays a year ago."""
    today = timezone.localdate(now)
    return [
        Span("now", midnight(today - timedelta(days=days)), midnight(today)),
        Span(
            "before",
            midnight(today - timedelta(days=2 * days)),
            midnight(today - timedelta(days=days)),
        ),
        Span(
            "year",
            midnight(today - timedelta(days=364 + days)),
            midnight(today - timedelta(days=364)),
        ),
    ]


def since_yesterday(now: datetime) -> list[Span]:
    """Return today as far as it is, yesterday, that weekday a week and a year before."""
    today = timezone.localdate(now)

    def day(name: str, ago: int) -> Span:
        first = today - timedelta(days=ago)
        return Span(name, midnight(first), midnight(first + timedelta(days=1)))

    return [
        day("today", 0)._replace(until=now),
        day("yesterday", 1),
        day("week_before", 8),
        day("year_before", 365),
    ]


def month_starts(now: datetime, number: int) -> list[datetime]:
    """Return the first moments of so many months, the last one that of this month."""
    today = timezone.localdate(now)
    count = today.year * 12 + today.month - 1
    return [
        midnight(date(one // 12, one % 12 + 1, 1)) for one in range(count - number + 1, count + 1)
    ]
