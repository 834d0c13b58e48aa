"""The virtual clock, and the calendar of billing periods."""

import time
from calendar import monthrange
from datetime import UTC, datetime

# Seconds.
DAY = 86_400
MONTHS = {"month": 1, "year": 12}
SECONDS = {"day": DAY, "week": 7 * DAY}


class Clock:
    """Wall time plus an offset in whole seconds that only grows."""

    def __init__(self, offset: int = 0) -> None:
        self.offset = offset
        self._stopped_at: int | None = None

    def now(self) -> int:
        """Return the present virtual time in epoch seconds."""
        return int(time.time()) + self.offset if self._stopped_at is None else self._stopped_at

    def stop_at(self, moment: int) -> None:
        """Hold the time at a moment while what is due then is done."""
        self._stopped_at = moment

    def release(self) -> None:
        """Let time be the present one again, after it stood somewhere for a while."""
        self._stopped_at = None

    def skip(self, seconds: int) -> None:
        """Let time run again, so much later.

        By what is skipped, not to a moment: the wall's clock goes on while what was due is done,
        and three days would be a second short of three days.
        """
        self._stopped_at = None
        self.offset += seconds


def boundary(anchor: int, interval: str, count: int, steps: int) -> int:
    """Return when the given number of periods after the anchor ends, in epoch seconds."""
    if interval in SECONDS:
        return anchor + steps * count * SECONDS[interval]
    start = datetime.fromtimestamp(anchor, UTC)
    month = start.month - 1 + steps * count * MONTHS[interval]
    year, month = start.year + month // 12, month % 12 + 1
    # A period clamped to 28 February must return to the 31st in March,
    # so every boundary is counted from the anchor and never from the one before.
    day = min(start.day, monthrange(year, month)[1])
    return int(start.replace(year=year, month=month, day=day).timestamp())


def next_boundary(anchor: int, interval: str, count: int, after: int) -> int:
    """Return the first boundary later than a moment."""
    longest = SECONDS.get(interval) or MONTHS[interval] * 31 * DAY
    steps = max(1, (after - anchor) // (longest * count))
    while (end := boundary(anchor, interval, count, steps)) <= after:
        steps += 1
    return end
