"""Which line of a bank is which payout: by the bank's reference, else by amount and day."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

# Stripe names the day on which a payout should arrive; banks book it a little before or after.
BEFORE, AFTER = timedelta(days=3), timedelta(days=7)
# A payout that its bank refuses comes back within five working days, as Stripe says.
BACK_WITHIN = timedelta(days=14)
SHORTEST_REFERENCE = 6


class BookedLine(NamedTuple):
    """A line of a bank that is no payout's yet."""

    pk: int
    booked_on: date
    amount_minor: int
    currency: str
    said: str


class SentPayout(NamedTuple):
    """A payout, and whether its bank sent it back; `is_met` and `is_back` say what has a line."""

    pk: int
    arrives_on: date
    amount_minor: int
    currency: str
    reference: str
    has_failed: bool
    is_met: bool
    is_back: bool


class Match(NamedTuple):
    """That a line is of a payout, or of its coming back."""

    line: int
    payout: int
    is_return: bool


def matches(lines: Iterable[BookedLine], payouts: Sequence[SentPayout]) -> list[Match]:
    """Pair lines with payouts, each once: whatever order they came in, the pairs are the same."""
    met = {one.pk for one in payouts if one.is_met}
    back = {one.pk for one in payouts if one.is_back}
    found: list[Match] = []
    for line in sorted(lines, key=lambda one: (one.booked_on, one.pk)):
        went = [one for one in payouts if one.pk not in met and _is_of(line, one, 1)]
        returned = [one for one in payouts if one.pk not in back and _is_of(line, one, -1)]
        if went:
            chosen = min(went, key=lambda one: _far(line, one))
            met.add(chosen.pk)
            found.append(Match(line.pk, chosen.pk, is_return=False))
        elif returned:
            chosen = min(returned, key=lambda one: _far(line, one))
            back.add(chosen.pk)
            found.append(Match(line.pk, chosen.pk, is_return=True))
    return found


def _is_of(line: BookedLine, payout: SentPayout, sign: int) -> bool:
    if (line.amount_minor, line.currency) != (sign * payout.amount_minor, payout.currency):
        return False
    if sign < 0 and not payout.has_failed:
        return False
    late = line.booked_on - payout.arrives_on
    return _names(line, payout) or -BEFORE <= late <= (AFTER if sign > 0 else BACK_WITHIN)


def _names(line: BookedLine, payout: SentPayout) -> bool:
    return len(payout.reference) >= SHORTEST_REFERENCE and payout.reference in line.said


def _far(line: BookedLine, payout: SentPayout) -> tuple[bool, timedelta, date, int]:
    away = abs(line.booked_on - payout.arrives_on)
    return (not _names(line, payout), away, payout.arrives_on, payout.pk)
