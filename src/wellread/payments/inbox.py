"""The inbox of billing events: stored once, answered, then processed by asking Stripe afresh."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from wellread.payments import (
    actions,
    card_testing,
    facts,
    gateway,
    paying_out,
    redaction,
    rules,
    settling,
)
from wellread.payments.models import BillingEvent

# A job that takes a minute has died with its worker.
STALE_AFTER = timedelta(minutes=1)
# Each asks Stripe: a round stays within a minute.
SWEPT_AT_ONCE = 50

logger = logging.getLogger(__name__)

# Why an event is ignored, as its row says it.
NOT_HEARD = "We do not listen to this type."
NOT_OURS = "It is about nothing of ours."


def receive(
    *, payload: bytes, signature: str, enqueue: Callable[[BillingEvent], object]
) -> BillingEvent:
    """Store a signed message under its event id, once, and its job with it: both or neither.

    Raises gateway.UntrustedEvent.
    """
    told = gateway.verified_event(payload, signature)
    event = BillingEvent(
        stripe_id=told.id, type=told.type, object_id=told.object_id, payload=told.payload
    )
    try:
        with transaction.atomic():
            event.save(force_insert=True)
            enqueue(event)
    except IntegrityError:
        # Few come twice: nobody is asked beforehand.
        event = BillingEvent.objects.get(stripe_id=told.id)
        if event.outcome == BillingEvent.Outcome.WAITING:
            enqueue(event)
    return event


def process(event: BillingEvent) -> BillingEvent:
    """Bring our rows to the present state of what the event is about; safe to repeat."""
    event.attempts += 1
    handle = HANDLERS.get(event.type)
    if handle is None:
        return _conclude(event, BillingEvent.Outcome.IGNORED, NOT_HEARD)
    try:
        is_ours = handle(event)
    except gateway.NoSuchObject as fault:
        return _conclude(event, BillingEvent.Outcome.IGNORED, str(fault))
    except (gateway.GatewayUnavailable, gateway.GatewayRefused, settling.Overtaken) as fault:
        return _postpone(event, fault)
    except Exception as surprise:
        _postpone(event, surprise)
        raise
    if is_ours:
        return _conclude(event, BillingEvent.Outcome.PROCESSED)
    return _conclude(event, BillingEvent.Outcome.IGNORED, NOT_OURS)


@transaction.atomic
def process_again(*, event: BillingEvent) -> BillingEvent:
    """Put an event back to where it waits to be processed."""
    event.outcome = BillingEvent.Outcome.WAITING
    event.attempts = 0
    event.error = ""
    event.processed_at = event.try_again_at = None
    event.save()
    return event


def subscribe(url: str) -> str:
    """Have Stripe send exactly what we handle; return the secret it signs with, if it is new."""
    return gateway.register_webhook(url, sorted(HANDLERS))


def waiting() -> list[BillingEvent]:
    """Return events that are due: those to be tried again, and those whose job was lost."""
    now = timezone.now()
    due = Q(try_again_at__lte=now) | Q(try_again_at=None, received_at__lte=now - STALE_AFTER)
    events = BillingEvent.objects.filter(due, outcome=BillingEvent.Outcome.WAITING)
    return list(events.order_by("received_at")[:SWEPT_AT_ONCE])


def _conclude(event: BillingEvent, outcome: str, why: str = "") -> BillingEvent:
    event.outcome = outcome
    event.processed_at = timezone.now()
    event.try_again_at = None
    event.error = why
    redaction.forget_person(event)
    event.save()
    return event


def _postpone(event: BillingEvent, fault: Exception) -> BillingEvent:
    event.error = f"{type(fault).__name__}: {fault}"
    wait = rules.retry_after(event.attempts)
    if wait is None:
        logger.error("Gave up on billing event %s: %s", event.stripe_id, event.error)
        return _conclude(event, BillingEvent.Outcome.GIVEN_UP, event.error)
    event.try_again_at = timezone.now() + wait
    event.save()
    return event


def _about_session(event: BillingEvent) -> bool:
    told = event.payload["data"]["object"]
    checkout = actions.checkout_by_id(str(told.get("client_reference_id") or ""))
    if checkout is None:
        return False
    actions.finish_checkout(checkout=checkout, session_id=event.object_id)
    return True


def _about_subscription(event: BillingEvent) -> bool:
    return actions.refresh_subscription(stripe_id=event.object_id) is not None


def _about_invoice(event: BillingEvent) -> bool:
    invoice = gateway.invoice(event.object_id)
    if not invoice.subscription:
        return False
    return actions.refresh_subscription(stripe_id=invoice.subscription) is not None


def _about_charge(event: BillingEvent) -> bool:
    return _about_payment(gateway.payment_intent_of_charge(event.object_id))


def _about_failed_charge(event: BillingEvent) -> bool:
    return card_testing.note(gateway.failed_charge(event.object_id))


def _about_promise(event: BillingEvent) -> bool:
    return _about_payment(event.object_id)


def _about_part_of_charge(event: BillingEvent) -> bool:
    # A refund's or a dispute's payment never changes, so the message itself may name it.
    return _about_payment(facts.payment_intent_of(event.payload["data"]["object"]))


def _about_dispute(event: BillingEvent) -> bool:
    payment_intent = facts.payment_intent_of(event.payload["data"]["object"])
    return _about_payment(payment_intent, is_disputed=True)


def _about_payment(payment_intent: str, *, is_disputed: bool = False) -> bool:
    if not payment_intent:
        return False
    found = actions.refresh_payment(payment_intent=payment_intent, is_disputed=is_disputed)
    return found is not None


def _about_payout(event: BillingEvent) -> bool:
    return paying_out.refresh_payout(payout_id=event.object_id) is not None


HANDLERS: Mapping[str, Callable[[BillingEvent], bool]] = {
    "checkout.session.completed": _about_session,
    "checkout.session.async_payment_succeeded": _about_session,
    "checkout.session.async_payment_failed": _about_session,
    "checkout.session.expired": _about_session,
    "customer.subscription.created": _about_subscription,
    "customer.subscription.updated": _about_subscription,
    "customer.subscription.deleted": _about_subscription,
    "invoice.paid": _about_invoice,
    "invoice.payment_failed": _about_invoice,
    "invoice.payment_action_required": _about_invoice,
    # A bank is asked for a renewal.
    "payment_intent.processing": _about_promise,
    "charge.failed": _about_failed_charge,
    "charge.refunded": _about_charge,
    # The fee of a card payment is known a little after the payment itself.
    "charge.updated": _about_charge,
    "charge.dispute.created": _about_dispute,
    "charge.dispute.updated": _about_dispute,
    "charge.dispute.funds_withdrawn": _about_dispute,
    "charge.dispute.funds_reinstated": _about_dispute,
    "charge.dispute.closed": _about_dispute,
    "refund.updated": _about_part_of_charge,
    "refund.failed": _about_part_of_charge,
    "payout.created": _about_payout,
    "payout.paid": _about_payout,
    # Now Stripe has all that it holds together.
    "payout.reconciliation_completed": _about_payout,
    "payout.failed": _about_payout,
    "payout.canceled": _about_payout,
}
