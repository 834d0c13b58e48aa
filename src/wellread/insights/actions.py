"""Writing down what happened."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import F

from wellread.insights.models import (
    Conversion,
    DeviceEvent,
    DroppedEvents,
    DropReason,
    EventTotal,
    Kind,
)
from wellread.insights.rules import Heard
from wellread.payments.models import Checkout

# What docs/howto/production.md promises: after a quarter only the daily figures stay.
NOTES_KEPT_DAYS = 90
FORGOTTEN_AT_ONCE = 2_000

Offered = tuple[str, str, str]
Lookup = Callable[[str], "frozenset[Offered] | None"]


@transaction.atomic
def keep(heard: Sequence[Heard], dropped: Counter[str], *, offered: Lookup, now: datetime) -> None:
    """Write one batch: events about published variants, their totals, what was dropped."""
    offers = {version: offered(version) or frozenset() for version in {n.version for n in heard}}
    known = [event for event in heard if _was_offered(event, offers[event.version])]
    dropped = dropped + Counter({DropReason.UNKNOWN.value: len(heard) - len(known)})
    DeviceEvent.objects.bulk_create(DeviceEvent(**event._asdict()) for event in known)
    totals = Counter(
        (event.at.date(), event.campaign, event.variant, event.kind) for event in known
    )
    # In one order everywhere, so that two writers cannot wait for each other.
    for (day, campaign, variant, kind), number in sorted(totals.items()):
        _add(EventTotal, number, day=day, campaign=campaign, variant=variant, kind=kind)
    for reason, number in sorted(dropped.items()):
        _add(DroppedEvents, number, day=now.date(), reason=reason)


def record_conversion(checkout: Checkout, *, at: datetime) -> None:
    """Count a checkout's first money, once, inside the transaction that wrote the money."""
    source = _source(checkout.attribution)
    Conversion.objects.get_or_create(
        checkout_id=checkout.pk,
        defaults={
            **source,
            "amount_minor": checkout.first_charge.amount_minor,
            "currency": checkout.currency,
            "interval": checkout.interval,
            "at": at,
            "day": at.astimezone(UTC).date(),
        },
    )


@transaction.atomic
def prune(today: date) -> int:
    """Forget single events after 90 days, their totals stay; return how many went.

    In steps, each on its own: devices go on reporting in between.
    """
    oldest = datetime.combine(today, datetime.min.time(), UTC) - timedelta(days=NOTES_KEPT_DAYS)
    old, gone = DeviceEvent.objects.filter(at__lt=oldest).order_by().values_list("pk", flat=True), 0
    while some := list(old[:FORGOTTEN_AT_ONCE]):
        gone += DeviceEvent.objects.filter(pk__in=some).delete()[0]
    return gone


def _was_offered(event: Heard, offers: frozenset[Offered]) -> bool:
    if event.kind == Kind.HELD_OUT:
        # Nobody is dealt a variant who is not to be asked.
        return any((event.campaign, event.placement) == (offer[0], offer[2]) for offer in offers)
    return (event.campaign, event.variant, event.placement) in offers


def _add(model: type[models.Model], number: int, **key: Any) -> None:
    if number:
        row, _ = model._default_manager.get_or_create(**key)
        model._default_manager.filter(pk=row.pk).update(number=F("number") + number)


def _source(attribution: Any) -> dict[str, str]:
    """Return where a reader came from; a link may have been edited by hand."""
    facts = attribution if isinstance(attribution, dict) else {}
    return {key: _id(facts.get(key)) for key in ("campaign", "variant", "version")}


def _id(value: Any) -> str:
    return value if isinstance(value, str) and len(value) <= 64 else ""
