"""Comparing our books with Stripe's, both ways."""

from collections.abc import Iterator
from typing import NamedTuple

from wellread.payments import actions, facts, gateway, rules
from wellread.payments.models import Payment, Subscription
from wellread.payments.money import Money


class Difference(NamedTuple):
    """One thing about which we and Stripe disagree; an empty side knows nothing of it."""

    what: str
    stripe_id: str
    here: str
    there: str

    def __str__(self) -> str:
        here, there = self.here or "unknown", self.there or "unknown"
        return f"{self.what} {self.stripe_id}: here {here}, at Stripe {there}"


def reconcile() -> list[Difference]:
    """Return every difference about subscriptions, payments and refunds; change nothing."""
    theirs = {told.id: told for told in gateway.subscriptions() if _is_ours(told)}
    invoices = {
        invoice.payment_intent: invoice
        for stripe_id in theirs
        for invoice in gateway.invoices(stripe_id)
        if invoice.status == "paid" and invoice.payment_intent
    }
    paid = {
        told.id: told
        for told in gateway.payments()
        if told.status == "succeeded" and _is_our_payment(told, invoices)
    }
    return [*_subscriptions(theirs), *_payments(paid)]


def _is_ours(told: facts.SubscriptionFacts) -> bool:
    return (
        Subscription.objects.filter(stripe_id=told.id).exists()
        or actions.checkout_by_id(told.checkout_id) is not None
    )


def _is_our_payment(told: facts.PaymentFacts, invoices: dict[str, facts.InvoiceFacts]) -> bool:
    return (
        told.id in invoices
        or actions.checkout_by_id(told.checkout_id) is not None
        or Payment.objects.filter(stripe_id=told.id).exists()
    )


def _subscriptions(theirs: dict[str, facts.SubscriptionFacts]) -> Iterator[Difference]:
    ours = {row.stripe_id: row for row in Subscription.objects.all()}
    for stripe_id in sorted(ours.keys() | theirs.keys()):
        here = _describe_row(ours[stripe_id]) if stripe_id in ours else ""
        there = _describe_told(theirs[stripe_id]) if stripe_id in theirs else ""
        if here != there and not _never_began(stripe_id, here, theirs):
            yield Difference("subscription", stripe_id, here, there)


def _never_began(stripe_id: str, here: str, theirs: dict[str, facts.SubscriptionFacts]) -> bool:
    """Tell whether a subscription unknown to us was never paid for: nothing is owed for it."""
    return not here and theirs[stripe_id].status in {"incomplete", "incomplete_expired"}


def _payments(theirs: dict[str, facts.PaymentFacts]) -> Iterator[Difference]:
    ours = {row.stripe_id: row for row in Payment.objects.filter(status__in=rules.RECEIVED)}
    for stripe_id in sorted(ours.keys() | theirs.keys()):
        here = _describe_payment(ours[stripe_id]) if stripe_id in ours else ""
        there = _describe_intent(theirs[stripe_id]) if stripe_id in theirs else ""
        if here != there:
            yield Difference("payment", stripe_id, here, there)


def _describe_row(row: Subscription) -> str:
    ending = ", ending" if row.cancel_at_period_end else ""
    return f"{row.money} a {row.interval}, {row.status}{ending}"


def _describe_told(told: facts.SubscriptionFacts) -> str:
    ending = ", ending" if told.cancels_at_period_end else ""
    money = Money(told.amount_minor, told.currency)
    return f"{money} a {told.interval}, {told.status}{ending}"


def _describe_payment(row: Payment) -> str:
    return f"{row.money}, {row.refunded} given back"


def _describe_intent(told: facts.PaymentFacts) -> str:
    money = Money(told.amount_minor, told.currency)
    return f"{money}, {Money(told.refunded_minor, told.currency)} given back"
