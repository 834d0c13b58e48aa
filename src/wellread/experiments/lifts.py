"""What asking brings: who joined among those who were asked, beside those whom chance held out."""

from collections.abc import Iterable
from typing import NamedTuple

from wellread.experiments.rates import RateEvidence
from wellread.experiments.ratios import Bounds

RISK = 0.05
# A share as whole numbers, as finely as editors set it and more.
_PARTS = 1_000_000


class Joined(NamedTuple):
    """Who joined while this share of readers was held out."""

    holdout: float
    asked: int
    held: int


class Lift(NamedTuple):
    """How many joined of each, and how much oftener the asked did, at any number of looks."""

    asked: int
    held: int
    more: Bounds


def lift(told: Iterable[Joined]) -> Lift:
    """Return how much oftener readers join for being asked, with 95 % however often one looks.

    Of two who join, one is of those held out with the chance of the holdout, where asking changes
    nothing: so nobody has to be counted who does not join.
    """
    evidence, asked, held = RateEvidence(), 0, 0
    for one in told:
        if 0 < one.holdout < 1:
            parts = round(_PARTS * one.holdout)
            evidence.add((parts, _PARTS - parts), (one.held, one.asked))
            asked, held = asked + one.asked, held + one.held
    return Lift(asked, held, evidence.interval(RISK))
