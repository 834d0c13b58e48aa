"""What other rules would have earned, reckoned from what was shown by the rules of the time.

Each variant was dealt out by a chance that is known: a gift that came by a chance of one in ten
stands for two where two in ten would have drawn that variant. Three estimates of the same figure
(Horvitz and Thompson 1952; Swaminathan and Joachims 2015; Dudík, Langford and Li 2011), and how
many gifts they rest on. They know nothing of readers whom nobody asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import sqrt
from typing import NamedTuple

# Gifts that count for less than so many whole ones say nothing.
LEAST_GIFTS = 100
# Of what would be shown, so much may never have been shown before it is a guess.
MOST_UNKNOWN = 0.01
_Z_95 = 1.96


class LoggedCell(NamedTuple):
    """One variant where all were dealt out alike, such as in one country under one line-up.

    `wanted` is the share that it would have had there: nothing where nobody would be asked. A
    variant that might have been shown and was not has a cell too: it was tried.
    """

    stratum: object
    variant: str
    shown: int
    chance: float
    wanted: float
    values_minor: tuple[int, ...] = ()


class Estimate(NamedTuple):
    """What would have come of it, in minor units; `unknown` of `shown` was never tried."""

    shown: int
    unknown: float
    effective_gifts: float
    ips: float
    snips: float
    dr: float
    half_width: float

    @property
    def is_enough(self) -> bool:
        """Whether it may be said."""
        return self.effective_gifts >= LEAST_GIFTS and self.unknown <= MOST_UNKNOWN


def estimate(cells: Iterable[LoggedCell]) -> Estimate:
    """Return what the wanted shares would have earned of those who were asked and would be."""
    strata: dict[object, list[LoggedCell]] = defaultdict(list)
    for one in cells:
        strata[one.stratum].append(one)
    kept = [some for some in strata.values() if any(one.wanted for one in some)]
    every = [one for some in kept for one in some if one.chance > 0]
    shown = sum(one.shown for some in kept for one in some)
    untried = sum(
        _total(some) * max(0.0, 1 - sum(one.wanted for one in some if one.chance > 0))
        for some in kept
    )
    means = _means(every)
    ips = sum(_weight(one) * sum(one.values_minor) for one in every)
    weighed = sum(_weight(one) * one.shown for one in every)
    corrected = ips - sum(_weight(one) * one.shown * means.get(one.variant, 0.0) for one in every)
    modelled = sum(
        _total(some) * sum(one.wanted * means.get(one.variant, 0.0) for one in some)
        for some in kept
    )
    squares = sum(_weight(one) ** 2 * sum(v * v for v in one.values_minor) for one in every)
    return Estimate(
        shown,
        untried / shown if shown else 0.0,
        _effective(every),
        ips,
        ips * shown / weighed if weighed else 0.0,
        modelled + corrected,
        _Z_95 * sqrt(squares),
    )


def _weight(one: LoggedCell) -> float:
    return one.wanted / one.chance


def _total(some: Sequence[LoggedCell]) -> int:
    return sum(one.shown for one in some)


def _means(every: Sequence[LoggedCell]) -> dict[str, float]:
    """Return what an impression of each variant brought, wherever it was."""
    shown: dict[str, int] = defaultdict(int)
    value: dict[str, int] = defaultdict(int)
    for one in every:
        shown[one.variant] += one.shown
        value[one.variant] += sum(one.values_minor)
    return {name: value[name] / shown[name] for name in shown if shown[name]}


def _effective(every: Sequence[LoggedCell]) -> float:
    """Return how many gifts of equal weight would know as much (Kish 1965)."""
    first = sum(_weight(one) * len(one.values_minor) for one in every)
    second = sum(_weight(one) ** 2 * len(one.values_minor) for one in every)
    return first * first / second if second else 0.0
