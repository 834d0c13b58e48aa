"""A difference between our books and Stripe's, and the words for both sides of one."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from wellread.payments import bookkeeping, facts, ledger, rules
from wellread.payments.models import Payment, Refund, Subscription
from wellread.payments.money import Money

MOMENT = "%Y-%m-%d %H:%M:%S"
# What money opened: found and mended by the room that opens it.
GRANT = "grant"
MEMBERSHIP = "membership"
# What of a payment was promised to readers who cannot pay.
POT = "solidarity pot"
KEEPS_BOOKS = "Stripe does not know it: is STRIPE_SECRET_KEY of the account in which it was made?"


class Difference(NamedTuple):
    """One thing about which we and Stripe disagree; an empty side knows nothing of it.

    `mends_by` is what has to be asked for again: a payment intent, or what a grant names.
    """

    what: str
    stripe_id: str
    here: str
    there: str
    mends_by: str = ""

    def __str__(self) -> str:
        here, there = self.here or "unknown", self.there or "unknown"
        return f"{self.what} {self.stripe_id}: here {here}, at Stripe {there}"

    @property
    def advice(self) -> str:
        """What whoever keeps the books can do about it."""
        if not self.there:
            return KEEPS_BOOKS
        if self.what.startswith(bookkeeping.UNKNOWN):
            return "We have no entry for such a movement: look at it in Stripe's dashboard"
        if self.what == GRANT and self.here and not self.mends_by:
            return "Look at it in the admin, under Members, beside its invoice at Stripe"
        return "`wellread reconcile --mend` writes down what Stripe says"


class DateRange(NamedTuple):
    """The time whose movements are compared: the first moment in, the last one out.

    Without a beginning it is that of our first Checkout, without an end now.
    """

    since: datetime | None = None
    until: datetime | None = None


WHOLE_TIME = DateRange()


def describe_payment(row: Payment) -> str:
    """Say what our row says of a payment."""
    return f"{row.money}, {row.refunded} given back, {_state(row.status)}"


def describe_booked(row: Payment, lines: Iterable[ledger.LedgerLine]) -> str:
    """Say what the ledger's lines make of a payment; nothing while it is not booked."""
    sums: Counter[tuple[str, str]] = Counter()
    for line in lines:
        sums[line.kind, line.currency] += line.amount_minor
    received = [Money(sums[key], key[1]) for key in sorted(sums) if key[0] == "payment"]
    money = [one for one in received if one.amount_minor]
    if [one.currency for one in money] != [row.currency]:
        return ", ".join(map(str, money))
    refunded_minor = -sums["refund", row.currency] - sums["refund_failed", row.currency]
    state = rules.received_state(
        amount_minor=money[0].amount_minor,
        refunded_minor=refunded_minor,
        disputed_minor=-sums["dispute", row.currency] - sums["dispute_won", row.currency],
        # Losing a dispute moves no money: who compares disputes finds that.
        is_lost=row.status == Payment.Status.LOST,
    )
    return f"{money[0]}, {Money(refunded_minor, row.currency)} given back, {_state(state)}"


def _state(status: str) -> str:
    return str(Payment.Status(status).label).lower()


def describe_row(row: Subscription) -> str:
    """Say what our row says of a subscription."""
    ending = ", ending" if row.cancel_at_period_end else ""
    return f"{row.money} a {row.interval}, {row.status}{ending}"


def describe_told(told: facts.SubscriptionFacts) -> str:
    """Say what Stripe says of a subscription."""
    ending = ", ending" if told.cancels_at_period_end else ""
    money = Money(told.amount_minor, told.currency)
    return f"{money} a {told.interval}, {told.status}{ending}"


def describe_paid_at(moment: datetime | None) -> str:
    """Say when it was paid, if it was."""
    return f"paid on {moment:{MOMENT}}" if moment else "never paid"


def describe_refund(refund: Refund | facts.RefundFacts, payment_intent: str) -> str:
    """Say what one side says of a refund."""
    money = Money(refund.amount_minor, refund.currency)
    return f"{money} of {payment_intent} on {refund.created_at:{MOMENT}}, {refund.status}"


def describe_entries(entries: Iterable[bookkeeping.ExpectedEntry]) -> str:
    """Say what the ledger should say of a movement."""
    return ", ".join(f"{one.kind} {describe_standing(ledger.wanted(one))}" for one in entries)


def describe_standing(stands: ledger.Standing) -> str:
    """Say what the ledger says of one movement."""
    return " and ".join(
        f"{Money(amount_minor, currency)} on {at:{MOMENT}}"
        for (currency, at), amount_minor in sorted(stands.items())
    )
