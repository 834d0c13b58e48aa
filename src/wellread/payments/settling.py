"""Writing down what Stripe says at present: any message, in any order, leads to the same rows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Sum

from wellread.accounts.models import Reader
from wellread.accounts.queries import reader_who_proved
from wellread.payments import bookkeeping, clock, facts, gateway, ledger, rules, signals
from wellread.payments.models import (
    Checkout,
    Customer,
    Dispute,
    Payment,
    Refund,
    Subscription,
)

PROMISES_LOOKED_AT = timedelta(days=1)


class BilledInvoice(NamedTuple):
    """An invoice that somebody tried to pay, and the payment: none when nothing was due by card."""

    invoice: facts.InvoiceFacts
    payment: facts.PaymentFacts | None


class Movements(NamedTuple):
    """A payment and what was taken back from it."""

    payment: facts.PaymentFacts
    refunds: tuple[facts.RefundFacts, ...] = ()
    disputes: tuple[facts.DisputeFacts, ...] = ()


class Overtaken(gateway.GatewayUnavailable):
    """Someone wrote down a later state between our question and its answer: ask again."""


Snapshot = tuple[str, bool, datetime, int, int, int, int, datetime | None, int] | None


def snapshot(stripe_id: str) -> Snapshot:
    """Return what may change in a subscription, as our row has it: taken before asking Stripe."""
    return (
        Subscription.objects.filter(stripe_id=stripe_id)
        .values_list(
            *("status", "cancel_at_period_end", "current_period_ends_at"),
            *("amount_minor", "quantity", "off_hundredths", "off_minor", "off_until"),
            "fee_covered_minor",
        )
        .first()
    )


@transaction.atomic
def settle_subscription(
    *,
    checkout: Checkout,
    told: facts.SubscriptionFacts,
    billed: tuple[BilledInvoice, ...],
    seen: Snapshot,
) -> Subscription:
    """Write down a subscription and its invoices, and tell the other rooms what is new."""
    checkout = held(checkout, *(one.invoice.customer_email for one in billed))
    if snapshot(told.id) != seen:
        raise Overtaken(told.id)
    _know_customer(checkout, told.customer)
    subscription = _write_subscription(checkout, told)
    is_history = seen is None and checkout.brought_in_at is not None
    for one in billed:
        _settle_invoice(checkout, subscription, one, is_history=is_history)
    return subscription


@transaction.atomic
def settle_contribution(*, checkout: Checkout, told: facts.PaymentFacts) -> None:
    """Write down money given once."""
    checkout = held(checkout)
    payment, step = _write_payment(checkout, told, fee_covered_minor=checkout.fee_covered_minor)
    if step == Payment.Status.SUCCEEDED:
        _pay(checkout)
        signals.contribution_paid.send(sender=Checkout, checkout=checkout, payment=payment)
    elif step == Payment.Status.PROMISED:
        _promise(checkout)
        signals.contribution_promised.send(sender=Checkout, checkout=checkout, payment=payment)
    elif step == Payment.Status.FAILED:
        _fail(checkout, payment, told.decline_code)


@transaction.atomic
def settle_movements(*, moved: Movements, corrects: bool = False) -> None:
    """Write down refunds and disputes of a payment that we know.

    Entries that stand are believed, unless told to correct them by new ones.
    """
    # Its Checkout first, as everybody who settles: else two might wait for each other.
    held(Payment.objects.select_related("checkout").get(stripe_id=moved.payment.id).checkout)
    payment = Payment.objects.select_for_update().get(stripe_id=moved.payment.id)
    new = [row for told in moved.refunds if (row := _write_refund(payment, told))]
    if corrects:
        _correct_refunds(payment, moved.refunds)
    ledger.book(payment, *moved)
    if corrects:
        ledger.correct(payment, bookkeeping.entries(*moved))
        payment.amount_minor, payment.currency = moved.payment.amount_minor, moved.payment.currency
        payment.paid_at = moved.payment.paid_at or payment.paid_at
    disputed = filter(None, [_write_dispute(payment, told) for told in moved.disputes])
    _move_on(payment, is_lost=any(dispute.status == "lost" for dispute in moved.disputes))
    for refund in new:
        signals.payment_refunded.send(sender=Payment, payment=payment, refund=refund)
    for dispute in disputed:
        signals.payment_disputed.send(sender=Payment, payment=payment, dispute=dispute)
    signals.ledger_written.send(sender=Payment, payment=payment)


@transaction.atomic
def note_session(*, checkout: Checkout, told: facts.SessionFacts) -> Checkout:
    """Write down what the Checkout session says about itself."""
    checkout = held(checkout, told.email)
    checkout.stripe_session_id = told.id
    if checkout.forgotten_at is None:
        checkout.url = told.url or checkout.url
    _know_address(checkout, told.email)
    _know_country(checkout, told.country)
    _know_customer(checkout, told.customer)
    if told.status == "expired" and rules.may_become(
        rules.CHECKOUT_STEPS, checkout.state, "expired"
    ):
        checkout.state = Checkout.State.EXPIRED
        checkout.look_again_at = None
    checkout.save()
    return checkout


def note_card(subscription: Subscription, card: facts.CardFacts) -> None:
    """Write down which card is charged; of another one nobody was told yet that it expires."""
    known = Subscription.objects.filter(pk=subscription.pk)
    same = known.filter(card_fingerprint=card.fingerprint, card_runs_out_at=card.runs_out_at)
    if not same.exists():
        known.update(
            card_last4=card.last4,
            card_fingerprint=card.fingerprint,
            card_runs_out_at=card.runs_out_at,
            card_told_at=None,
        )


def give_to(*, checkout: Checkout, reader: Reader) -> None:
    """Write down whose a Checkout is that was paid without signing in, and tell the other rooms."""
    checkout.reader = reader
    # Whom Stripe knows by it stays nobody's: anyone may have typed the address, and who pays by
    # another's customer shows them the card.
    checkout.save(update_fields=["reader"])
    signals.checkout_claimed.send(sender=Checkout, checkout=checkout, reader=reader)


def held(checkout: Checkout, *told: str) -> Checkout:
    """Hold a Checkout, and before it the accounts it is of or may be given to.

    Of two payments of one account the second then sees what became of the first, and an account
    is either there to its end or gone. Whoever claims or erases holds the account first too.
    """
    addresses = {address for address in (checkout.email, *told) if address}
    owners = {reader.pk for each in addresses if (reader := reader_who_proved(each))}
    accounts = Reader.objects.filter(pk__in=owners | {checkout.reader_id} - {None})
    # Not the key: a message that holds another Checkout may be about to write whose it is.
    list(accounts.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    return Checkout.objects.select_for_update().get(pk=checkout.pk)


def _know_address(checkout: Checkout, told: str) -> None:
    # A message that comes late brings back no address that was forgotten since.
    if checkout.state not in Checkout.SENT_OFF and checkout.forgotten_at is None:
        checkout.email = checkout.email or told


def _know_country(checkout: Checkout, told: str) -> None:
    """Write down the country of the bill: the latest tells where who pays lives now."""
    if told and checkout.forgotten_at is None:
        checkout.country = told[:2]


def _know_customer(checkout: Checkout, stripe_id: str) -> None:
    if not stripe_id or checkout.customer_id is not None:
        return
    checkout.customer, _ = Customer.objects.get_or_create(
        stripe_id=stripe_id,
        defaults={"reader": None if checkout.is_of_group else checkout.reader},
    )
    checkout.save(update_fields=["customer"])


def _write_subscription(checkout: Checkout, told: facts.SubscriptionFacts) -> Subscription:
    described = {
        "status": told.status,
        "cancel_at_period_end": told.cancels_at_period_end,
        "current_period_ends_at": told.current_period_ends_at,
        "started_at": told.started_at,
        "ended_at": told.ended_at,
        "end_reason": told.end_reason,
        "amount_minor": told.amount_minor,
        "quantity": told.quantity,
        "currency": told.currency,
        "interval": told.interval,
        "off_hundredths": told.off.hundredths,
        "off_minor": told.off.amount_minor,
        "off_until": told.off.ends_at,
        "fee_covered_minor": told.fee_covered_minor,
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


def _settle_invoice(
    checkout: Checkout, subscription: Subscription, billed: BilledInvoice, *, is_history: bool
) -> None:
    invoice = billed.invoice
    _know_address(checkout, invoice.customer_email)
    payment: Payment | None = None
    step: str | None = Payment.Status.SUCCEEDED
    if billed.payment is not None:
        payment, step = _write_payment(
            checkout,
            billed.payment,
            subscription=subscription,
            invoice_id=invoice.id,
            # Of a lower charge no part is told: what is off is off all of it.
            fee_covered_minor=invoice.fee_covered_minor
            if billed.payment.amount_minor == invoice.period_costs_minor
            else 0,
        )
    if step == Payment.Status.SUCCEEDED:
        if billed.payment is not None and billed.payment.card is not None:
            note_card(subscription, billed.payment.card)
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
            is_history=is_history,
            is_of_change=invoice.is_of_change,
        )
    elif payment is not None and step == Payment.Status.PROMISED:
        if invoice.is_first:
            _promise(checkout)
        signals.invoice_promised.send(
            sender=Subscription,
            subscription=subscription,
            checkout=checkout,
            invoice_id=invoice.id,
            is_first=invoice.is_first,
            period_starts_at=invoice.period_starts_at,
            period_ends_at=invoice.period_ends_at,
            payment=payment,
        )
    elif payment is not None and invoice.is_first:
        if step == Payment.Status.FAILED and subscription.status not in rules.NOT_BEGUN:
            _fail(checkout, payment, billed.payment.decline_code if billed.payment else "")
    elif payment is not None and invoice.is_of_change:
        if step == Payment.Status.FAILED:
            signals.change_unpaid.send(
                sender=Subscription,
                checkout=checkout,
                payment=payment,
                decline_code=billed.payment.decline_code if billed.payment else "",
            )
    elif billed.payment is not None and _stands_unpaid(billed, step):
        signals.payment_failed.send(
            sender=Subscription,
            subscription=subscription,
            checkout=checkout,
            invoice_id=invoice.id,
            next_attempt_at=invoice.next_attempt_at,
            decline_code=billed.payment.decline_code,
            needs_action=billed.payment.needs_action,
            is_history=is_history,
        )


def _stands_unpaid(billed: BilledInvoice, step: str | None) -> bool:
    """Tell whether a try failed that is worth telling of: a new one, or one still to be mended."""
    told = billed.payment
    if step == Payment.Status.FAILED or told is None:
        return step == Payment.Status.FAILED
    return (told.needs_action or has_failed(told)) and billed.invoice.status == "open"


def has_failed(told: facts.PaymentFacts) -> bool:
    """Tell whether a try to be paid failed, and nobody is at another one."""
    state = rules.attempt_state(intent_status=told.status, attempted=told.attempted)
    return state == Payment.Status.FAILED


def _write_payment(
    checkout: Checkout,
    told: facts.PaymentFacts,
    *,
    subscription: Subscription | None = None,
    invoice_id: str | None = None,
    fee_covered_minor: int = 0,
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
            "fee_covered_minor": fee_covered_minor,
        },
    )
    if payment.status in rules.RECEIVED:
        ledger.book(payment, told)
        return payment, None
    # Refunds and disputes are counted one by one afterwards, from their own objects.
    state = rules.attempt_state(intent_status=told.status, attempted=told.attempted)
    # A try that failed stays so, whichever answer comes later; the next one has its own charge.
    is_old = payment.status == Payment.Status.FAILED and payment.charge_id == told.charge
    is_late = is_old and state == Payment.Status.PROMISED
    if state == Payment.Status.PROMISED and not is_late and payment.asked_at != told.asked_at:
        payment.asked_at, payment.look_again_at = told.asked_at, clock.now() + PROMISES_LOOKED_AT
        payment.save(update_fields=["asked_at", "look_again_at"])
    if is_late or not rules.may_become(rules.PAYMENT_STEPS, payment.status, state):
        return payment, None
    payment.status = Payment.Status(state)
    payment.amount_minor = told.amount_minor
    payment.charge_id = told.charge
    payment.paid_at = told.paid_at
    payment.save()
    if state in (Payment.Status.SUCCEEDED, Payment.Status.PROMISED):
        _know_country(checkout, told.country)
        checkout.save(update_fields=["country"])
    ledger.book(payment, told)
    return payment, state


def _pay(checkout: Checkout) -> None:
    checkout.state = Checkout.State.PAID
    checkout.look_again_at = None
    checkout.save()
    _find_reader(checkout)


def _promise(checkout: Checkout) -> None:
    """Note that its payer's bank was asked; how that ended is asked after once a day."""
    if rules.may_become(rules.CHECKOUT_STEPS, checkout.state, Checkout.State.PROMISED):
        checkout.state = Checkout.State.PROMISED
        checkout.look_again_at = clock.now() + PROMISES_LOOKED_AT
        checkout.save()
        _find_reader(checkout)


