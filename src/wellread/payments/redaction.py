"""What a message from Stripe says about people, taken out of it when they leave."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from wellread.payments.models import BillingEvent, Checkout, Payment, Refund, Subscription

# What processing a message again needs; names, addresses and cards are in none of it.
KEPT_OF_AN_OBJECT = frozenset(
    {"id", "object", "client_reference_id", "payment_intent", "metadata", "status", "created"}
)
# Under which names a message tells what it is about.
NAMES_OF_IDS = ("id", "customer", "payment_intent", "subscription", "charge", "invoice")


def forget_people(*, checkouts: QuerySet[Checkout]) -> None:
    """Leave of the messages about these Checkouts only which object each is about."""
    _strip(about(checkouts))


def forget_person(event: BillingEvent) -> None:
    """Leave of a message about an erased reader only which object it is about."""
    told = event.payload.get("data", {}).get("object", {})
    ids = [str(told.get(name) or "") for name in NAMES_OF_IDS]
    forgotten = Checkout.objects.exclude(forgotten_at=None)
    if forgotten.filter(_knows(set(ids) - {""})).exists():
        _forget(event)


def forget_old(*, before: datetime) -> None:
    """Leave no more of messages that were dealt with before a moment: nobody needs it then."""
    _strip(not_forgotten(before=before))


def not_forgotten(*, before: datetime) -> QuerySet[BillingEvent]:
    """Return the messages dealt with before a moment that still say all they said."""
    dealt_with = BillingEvent.objects.exclude(outcome=BillingEvent.Outcome.WAITING)
    return dealt_with.filter(processed_at__lt=before, is_whole=True).order_by("processed_at")


def about(checkouts: QuerySet[Checkout]) -> QuerySet[BillingEvent]:
    """Return the messages that still tell of a Checkout, its payments or its customer."""
    payments = Payment.objects.filter(checkout__in=checkouts)
    ids = {
        *checkouts.values_list("stripe_session_id", flat=True),
        *checkouts.values_list("customer__stripe_id", flat=True),
        *Subscription.objects.filter(checkout__in=checkouts).values_list("stripe_id", flat=True),
        *payments.values_list("stripe_id", flat=True),
        *payments.values_list("invoice_id", flat=True),
        *payments.values_list("charge_id", flat=True),
        *Refund.objects.filter(payment__in=payments).values_list("stripe_id", flat=True),
    } - {None, ""}
    names = ("customer", "payment_intent", "subscription")
    mentions = Q(object_id__in=ids)
    for name in names:
        mentions |= Q(**{f"payload__data__object__{name}__in": list(ids)})
    return BillingEvent.objects.filter(mentions, is_whole=True)


def _knows(ids: set[str]) -> Q:
    """Return which Checkouts have anything to do with one of these ids."""
    found = Q()
    for name in (
        "stripe_session_id",
        "customer__stripe_id",
        "subscription__stripe_id",
        "payments__stripe_id",
        "payments__invoice_id",
        "payments__charge_id",
        "payments__refunds__stripe_id",
    ):
        found |= Q(**{f"{name}__in": ids})
    return found


def _strip(events: QuerySet[BillingEvent]) -> None:
    for event in events.iterator():
        _forget(event)
        event.save(update_fields=["payload", "is_whole"])


def _forget(event: BillingEvent) -> None:
    event.payload = _without_people(event.payload)
    event.is_whole = False


def _without_people(payload: dict[str, Any]) -> dict[str, Any]:
    told = payload.get("data", {}).get("object", {})
    kept = {name: value for name, value in told.items() if name in KEPT_OF_AN_OBJECT}
    return {"id": payload.get("id"), "type": payload.get("type"), "data": {"object": kept}}
