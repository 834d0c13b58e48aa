"""Whether two variants stand, after 24 months, in the order of what they will have brought in 36.

Members of both, and of older appeals, join, pay and leave month by month; the rules that production
uses say what each variant's conversions are worth, and an oracle knows how long members truly stay.
"""

from dataclasses import dataclass
from math import ceil
from random import Random

from trials.scenarios import poisson
from wellread.experiments.retention import (
    HORIZON_MONTHS,
    MONTHLY,
    YEARLY,
    Rhythm,
    Stay,
    curve,
)
from wellread.experiments.worth import Agreement, worth_minor

SEEN_MONTHS = 24
LEAST_DIFFERENCE = 0.20
_CONVERSIONS = 1000
_KEPT_PART = 0.95
_OLDER = 300
_ONCE_MINOR, _MONTHLY_MINOR, _YEARLY_MINOR = 4000, 800, 6000
Found = dict[str, float]


@dataclass(frozen=True)
class _Joining:
    """How many join by a variant and how: the parts of each way of paying, and how fast they leave.

    `loss` is a month's for those who pay monthly, and a year's for those who pay yearly.
    """

    conversions: float
    parts: dict[Rhythm | None, float]
    loss: dict[Rhythm, float]


@dataclass(frozen=True)
class _Member:
    rhythm: Rhythm | None
    stays_months: int

    def paid(self, months: int) -> int:
        """Return how often they paid in their first months."""
        if self.rhythm is None:
            return 1
        paid_until = min(months + 1, self.stays_months, HORIZON_MONTHS)
        return ceil(paid_until / _step(self.rhythm))

    def is_there(self, months: int) -> bool:
        return self.stays_months > months


def ranked(seed: str) -> Found:
    """Return whether worth, and the first money alone, order two variants as the oracle does."""
    chance = Random(seed)
    while True:
        variants = [_joining(chance) for _ in range(2)]
        true = [_expected(one) for one in variants]
        if max(true) >= (1 + LEAST_DIFFERENCE) * min(true):
            break
    joined = [_members(one, chance) for one in variants]
    older = _members(_joining(chance, conversions=_OLDER), chance)
    stays: dict[Rhythm, list[Stay]] = {"month": [], "year": []}
    for member in (*joined[0], *joined[1], *older):
        if member.rhythm is not None:
            lasted = min(SEEN_MONTHS, member.stays_months)
            stays[member.rhythm].append(Stay(lasted, not member.is_there(SEEN_MONTHS)))
    kept: dict[Rhythm, list[float]] = {
        "month": curve(stays["month"], "month", MONTHLY),
        "year": curve(stays["year"], "year", YEARLY),
    }
    worth = [
        sum(worth_minor(_agreement(one), kept, _KEPT_PART) for one in members) for members in joined
    ]
    first = [sum(_amount(member.rhythm) for member in members) for members in joined]
    order = true[0] > true[1]
    return {
        "worth": float((worth[0] > worth[1]) == order),
        "first": float((first[0] > first[1]) == order),
    }


def _joining(chance: Random, conversions: float | None = None) -> _Joining:
    parts = [chance.expovariate(1) for _ in range(3)]
    once, month, year = (one / sum(parts) for one in parts)
    return _Joining(
        conversions or _CONVERSIONS * chance.uniform(0.6, 1.4),
        {None: once, "month": month, "year": year},
        {"month": chance.uniform(0.03, 0.12), "year": chance.uniform(0.15, 0.45)},
    )


def _members(joining: _Joining, chance: Random) -> list[_Member]:
    ways = list(joining.parts)
    number = poisson(chance, joining.conversions)
    return [
        _Member(rhythm, _stays(rhythm, joining, chance))
        for rhythm in chance.choices(ways, [joining.parts[way] for way in ways], k=number)
    ]


def _stays(rhythm: Rhythm | None, joining: _Joining, chance: Random) -> int:
    if rhythm is None:
        return 0
    months = _step(rhythm)
    while months < HORIZON_MONTHS and chance.random() >= joining.loss[rhythm]:
        months += _step(rhythm)
    return months if months < HORIZON_MONTHS else HORIZON_MONTHS + 1


def _agreement(member: _Member) -> Agreement:
    amount = _amount(member.rhythm)
    came = round(member.paid(SEEN_MONTHS) * amount * _KEPT_PART)
    return Agreement(member.rhythm, amount, came, SEEN_MONTHS, member.is_there(SEEN_MONTHS))


def _expected(joining: _Joining) -> float:
    """Return what a variant's conversions bring in 36 months, with all known of their leaving."""
    each = 0.0
    for rhythm, part in joining.parts.items():
        payments = 1.0
        if rhythm is not None:
            kept = 1 - joining.loss[rhythm]
            payments = sum(kept**time for time in range(HORIZON_MONTHS // _step(rhythm)))
        each += part * payments * _amount(rhythm)
    return joining.conversions * each


def _step(rhythm: Rhythm | None) -> int:
    return 12 if rhythm == "year" else 1


def _amount(rhythm: Rhythm | None) -> int:
    return {None: _ONCE_MINOR, "month": _MONTHLY_MINOR, "year": _YEARLY_MINOR}[rhythm]
