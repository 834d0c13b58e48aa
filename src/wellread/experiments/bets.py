"""Which of two variants is worth more an impression, looked at as often as one likes.

Somebody bets, conversion by conversion, against the second variant being worth r times the first.
With the second's share q of the hour's impressions, a conversion of value v pays v·(1 - q) if it
is the second's, and costs v·r·q if it is the first's: nothing on average if r is right, whatever
the hour, the shares and the amounts were like. A fortune that grew to 1/α refutes r; at any time
that happens to at most α of all campaigns with that ratio (Ville; Waudby-Smith and Ramdas, JRSS B
2024). Values are capped, so that no stake can ever be more than there is.
"""

from collections import Counter
from collections.abc import Sequence
from math import exp, log

from wellread.experiments.ratios import EVEN, RATIOS, Bounds, interval

# Stakes as parts of the cap. The best one is not known before, so that a part is put on each.
_STAKES = (0.06, 0.12, 0.25, 0.5, 1.0, 2.0, 4.0)
# What no conversion may cost more than.
_MOST_AT_RISK = 0.95

_Credit = tuple[bool, float]


class ValueEvidence:
    """The fortunes of those who bet that the second is worth more than a ratio says, or less."""

    def __init__(self) -> None:
        self._more = [0.0] * (len(RATIOS) * len(_STAKES))
        self._less = [0.0] * (len(RATIOS) * len(_STAKES))

    def add(
        self, impressions: tuple[int, int], credits: Sequence[_Credit], *, sign: int = 1
    ) -> None:
        """Settle the bets on credits of one hour: whose each is, and its part of the cap.

        With the sign -1 they are undone.
        """
        first, second = impressions
        share = second / (first + second)
        rest = 1 - share
        costs, stakes_more, stakes_less = _stakes(share)
        for (is_seconds, part), number in Counter(credits).items():
            times = sign * number
            if is_seconds:
                gain = part * rest
                more = [1 + stake * gain for stake in stakes_more]
                less = [1 - stake * gain for stake in stakes_less]
            else:
                more = [
                    1 - stake * cost * part for stake, cost in zip(stakes_more, costs, strict=True)
                ]
                less = [
                    1 + stake * cost * part for stake, cost in zip(stakes_less, costs, strict=True)
                ]
            self._more = [a + times * log(b) for a, b in zip(self._more, more, strict=True)]
            self._less = [a + times * log(b) for a, b in zip(self._less, less, strict=True)]

    def interval(self, risk: float) -> Bounds:
        """Return the second's worth over the first's that is not refuted, always, at this risk."""
        # Half of the risk for each end.
        bar = log(2 / risk)
        return interval(
            lambda index: _fortune(self._more, index) >= bar,
            lambda index: _fortune(self._less, index) >= bar,
        )

    @property
    def against_none(self) -> float:
        """The logarithm of the evidence that there is a difference, whichever way."""
        return max(_fortune(self._more, EVEN), _fortune(self._less, EVEN)) - log(2)


def _stakes(share: float) -> tuple[list[float], list[float], list[float]]:
    costs = [ratio * share for ratio in RATIOS for _ in _STAKES]
    most_less = _MOST_AT_RISK / (1 - share) if share < 1 else _STAKES[-1]
    more = [
        min(stake, _MOST_AT_RISK / cost) if cost else stake
        for cost, stake in zip(costs, _STAKES * len(RATIOS), strict=True)
    ]
    less = [min(stake, most_less) for stake in _STAKES] * len(RATIOS)
    return costs, more, less


def _fortune(logs: list[float], index: int) -> float:
    own = logs[index * len(_STAKES) : (index + 1) * len(_STAKES)]
    peak = max(own)
    return peak + log(sum(exp(one - peak) for one in own) / len(_STAKES))
