"""Who decides the shares of the next hour: ours, and what ours is measured against.

Epsilon-greedy and roulette by the Guardian's published rules (support-dotcom-components, its
`banditData.ts`): the mean value of an impression over all hours; six hours before the first move.
"""

from collections import defaultdict
from collections.abc import Callable

from trials.scenarios import Gift
from wellread.experiments import shares as allocation
from wellread.experiments.shares import STRATUM_HOURS, AmountSpread, Stratum, Sums
from wellread.experiments.spreads import MOST_BELIEF

LEAST_HOURS = 6
EPSILON = 0.1
_LEAST_PART = 0.1

HourOfAll = list[tuple[int, list[Gift]]]


class Sofar:
    """What was seen of a campaign so far, by variant."""

    def __init__(self, variants: int, learned_cv: float, amount_cv: float) -> None:
        self.cv = allocation.clamped_cv(learned_cv)
        self.amount_spread = AmountSpread(amount_cv, MOST_BELIEF)
        self.hours = 0
        self.shown = [0] * variants
        self.values = [0.0] * variants
        self.squares = [0.0] * variants
        self.numbers = [0] * variants
        self.strata: dict[int, tuple[list[int], list[int]]] = defaultdict(
            lambda: ([0] * variants, [0] * variants)
        )

    def add(self, hour: HourOfAll) -> None:
        """Count one hour."""
        for variant, (shown, gifts) in enumerate(hour):
            self.strata[self.hours // STRATUM_HOURS][0][variant] += shown
            self.shown[variant] += shown
            self.numbers[variant] += len(gifts)
            self.values[variant] += sum(gift.value for gift in gifts)
            self.squares[variant] += sum(gift.value**2 for gift in gifts)
            for gift in gifts:
                # As in production: of the hour in which its appeal was shown, not when it came.
                self.strata[gift.shown_at // STRATUM_HOURS][1][variant] += 1
        self.hours += 1

    @property
    def means(self) -> list[float]:
        """What an impression of each brought."""
        return [v / n if n else 0.0 for v, n in zip(self.values, self.shown, strict=True)]


def uniform(sofar: Sofar, before: list[float]) -> list[float]:
    """The same for all, for ever."""
    return [1 / len(before)] * len(before)


def epsilon_greedy(sofar: Sofar, before: list[float]) -> list[float]:
    """Nine of ten to whatever brought most an impression."""
    number = len(before)
    means = sofar.means
    if sofar.hours < LEAST_HOURS or not any(means):
        return [1 / number] * number
    best = means.index(max(means))
    return [EPSILON / number + (1 - EPSILON) * (k == best) for k in range(number)]


def roulette(sofar: Sofar, before: list[float]) -> list[float]:
    """In proportion to the means, a tenth at least before all is divided by their sum."""
    means = sofar.means
    whole = sum(means)
    if sofar.hours < LEAST_HOURS or not whole:
        return [1 / len(before)] * len(before)
    parts = [max(one / whole, _LEAST_PART) for one in means]
    return [one / sum(parts) for one in parts]


def ours(sofar: Sofar, before: list[float]) -> list[float]:
    """The rules that production uses."""
    to = allocation.target(
        [Stratum(*one) for one in sofar.strata.values()],
        [Sums(*one) for one in zip(sofar.numbers, sofar.values, sofar.squares, strict=True)],
        cv=sofar.cv,
        amount_spread=sofar.amount_spread,
    )
    return allocation.in_units(allocation.moved(before, to))


POLICIES: dict[str, Callable[[Sofar, list[float]], list[float]]] = {
    "uniform": uniform,
    "epsilon-greedy 0.1": epsilon_greedy,
    "roulette": roulette,
    "ours": ours,
}
