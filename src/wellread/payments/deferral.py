"""Money paid ahead: owed as reading first, and earned month by month.

Each month takes its part of what is still owed, so whatever is given back in one month changes
nothing of the months before: a journal that was handed out stays true.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple


class EarnedOver(NamedTuple):
    """Over how many calendar months something is earned, from the one in which it begins.

    ``begins_at`` is None while it has not begun, as of a gift that nobody took.
    """

    begins_at: datetime | None
    months: int


class Moved(NamedTuple):
    """What was received, or given back where it is negative, in a calendar month."""

    number: int
    amount_minor: int


class SplitMovement(NamedTuple):
    """What of one movement is owed, and what is earned, in minor units."""

    owed_minor: int
    earned_minor: int


class InMonth(NamedTuple):
    """How the movements of one month are booked, and what is earned at its end."""

    parts: tuple[SplitMovement, ...]
    earned_minor: int


def number_of(moment: datetime) -> int:
    """Return a calendar month as a number: the next month is the next number."""
    at = moment.astimezone(UTC)
    return at.year * 12 + at.month - 1


def in_month(moved: Iterable[Moved], schedule: EarnedOver, number: int) -> InMonth:
    """Return what one month books of a payment, from its movements in the order of their dates."""
    owed, rows = 0, sorted(moved, key=lambda one: one.number)
    begins = number_of(schedule.begins_at) if schedule.begins_at else None
    first = min((one.number for one in rows), default=number)
    for each in range(first, number + 1):
        parts = []
        for one in (row for row in rows if row.number == each):
            part = _part(one.amount_minor, owed, is_over=_left(begins, schedule, each) == 0)
            owed += part.owed_minor
            parts.append(part)
        left = _left(begins, schedule, each)
        earned = owed // left if left else 0
        owed -= earned
        if each == number:
            return InMonth(tuple(parts), earned)
    return InMonth((), 0)


def _part(amount_minor: int, owed: int, *, is_over: bool) -> SplitMovement:
    """Divide a movement: what comes is owed, and what goes is taken from what is owed first."""
    if amount_minor >= 0:
        return SplitMovement(0, amount_minor) if is_over else SplitMovement(amount_minor, 0)
    of_owed = max(amount_minor, -owed)
    return SplitMovement(of_owed, amount_minor - of_owed)


def _left(begins: int | None, schedule: EarnedOver, number: int) -> int | None:
    """Return how many months are left to earn it in, this one among them; None: not begun."""
    if begins is None or number < begins:
        return None
    return max(0, begins + schedule.months - number)