def _fail(checkout: Checkout, payment: Payment, decline_code: str) -> None:
    """Note that the bank sent nothing, so that what was to begin with it is over."""
    if rules.may_become(rules.CHECKOUT_STEPS, checkout.state, Checkout.State.FAILED):
        checkout.state = Checkout.State.FAILED
        checkout.look_again_at = None
        checkout.save()
        _find_reader(checkout)
        signals.promise_failed.send(
            sender=Checkout, checkout=checkout, payment=payment, decline_code=decline_code
        )


def _find_reader(checkout: Checkout) -> None:
    """Give what was paid unsigned to the account of its address, when somebody proved that one.

    It opens nothing to whoever typed the address: the account is another's to sign in to.
    """
    reader = reader_who_proved(checkout.email) if checkout.reader_id is None else None
    if reader is not None:
        give_to(checkout=checkout, reader=reader)


def _write_refund(payment: Payment, told: facts.RefundFacts) -> Refund | None:
    """Write a refund down; return it when its money is on its way now, and was not before."""
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
    was_under_way = not is_new and refund.status in rules.REFUND_UNDER_WAY
    if refund.status != (status := rules.refund_status(refund.status, told.status)):
        refund.status = status
        refund.save(update_fields=["status"])
    return refund if status in rules.REFUND_UNDER_WAY and not was_under_way else None


