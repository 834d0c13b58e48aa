"""When a member is written to whose renewal could not be charged: stated once, as data.

docs/howto/revenue.md shows it, and so does the plan in the admin. Charging is tried again by
Stripe's schedule (`payments/rules.py`), and grace lasts as long, so that nothing is taken away
while a card is still charged, and nothing is charged after it was.
"""

from datetime import datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

from wellread.mail.manager_emails import PREFIX
from wellread.payments.rules import RETRIED_AFTER_DAYS, RETRIED_FOR_DAYS

# The days after the failure on which Stripe tries again.
TRIED_ON_DAYS = tuple(accumulate(RETRIED_AFTER_DAYS))

# A renewal is charged an hour after its period began: the last try comes within this day.
GRACE_DAYS = RETRIED_FOR_DAYS + 1
LAST_DAY = timedelta(days=1)


class Notice(NamedTuple):
    """One e-mail: so many days after the failure; None is the last day of grace."""

    email: str
    after_days: int | None


NOTICES = (
    Notice("payment_failed", 0),
    Notice("payment_second_notice", 3),
    Notice("payment_third_notice", 7),
    Notice("payment_last_notice", None),
)
# In place of the first where nothing is wrong with the card: its bank asks for its holder.
NEEDS_AGREEMENT = "payment_needs_agreement"
_TO_MEMBERS = (*(notice.email for notice in NOTICES), NEEDS_AGREEMENT)
# Whoever pays for a group is told of that.
EMAILS = (*_TO_MEMBERS, *(f"{PREFIX}{name}" for name in _TO_MEMBERS))


class Due(NamedTuple):
    """An e-mail and its moment."""

    at: datetime
    email: str


def dates(failed_at: datetime, *, grace_ends_at: datetime | None) -> list[Due]:
    """Return when each e-mail is due; where grace is short the last one goes before the others."""
    last_at = grace_ends_at - LAST_DAY if grace_ends_at else None
    found = []
    for email, after_days in NOTICES:
        at = last_at if after_days is None else failed_at + timedelta(days=after_days)
        is_first = after_days == 0
        crowds = after_days and last_at and at and at > last_at - LAST_DAY
        if at is not None and not crowds and (is_first or at > failed_at):
            found.append(Due(at, email))
    return found


def overdue(every: list[Due], *, since: datetime, at: datetime) -> Due | None:
    """Return the latest that came due since then: after an outage nobody gets three at once."""
    return next((due for due in reversed(every) if since < due.at <= at), None)


def upcoming(every: list[Due], *, at: datetime) -> datetime | None:
    """Return when the next one is due, or None after the last."""
    return next((due.at for due in every if due.at > at), None)


def is_of_schedule(failed_at: datetime, *, next_attempt_at: datetime) -> bool:
    """Tell whether Stripe tries again on a day of the schedule, a day more or less."""
    after = next_attempt_at - failed_at
    return any(abs(after - timedelta(days=days)) <= LAST_DAY for days in TRIED_ON_DAYS)
