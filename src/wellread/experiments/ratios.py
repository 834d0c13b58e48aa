"""The ratios of two variants that are looked at, from a twentieth to twenty times as much."""

from collections.abc import Callable
from itertools import pairwise
from math import exp, log, sqrt
from typing import NamedTuple

_STEPS = (
    *(0.01, 0.02, 0.03, 0.05, 0.07, 0.09, 0.12, 0.15, 0.18, 0.22, 0.26, 0.3, 0.35, 0.4, 0.46),
    *(0.52, 0.6, 0.7, 0.8, 0.92, 1.05, 1.2, 1.4, 1.6, 1.8, 2.0, 2.3, 2.6, 2.8, log(20)),
)
LOGARITHMS = (*(-one for one in reversed(_STEPS)), 0.0, *_STEPS)
RATIOS = tuple(exp(one) for one in LOGARITHMS)
EVEN = len(_STEPS)


class Bounds(NamedTuple):
    """How much more than the other one is worth, as a share of the other: 0.2 is 20 % more."""

    least: float
    most: float

    @property
    def excludes_none(self) -> bool:
        """Whether there is a difference, whichever way."""
        return self.least > 0 or self.most < 0

    @property
    def reversed(self) -> "Bounds":
        """The same as the other one sees it."""
        return Bounds(1 / (1 + self.most) - 1, 1 / (1 + self.least) - 1)


def interval(
    refuted_from_below: Callable[[int], bool], from_above: Callable[[int], bool]
) -> Bounds:
    """Return what is left of the ratios, the last refuted ones as its ends.

    Both are told of a ratio by its index, and refute all that lie further out as well.
    """
    least = _last(refuted_from_below, range(len(RATIOS)))
    most = _last(from_above, range(len(RATIOS) - 1, -1, -1))
    return Bounds(RATIOS[least] - 1, RATIOS[most] - 1)


def weights(spread: float, wide: float) -> tuple[float, ...]:
    """Return a weight for each ratio: mostly close to 1, by `spread`, a tenth of it by `wide`."""
    ends = [
        LOGARITHMS[0],
        *((first + second) / 2 for first, second in pairwise(LOGARITHMS)),
        LOGARITHMS[-1],
    ]
    raw = [
        (above - below) * (0.9 * _bell(point, spread) + 0.1 * _bell(point, wide))
        for point, (below, above) in zip(LOGARITHMS, pairwise(ends), strict=True)
    ]
    total = sum(raw)
    return tuple(one / total for one in raw)


def _bell(at: float, spread: float) -> float:
    return exp(-0.5 * (at / spread) ** 2) / (spread * sqrt(6.283185307179586))


def _last(refuted: Callable[[int], bool], order: range) -> int:
    """Return the last refuted index of an order in which all before it are; its first if none."""
    low, high = 0, len(order)
    while low < high:
        middle = (low + high) // 2
        if refuted(order[middle]):
            low = middle + 1
        else:
            high = middle
    return order[max(0, low - 1)]
