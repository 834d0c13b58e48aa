"""Comparing our books with Stripe's, both ways, and what a person must look at besides."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wellread.payments import actions, facts, gateway, rules
from wellread.payments.models import BillingEvent, Checkout, LedgerEntry, Payment, Subscription
from wellread.payments.money import Money

logger = logging.getLogger(__name__)


class Difference(NamedTuple):
    """One thing about which we and Stripe disagree; an empty side knows nothing of it."""

    what: str
    stripe_id: str
    here: str
    there: str

    def __str__(self) -> str:
        here, there = self.here or "unknown", self.there or "unknown"
        return f"{self.what} {self.stripe_id}: here {here}, at Stripe {there}"

    @property
    def advice(self) -> str:
        """What whoever keeps the books can do about it."""
        if self.there:
            return "`wellread reconcile --mend` writes down what Stripe says"
        return "Stripe does not know it: is STRIPE_SECRET_KEY of the account in which it was made?"


def reconcile() -> list[Difference]:
    """Return every difference about subscriptions, payments and refunds; change nothing."""
    everybodys = list(gateway.subscriptions())
    ours = frozenset(str(pk) for pk in Checkout.objects.values_list("pk", flat=True))
    theirs = {told.id: told for told in everybodys if _is_ours(told, ours)}
    paid_by = {
        invoice.payment_intent
        for invoice in gateway.all_invoices()
        if invoice.subscription in theirs and invoice.status == "paid" and invoice.payment_intent
    }
    known = frozenset(Payment.objects.values_list("stripe_id", flat=True))
    paid = {
        told.id: told
        for told in gateway.payments()
        if told.status == "succeeded"
        and (told.id in paid_by or told.id in known or told.checkout_id in ours)
    }
    return [*_subscriptions(theirs), *_payments(paid)]


def mend(differences: Iterable[Difference]) -> None:
    """Write down what Stripe says of each; what it does not know is left as it is."""
    for one in differences:
        try:
            if one.there and one.what == "subscription":
                actions.refresh_subscription(stripe_id=one.stripe_id)
            elif one.there:
                actions.refresh_payment(payment_intent=one.stripe_id)
        except gateway.GatewayUnavailable:
            raise
        except Exception:
            # It stays a difference, and is reported as one.
            logger.exception("%s %s cannot be mended", one.what, one.stripe_id)


def troubles() -> list[str]:
    """Say what no comparison mends: messages given up, and addresses that pay twice."""
    given_up = BillingEvent.objects.filter(outcome=BillingEvent.Outcome.GIVEN_UP)
    return [
        *(
            f"billing event {event.stripe_id} ({event.type}) was given up: {event.error}\n"
            "  Process it again in the admin, under Money."
            for event in given_up.order_by("pk")
        ),
        *(
            f"{address} pays for {number} memberships\n  Ask which one is meant, and refund."
            for address, number in sorted(_charged_addresses().items())
            if number > 1
        ),
    ]


def _is_ours(told: facts.SubscriptionFacts, checkouts: frozenset[str]) -> bool:
    return told.checkout_id in checkouts or Subscription.objects.filter(stripe_id=told.id).exists()


def _charged_addresses() -> Counter[str]:
    charging = Subscription.objects.filter(cancel_at_period_end=False).exclude(
        status__in=rules.SUBSCRIPTION_ENDS
    )
    rows = charging.values_list("checkout__reader__email", "checkout__email")
    return Counter((account or typed).lower() for account, typed in rows if account or typed)


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
    entries = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.FEE)
    fees = {
        source_id: Money(-amount_minor, currency)
        for source_id, amount_minor, currency in entries.values_list(
            "source_id", "amount_minor", "currency"
        )
    }
    disputes = {told.payment_intent: told for told in gateway.all_disputes()}
    for stripe_id in sorted(ours.keys() | theirs.keys()):
        row, told = ours.get(stripe_id), theirs.get(stripe_id)
        here = _describe_payment(row, fees.get(row.charge_id or row.stripe_id)) if row else ""
        there = _describe_intent(told, disputes.get(stripe_id)) if told else ""
        if here != there:
            yield Difference("payment", stripe_id, here, there)


def _describe_row(row: Subscription) -> str:
    ending = ", ending" if row.cancel_at_period_end else ""
    return f"{row.money} a {row.interval}, {row.status}{ending}"


def _describe_told(told: facts.SubscriptionFacts) -> str:
    ending = ", ending" if told.cancels_at_period_end else ""
    money = Money(told.amount_minor, told.currency)
    return f"{money} a {told.interval}, {told.status}{ending}"


def _describe_payment(row: Payment, fee: Money | None) -> str:
    taken = {"disputed": "disputed", "lost": "lost to a dispute"}.get(row.status, "")
    return _describe(row.money, row.refunded, taken, fee)


def _describe_intent(told: facts.PaymentFacts, dispute: facts.DisputeFacts | None) -> str:
    money = Money(told.amount_minor, told.currency)
    refunded = Money(told.refunded_minor, told.currency)
    taken = ""
    if dispute is not None and dispute.status == "lost":
        taken = "lost to a dispute"
    elif dispute is not None and dispute.took_money and not dispute.gave_back:
        taken = "disputed"
    return _describe(money, refunded, taken, told.fee)


def _describe(money: Money, refunded: Money, taken: str, fee: Money | None) -> str:
    parts = [str(money), f"{refunded} given back", taken, f"fee {fee}" if fee else ""]
    return ", ".join(filter(None, parts))
