"""Which day it is in the newsroom: a page that prints it stops being true at midnight."""

import time
from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import NamedTuple

from django.utils import timezone


class Day(NamedTuple):
    """A day of the newsroom's, as a number that grows, and its moments in epoch seconds."""

    number: int
    begins: float
    ends: float


_known = Day(0, 0.0, 0.0)


def day_began_at() -> float:
    """Return the epoch second at which the present day of the newsroom's began."""
    today()
    return _known.begins


def today() -> int:
    """Return the number of the day; asked at each page view, so midnight is looked up once a day.

    A day has 23 or 25 hours where the clock changes.
    """
    global _known
    now = time.time()
    if not _known.begins <= now < _known.ends:
        date = timezone.localdate()
        begins, ends = (
            datetime.combine(day, clock_time(), timezone.get_default_timezone()).timestamp()
            for day in (date, date + timedelta(days=1))
        )
        _known = Day(date.toordinal(), begins, ends)
    return _known.number
