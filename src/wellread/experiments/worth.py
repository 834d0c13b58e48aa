"""What a conversion is worth over three years: what came in, and what is still to come."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from wellread.experiments.retention import Rhythm, payments_due


class Agreement(NamedTuple):
    """What a conversion agreed on, and how it went since; `came_minor` is net of all taken away."""

    rhythm: Rhythm | None
    amount_minor: int
    came_minor: int
    age_months: int = 0
    goes_on: bool = True


def worth_minor(one: Agreement, kept: Mapping[Rhythm, Sequence[float]], kept_part: float) -> int:
    """Return its worth in whole minor units; `kept_part` is what fees and refunds leave of money.

    Money given once has come already; whoever has left pays nothing more.
    """
    if one.rhythm is None or not one.goes_on:
        return one.came_minor
    due = payments_due(kept[one.rhythm], one.rhythm, age=one.age_months)
    return one.came_minor + round(due * one.amount_minor * kept_part)


def per_thousand(total_minor: int, impressions: int) -> float | None:
    """Return the worth of a thousand impressions, or None before the first."""
    return 1000 * total_minor / impressions if impressions else None
