"""Times at which clocks do something odd, and times around the edges of a window."""

from datetime import UTC, datetime

from parity.drawing import Draw
from wellread.engine.values import DAY_S, spell


def _at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


# Where the tests stand: no summer time, a quarter of an hour off and never changed since 1986, and
# the other side of the date line, with a summer time that was given up.
TIME_ZONES = ("UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Apia")
# When their clocks were set (the tz database, 2026a).
CLOCKS_SET = {
    "America/New_York": (_at("2026-03-08 07:00"), _at("2026-11-01 06:00"), _at("2027-03-14 07:00")),
    "Asia/Kathmandu": (_at("1985-12-31 18:30"),),
    # The day that Samoa left out, and its last two summer times.
    "Pacific/Apia": (_at("2011-12-30 10:00"), _at("2020-09-26 14:00"), _at("2021-04-03 14:00")),
}
# Ends of days where each zone stands, of leap days and years, and of time.
LAST_S = _at("9999-12-31 23:59:59")
ODD_TIMES = (
    *(one for times in CLOCKS_SET.values() for one in times),
    *(_at("2026-11-22 05:00"), _at("2026-11-22 18:15"), _at("2026-11-22 11:00")),
    *(_at("2028-02-29 00:00"), _at("2028-03-01 00:00"), _at("2027-01-01 00:00")),
    *(_at("2038-01-19 03:14:08"), _at("2100-03-01 00:00"), 0, LAST_S),
)
# Windows, caps, gaps and rests; some as a program may write them.
DAYS = (1, 7, 30, 30.0, 90)
EDGES_S = (-1, 0, 1)


def drawn_now(draw: Draw) -> int:
    """Return the time of a page view: mostly one whose window begins or ends as a clock is set."""
    if draw.happens(0.3):
        return draw.random.randint(_at("2026-01-01 00:00"), _at("2027-12-31 00:00"))
    days = draw.one((0, 0, *DAYS))
    return _in_time(draw.one(ODD_TIMES) + int(days) * DAY_S + draw.one((-3600, *EDGES_S, 3600)))


def edge_of(draw: Draw, days: float) -> str:
    """Return a time within a second of so many days ago."""
    return spell(_in_time(draw.now - int(days) * DAY_S + draw.one(EDGES_S)))


def drawn_moment(draw: Draw) -> str:
    """Return a time at the edge of some window, or any of the last hundred days, or of all time."""
    if draw.happens(0.7):
        return edge_of(draw, draw.one((*DAYS, 0, 0, -1)))
    if draw.happens(0.1):
        return spell(draw.one((0, LAST_S, draw.random.randint(0, LAST_S))))
    return spell(_in_time(draw.now - draw.random.randrange(100 * DAY_S)))


def shifted(draw: Draw, seconds: int) -> str:
    """Return a time so many seconds from now."""
    return spell(_in_time(draw.now + seconds))


def _in_time(at: int) -> int:
    return min(max(at, 0), LAST_S)
