"""Two variants beside each other: the evidence about their rates and about their worth."""

from collections.abc import Sequence
from typing import NamedTuple

from wellread.engine.values import Moment
from wellread.experiments.bets import ValueEvidence
from wellread.experiments.credits import Credit
from wellread.experiments.rates import RateEvidence
from wellread.experiments.ratios import Bounds


class Advantage(NamedTuple):
    """How much more `of` is worth an impression than `over`, and how much oftener it converts."""

    of: str
    over: str
    value: Bounds
    rate: Bounds

    def as_json(self) -> dict[str, object]:
        """Return it as `wellread judge` prints it."""
        return {
            "least": round(self.value.least, 4),
            "most": round(self.value.most, 4),
            "of": self.of,
            "over": self.over,
            "conversion": {"least": round(self.rate.least, 4), "most": round(self.rate.most, 4)},
        }


class Pair:
    """The evidence that an hour of both adds to; hours with only one of them shown add none."""

    def __init__(self, first: str, second: str, cap_minor: int) -> None:
        self._names = first, second
        self._cap_minor = cap_minor
        self._rates = RateEvidence()
        self._values = ValueEvidence()
        self._shown: tuple[int, int] | None = None
        self._credited_under: dict[Moment, tuple[int, int]] = {}

    def show(self, impressions: tuple[int, int]) -> None:
        """Take in how often each was shown in an hour."""
        if all(impressions):
            self._shown = impressions

    def credit(self, variant: str, credits: Sequence[Credit]) -> None:
        """Count conversions; one that came after its hour's last impression is of an earlier."""
        if self._shown is None:
            return
        for hour in dict.fromkeys(credit.hour for credit in credits):
            under = self._credited_under.setdefault(hour, self._shown)
            self._add(variant, under, [credit for credit in credits if credit.hour == hour], 1)

    def take_back(self, variant: str, credits: Sequence[Credit]) -> None:
        """Count conversions no longer: exactly what they added."""
        for credit in credits:
            if under := self._credited_under.get(credit.hour):
                self._add(variant, under, [credit], -1)

    def difference(self, of: str, risk: float) -> Advantage:
        """Return how much more one of both is worth, with this risk to be wrong ever."""
        first, second = self._names
        value, rate = self._values.interval(risk), self._rates.interval(risk)
        if of == second:
            return Advantage(second, first, value, rate)
        return Advantage(first, second, value.reversed, rate.reversed)

    def _add(
        self, variant: str, under: tuple[int, int], credits: Sequence[Credit], sign: int
    ) -> None:
        is_seconds = variant == self._names[1]
        number = sign * len(credits)
        self._rates.add(under, (0, number) if is_seconds else (number, 0))
        parts = [(is_seconds, credit.value_minor / self._cap_minor) for credit in credits]
        self._values.add(under, parts, sign=sign)