def _write_dispute(payment: Payment, told: facts.DisputeFacts) -> Dispute | None:
    """Write a dispute down; return it when it is new and not decided yet."""
    described = {
        "status": told.status,
        "reason": told.reason,
        "amount_minor": told.amount_minor,
        "currency": told.currency,
        "opened_at": told.created_at,
        "answer_by": told.answer_by,
    }
    known = {"payment": payment, **described}
    dispute, is_new = Dispute.objects.get_or_create(stripe_id=told.id, defaults=known)
    # What is decided stays so, whichever message comes later.
    if not is_new and dispute.is_open:
        Dispute.objects.filter(pk=dispute.pk).update(**described)
    return dispute if is_new and dispute.is_open else None


def _correct_refunds(payment: Payment, refunds: Sequence[facts.RefundFacts]) -> None:
    for told in refunds:
        Refund.objects.filter(stripe_id=told.id).update(
            payment=payment,
            status=told.status,
            amount_minor=told.amount_minor,
            currency=told.currency,
            created_at=told.created_at,
        )


def _move_on(payment: Payment, *, is_lost: bool) -> None:
    """Bring a payment to what the ledger says: it only grows, so any order ends the same."""
    payment.refunded_minor = -_sum(payment, "refund", "refund_failed")
    state = rules.received_state(
        amount_minor=payment.amount_minor,
        refunded_minor=payment.refunded_minor,
        disputed_minor=-_sum(payment, "dispute", "dispute_won"),
        is_lost=is_lost,
    )
    moves = rules.may_become(rules.PAYMENT_STEPS, payment.status, state)
    if moves:
        payment.status = Payment.Status(state)
    payment.save(update_fields=["status", "refunded_minor", "amount_minor", "currency", "paid_at"])
    if moves:
        signals.payment_moved.send(
            sender=Payment, payment=payment, taken_back_at=taken_back_at(payment)
        )


def taken_back_at(payment: Payment) -> datetime | None:
    """Return when the last of a payment that was taken back whole went, or None."""
    if payment.status not in rules.TAKEN_BACK:
        return None
    taken = ledger.standing(payment.ledger.filter(kind__in=("refund", "dispute")))
    moments = [at for places in taken.values() for _, at in places]
    return max(moments, default=None)


def _sum(payment: Payment, *kinds: str) -> int:
    entries = payment.ledger.filter(kind__in=kinds)
    return int(entries.aggregate(sum=Sum("amount_minor"))["sum"] or 0)
