"""The conversions that stand: each credited once, and taken back when its money is."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from wellread.engine.values import Moment
from wellread.experiments.hours import HOUR_S
from wellread.experiments.shares import STRATUM_HOURS, Sums


class Credit(NamedTuple):
    """One conversion: what it is worth, capped, and the hour it was credited to."""

    value_minor: int
    hour: Moment


class Credits:
    """What stands of each variant, and what that sums up to."""

    def __init__(self, cap_minor: int) -> None:
        self._cap_minor = cap_minor
        self._standing: dict[str, list[Credit]] = defaultdict(list)
        self._by_stratum: Counter[tuple[int, str]] = Counter()
        self._total: Counter[str] = Counter()
        self._squares: Counter[str] = Counter()

    @property
    def number(self) -> int:
        """How many conversions stand in all."""
        return sum(map(len, self._standing.values()))

    def hear(
        self, variant: str, values_minor: Sequence[int], hour: Moment
    ) -> tuple[list[Credit], list[Credit]]:
        """Take in an hour's values, refunds among them; return what came and what went.

        A refund takes the latest conversion of just that value, else a part of the latest larger
        one, else the latest ones that it is enough for. What there was nothing to take from is
        of before this campaign's first hour.
        """
        came = [Credit(min(value, self._cap_minor), hour) for value in values_minor if value >= 0]
        self._add(variant, came)
        went: list[Credit] = []
        for value in values_minor:
            if value < 0:
                gone, left = self._take_back(variant, -value)
                went += gone
                came += left
        # What came and went at once was never here.
        both = Counter(came) & Counter(went)
        return list((Counter(came) - both).elements()), list((Counter(went) - both).elements())

    def in_stratum(self, stratum: int, variant: str) -> int:
        """How many conversions of six hours stand."""
        return self._by_stratum[stratum, variant]

    def amounts(self, variant: str) -> Sums:
        """What the standing conversions of a variant sum up to."""
        number = len(self._standing[variant])
        return Sums(number, self._total[variant], self._squares[variant])

    def _take_back(self, variant: str, value_minor: int) -> tuple[list[Credit], list[Credit]]:
        standing = self._standing[variant]
        left = min(value_minor, self._cap_minor)
        for credit in reversed(standing):
            if credit.value_minor == left:
                self._remove(variant, credit)
                return [credit], []
        for credit in reversed(standing):
            if credit.value_minor > left:
                rest = Credit(credit.value_minor - left, credit.hour)
                self._remove(variant, credit)
                self._add(variant, [rest])
                return [credit], [rest]
        gone = []
        while standing and left > 0:
            credit = standing[-1]
            left -= credit.value_minor
            self._remove(variant, credit)
            gone.append(credit)
        return gone, []

    def _add(self, variant: str, credits: Sequence[Credit]) -> None:
        self._standing[variant] += credits
        for credit in credits:
            self._sum(variant, credit, 1)

    def _remove(self, variant: str, credit: Credit) -> None:
        standing = self._standing[variant]
        # The latest of its kind is near the end.
        del standing[len(standing) - 1 - standing[::-1].index(credit)]
        self._sum(variant, credit, -1)

    def _sum(self, variant: str, credit: Credit, sign: int) -> None:
        self._by_stratum[stratum_of(credit.hour), variant] += sign
        self._total[variant] += sign * credit.value_minor
        self._squares[variant] += sign * credit.value_minor**2


def stratum_of(hour: Moment) -> int:
    """Return the number of the six hours in which an hour lies."""
    return hour // (STRATUM_HOURS * HOUR_S)
