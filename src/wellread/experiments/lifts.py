"""What asking brings: who joined among those who were asked, beside those whom chance held out."""

from collections.abc import Iterable
from typing import NamedTuple

from wellread.experiments.bets import ValueEvidence
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
    # How many of them are worth how much, where that is known.
    asked_minor: tuple[tuple[int, int], ...] = ()
    held_minor: tuple[tuple[int, int], ...] = ()


class Lift(NamedTuple):
    """How many joined of each, and how much oftener the asked did, at any number of looks.

    `value` is how much more a reader who may be asked is worth, asked or not, who joins or not.
    """

    asked: int
    held: int
    more: Bounds
    value: Bounds


def lift(told: Iterable[Joined], *, cap_minor: int = 1) -> Lift:
    """Return how much oftener readers join for being asked, with 95 % however often one looks.

    Of two who join, one is of those held out with the chance of the holdout, where asking changes
    nothing: so nobody has to be counted who does not join. Months that readers live through on
    either side are as many as the shares say, too, so that `value` is by reader and month.
    """
    evidence, values, asked, held = RateEvidence(), ValueEvidence(), 0, 0
    for one in told:
        if 0 < one.holdout < 1:
            parts = round(_PARTS * one.holdout)
            evidence.add((parts, _PARTS - parts), (one.held, one.asked))
            asked, held = asked + one.asked, held + one.held
            for is_asked, told_minor in ((False, one.held_minor), (True, one.asked_minor)):
                for minor, number in told_minor:
                    credits = [(is_asked, min(1.0, minor / cap_minor))] * number
                    values.add((parts, _PARTS - parts), credits)
    return Lift(asked, held, evidence.interval(RISK), values.interval(RISK))
