"""Which of two variants converts more often, looked at as often as one likes.

Of the conversions of an hour, each is the second variant's with the chance n₂r / (n₁ + n₂r), when
it converts r times as often: whatever the hour was like, and whatever the shares were. The traffic
of the hour and its mood cancel out (Lindon and Malek 2022, arXiv 2011.03567). The evidence against
a ratio is the weighted mean of the likelihoods of all ratios over its own: it exceeds 1/α at any
time in at most α of all campaigns with that ratio.
"""

from math import exp, log

from wellread.experiments.ratios import EVEN, LOGARITHMS, RATIOS, Bounds, interval, weights

_WEIGHTS = weights(spread=0.25, wide=1.5)


class RateEvidence:
    """The likelihood of every ratio of two conversion rates, over that of no difference."""

    def __init__(self) -> None:
        self._logs = [0.0] * len(RATIOS)

    def add(self, impressions: tuple[int, int], conversions: tuple[int, int]) -> None:
        """Count conversions among impressions of one hour; negative ones are taken back."""
        first, second = impressions
        both = sum(conversions)
        share = second / (first + second)
        rest = 1 - share
        self._logs = [
            before + conversions[1] * point - both * log(rest + share * ratio)
            for before, point, ratio in zip(self._logs, LOGARITHMS, RATIOS, strict=True)
        ]

    def interval(self, risk: float) -> Bounds:
        """Return the second's rate over the first's that is not refuted, always, at this risk."""
        peak = max(self._logs)
        mean = sum(
            weight * exp(one - peak) for weight, one in zip(_WEIGHTS, self._logs, strict=True)
        )
        bar = peak + log(mean) + log(risk)
        likeliest = self._logs.index(peak)

        return interval(
            lambda index: index < likeliest and self._logs[index] <= bar,
            lambda index: index > likeliest and self._logs[index] <= bar,
        )

    @property
    def against_none(self) -> float:
        """The logarithm of the evidence that there is a difference."""
        peak = max(self._logs)
        total = sum(
            weight * exp(one - peak) for weight, one in zip(_WEIGHTS, self._logs, strict=True)
        )
        return peak + log(total) - self._logs[EVEN]
