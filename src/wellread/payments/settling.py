"""Writing down what Stripe says at present: any message, in any order, leads to the same rows."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from wellread.payments import facts, rules, signals
from wellread.payments.models import (
    Checkout,
    Customer,
    LedgerEntry,
    Payment,
    Refund,
    Subscription,
)


class BilledInvoice(NamedTuple):
    """An invoice that somebody tried to pay, and the payment."""

    invoice: facts.InvoiceFacts
    payment: facts.PaymentFacts


class Movements(NamedTuple):
    """A payment and what was taken back from it."""

    payment: facts.PaymentFacts
    refunds: tuple[facts.RefundFacts, ...] = ()
    disputes: tuple[facts.DisputeFacts, ...] = ()


class Overtaken(Exception):
    """Someone wrote down a later state between our question and its answer: ask again."""


Glimpse = tuple[str, bool, datetime] | None


def glimpse(stripe_id: str) -> Glimpse:
    """Return what may change in a subscription, as our row has it: taken before asking Stripe."""
    return (
        Subscription.objects.filter(stripe_id=stripe_id)
        .values_list("status", "cancel_at_period_end", "current_period_ends_at")
        .first()
    )


@transaction.atomic
def settle_subscription(
    *,
    checkout: Checkout,
    told: facts.SubscriptionFacts,
    billed: tuple[BilledInvoice, ...],
    seen: Glimpse,
) -> Subscription:
    """Write down a subscription and its invoices, and tell the other rooms what is new."""
    checkout = _locked(checkout)
    if glimpse(told.id) != seen:
        raise Overtaken(told.id)
    _know_customer(checkout, told.customer)
    subscription = _write_subscription(checkout, told)
    for one in billed:
        _settle_invoice(checkout, subscription, one)
    return subscription


@transaction.atomic
def settle_contribution(*, checkout: Checkout, told: facts.PaymentFacts) -> None:
    """Write down money given once."""
    checkout = _locked(checkout)
    payment, step = _write_payment(checkout, told)
    if step == Payment.Status.SUCCEEDED:
        _pay(checkout)
        signals.contribution_paid.send(sender=Checkout, checkout=checkout, payment=payment)


@transaction.atomic
def settle_movements(*, moved: Movements) -> None:
    """Write down refunds and disputes of a payment that we know."""
    payment = Payment.objects.select_for_update().get(stripe_id=moved.payment.id)
    for refund in moved.refunds:
        _write_refund(payment, refund)
    for dispute in moved.disputes:
        _write_dispute(payment, dispute)
    _move_on(payment, moved)


@transaction.atomic
def note_session(*, checkout: Checkout, told: facts.SessionFacts) -> Checkout:
    """Write down what the Checkout session says about itself."""
    checkout = _locked(checkout)
    checkout.stripe_session_id = told.id
    checkout.url = told.url or checkout.url
    checkout.email = checkout.email or told.email
    _know_customer(checkout, told.customer)
    if told.status == "expired" and rules.may_become(
        rules.CHECKOUT_STEPS, checkout.state, "expired"
    ):
        checkout.state = Checkout.State.EXPIRED
        checkout.look_again_at = None
    checkout.save()
    return checkout


def _locked(checkout: Checkout) -> Checkout:
    return Checkout.objects.select_for_update().get(pk=checkout.pk)


def _know_customer(checkout: Checkout, stripe_id: str) -> None:
    if not stripe_id or checkout.customer_id is not None:
        return
    checkout.customer, _ = Customer.objects.get_or_create(
        stripe_id=stripe_id, defaults={"reader": checkout.reader}
    )
    checkout.save(update_fields=["customer"])


def _write_subscription(checkout: Checkout, told: facts.SubscriptionFacts) -> Subscription:
    described = {
        "status": told.status,
        "cancel_at_period_end": told.cancels_at_period_end,
        "current_period_ends_at": told.current_period_ends_at,
        "started_at": told.started_at,
        "ended_at": told.ended_at,
        "amount_minor": told.amount_minor,
        "currency": told.currency,
        "interval": told.interval,
    }
    subscription, is_new = Subscription.objects.get_or_create(
        stripe_id=told.id, defaults={"checkout": checkout, **described}
    )
    # An ended subscription never comes back: Stripe makes a new one.
    if not is_new and subscription.status in rules.SUBSCRIPTION_ENDS:
        return subscription
    if is_new or any(getattr(subscription, name) != value for name, value in described.items()):
        for name, value in described.items():
            setattr(subscription, name, value)
        subscription.save()
        signals.subscription_changed.send(
            sender=Subscription, subscription=subscription, checkout=checkout
        )
    return subscription


def _settle_invoice(checkout: Checkout, subscription: Subscription, billed: BilledInvoice) -> None:
    invoice = billed.invoice
    checkout.email = checkout.email or invoice.customer_email
    payment, step = _write_payment(
        checkout, billed.payment, subscription=subscription, invoice_id=invoice.id
    )
    if step == Payment.Status.SUCCEEDED:
        _pay(checkout)
        signals.invoice_paid.send(
            sender=Subscription,
            subscription=subscription,
            checkout=checkout,
            invoice_id=invoice.id,
            is_first=invoice.is_first,
            period_starts_at=invoice.period_starts_at,
            period_ends_at=invoice.period_ends_at,
            payment=payment,
        )
    elif step == Payment.Status.FAILED and not invoice.is_first:
        signals.payment_failed.send(
            sender=Subscription,
            subscription=subscription,
            checkout=checkout,
            invoice_id=invoice.id,
            next_attempt_at=invoice.next_attempt_at,
        )


def _write_payment(
    checkout: Checkout,
    told: facts.PaymentFacts,
    *,
    subscription: Subscription | None = None,
    invoice_id: str | None = None,
) -> tuple[Payment, str | None]:
    """Return the payment, and the state it has just moved to, if it has moved."""
    payment, _ = Payment.objects.get_or_create(
        stripe_id=told.id,
        defaults={
            "checkout": checkout,
            "subscription": subscription,
            "invoice_id": invoice_id,
            "amount_minor": told.amount_minor,
            "currency": told.currency,
        },
    )
    if payment.status in rules.RECEIVED:
        _count_fee(payment, told)
        return payment, None
    # Refunds and disputes are counted one by one afterwards, from their own objects.
    state = _state(Movements(told._replace(refunded_minor=0)))
    if not rules.may_become(rules.PAYMENT_STEPS, payment.status, state):
        return payment, None
    payment.status = Payment.Status(state)
    payment.amount_minor = told.amount_minor
    payment.charge_id = told.charge
    payment.paid_at = told.paid_at
    payment.save()
    if told.paid_at is not None:
        _count(payment, "payment", told.charge or told.id, told.amount_minor, told.paid_at)
        _count_fee(payment, told)
    return payment, state


def _count_fee(payment: Payment, told: facts.PaymentFacts) -> None:
    if told.paid_at is not None and told.fee_minor:
        _count(payment, "fee", told.charge or told.id, -told.fee_minor, told.paid_at)


def _count(
    payment: Payment, kind: str, source_id: str, amount_minor: int, occurred_at: datetime
) -> None:
    LedgerEntry.objects.get_or_create(
        kind=kind,
        source_id=source_id,
        defaults={
            "payment": payment,
            "amount_minor": amount_minor,
            "currency": payment.currency,
            "occurred_at": occurred_at,
        },
    )


def _pay(checkout: Checkout) -> None:
    checkout.state = Checkout.State.PAID
    checkout.look_again_at = None
    checkout.save()


def _write_refund(payment: Payment, told: facts.RefundFacts) -> None:
    refund, is_new = Refund.objects.get_or_create(
        stripe_id=told.id,
        defaults={
            "payment": payment,
            "status": told.status,
            "amount_minor": told.amount_minor,
            "currency": told.currency,
            "created_at": told.created_at,
        },
    )
    if not is_new and refund.status != told.status:
        refund.status = told.status
        refund.save(update_fields=["status"])
    if told.status in {"succeeded", "pending"}:
        _count(payment, "refund", told.id, -told.amount_minor, told.created_at)
    elif LedgerEntry.objects.filter(kind="refund", source_id=told.id).exists():
        _count(payment, "refund_failed", told.id, told.amount_minor, told.created_at)
    if is_new:
        signals.payment_refunded.send(sender=Payment, payment=payment, refund=refund)


def _write_dispute(payment: Payment, told: facts.DisputeFacts) -> None:
    is_new = not LedgerEntry.objects.filter(kind="dispute", source_id=told.id).exists()
    _count(payment, "dispute", told.id, -told.amount_minor, told.created_at)
    if told.status == "won":
        _count(payment, "dispute_won", told.id, told.amount_minor, told.created_at)
    if is_new:
        signals.payment_disputed.send(sender=Payment, payment=payment)


def _move_on(payment: Payment, moved: Movements) -> None:
    state = _state(moved)
    if rules.may_become(rules.PAYMENT_STEPS, payment.status, state):
        payment.status = Payment.Status(state)
    payment.refunded_minor = max(payment.refunded_minor, moved.payment.refunded_minor)
    payment.save(update_fields=["status", "refunded_minor"])


def _state(moved: Movements) -> str:
    return rules.payment_state(
        intent_status=moved.payment.status,
        attempted=moved.payment.attempted,
        amount_minor=moved.payment.amount_minor,
        refunded_minor=moved.payment.refunded_minor,
        disputed=any(dispute.status != "won" for dispute in moved.disputes),
    )
