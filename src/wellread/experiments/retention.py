"""How long members stay: by one's own cohorts, and by published medians while these are young."""

from collections.abc import Iterable, Sequence
from math import exp, log, sqrt
from typing import Literal, NamedTuple

HORIZON_MONTHS = 36
# What the published figures weigh: as much as so many members of one's own at each month.
PRIOR_MEMBERS = 100
_Z = 1.959963984540054

Rhythm = Literal["month", "year"]


class Stay(NamedTuple):
    """One membership: whole months that it lasted so far, and whether it has ended."""

    months: int
    ended: bool


class Retained(NamedTuple):
    """The part of members kept after a month, with its 95 % interval, and of how many."""

    month: int
    part: float
    least: float
    most: float
    of: int


class Retention(NamedTuple):
    """The parts kept after one, two and three years, as others published them."""

    one: float
    two: float
    three: float


# Piano over 400 publishers, told by INMA.
YEARLY = Retention(0.70, 0.52, 0.40)
MONTHLY = Retention(0.34, 0.22, 0.15)


def kaplan_meier(stays: Iterable[Stay]) -> list[Retained]:
    """Return what is kept after each month in which one ended (Kaplan and Meier 1958).

    The intervals are those of the logarithm of -log, by Greenwood's variance: they stay within
    0 and 1. A membership that ended in month m counts as kept before it.
    """
    found, part, variance = [], 1.0, 0.0
    ends, all_of = _counted(stays)
    for month in sorted(ends):
        of = sum(number for at, number in all_of.items() if at >= month)
        gone = ends[month]
        part *= 1 - gone / of
        if part <= 0:
            found.append(Retained(month, 0.0, 0.0, 0.0, of))
            break
        variance += gone / (of * (of - gone))
        width = exp(_Z * sqrt(variance) / abs(log(part)))
        found.append(Retained(month, part, part**width, part ** (1 / width), of))
    return found


def curve(stays: Iterable[Stay], rhythm: Rhythm, published: Retention) -> list[float]:
    """Return the part kept after 0, 1, … 36 months: own losses, and the published ones beside them.

    Each month's loss is that of one's own members and of a hundred more who leave as published.
    """
    ends, all_of = _counted(stays)
    known, kept = _monthly(rhythm, published), [1.0]
    for month in range(1, HORIZON_MONTHS + 1):
        of = sum(number for at, number in all_of.items() if at >= month)
        loss = 1 - known[month] / known[month - 1]
        gone = ends.get(month, 0) + PRIOR_MEMBERS * loss
        kept.append(kept[-1] * (1 - gone / (of + PRIOR_MEMBERS)))
    return kept


def payments_due(kept: Sequence[float], rhythm: Rhythm, *, age: int = 0) -> float:
    """Return how many payments are still expected within 36 months from somebody kept for `age`.

    The payment of the month in which they are now has been made.
    """
    step = 1 if rhythm == "month" else 12
    months = range(step, HORIZON_MONTHS, step)
    if age >= HORIZON_MONTHS or kept[age] <= 0:
        return 0.0
    return sum(kept[month] for month in months if month > age) / kept[age]


def _monthly(rhythm: Rhythm, published: Retention) -> list[float]:
    """Return published parts for each month: a yearly membership ends at its year's end only."""
    years = (1.0, *published)
    if rhythm == "year":
        return [years[month // 12] for month in range(HORIZON_MONTHS + 1)]
    return [
        years[month // 12]
        * (years[min(3, month // 12 + 1)] / years[month // 12]) ** (month % 12 / 12)
        for month in range(HORIZON_MONTHS + 1)
    ]


def _counted(stays: Iterable[Stay]) -> tuple[dict[int, int], dict[int, int]]:
    """Return how many ended at each month, and how many were last seen at it."""
    ends: dict[int, int] = {}
    last: dict[int, int] = {}
    for months, ended in stays:
        last[months] = last.get(months, 0) + 1
        if ended:
            ends[months] = ends.get(months, 0) + 1
    return ends, last
