"""Whether variants are shown as often as their shares say: what is lost of one spoils all verdicts.

For each variant, and each part of its impressions that may be lost or too many, the likelihood of
what was counted over the likelihood under the published shares, hour by hour; the evidence is the
mean of all of them (a mixture as in Lindon and Malek 2022). It exceeds 1,000 in at most one of a
thousand campaigns in order, however often one looks, and the shares may move.
"""

from collections.abc import Mapping
from math import exp, log

ALARM = 1000.0
# A reader may be shown a campaign up to four times: impressions come in bundles, and so prove less
# than their number. Readers shown 1, 2, 3 or 4 times at 60, 20, 10 and 10 % make 1.9 of one.
BUNDLE = 2.0
_DISTORTIONS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.01, 1.02, 1.05, 1.1, 1.25, 1.5, 2.0)


class RatioEvidence:
    """Evidence, over time, that impressions do not follow the shares."""

    def __init__(self) -> None:
        self._logs: dict[tuple[str, float], float] = {}

    def add(self, impressions: Mapping[str, int], shares: Mapping[str, float]) -> None:
        """Count an hour: impressions by variant, and the shares they had; these sum to 1."""
        total = sum(impressions.values()) / BUNDLE
        for name, share in shares.items():
            own = impressions.get(name, 0) / BUNDLE
            for factor in _DISTORTIONS:
                whole = 1 + share * (factor - 1)
                gain = own * log(factor) - total * log(whole)
                self._logs[name, factor] = self._logs.get((name, factor), 0.0) + gain

    @property
    def evidence(self) -> float:
        """How many times likelier the impressions are with a fault than without."""
        if not self._logs:
            return 1.0
        peak = max(self._logs.values())
        mean = sum(exp(one - peak) for one in self._logs.values()) / len(self._logs)
        return exp(min(700.0, peak + log(mean)))

    @property
    def suspect(self) -> str:
        """The variant that explains it best."""
        return max(self._logs, key=lambda key: self._logs[key])[0]
