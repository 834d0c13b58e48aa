"""Writing the ledger: booked once, and corrected by lines that are added."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from wellread.payments import bookkeeping, facts
from wellread.payments.models import LedgerEntry, Payment

# What is booked in a currency at a moment, in minor units; what was taken back again is left out.
Standing = Mapping[tuple[str, datetime], int]
Movement = tuple[str, str]


class LedgerLine(NamedTuple):
    """What comparing reads of an entry."""

    payment_id: int | None
    kind: str
    source_id: str
    currency: str
    occurred_at: datetime
    amount_minor: int


def book(
    payment: Payment,
    told: facts.PaymentFacts,
    refunds: Iterable[facts.RefundFacts] = (),
    disputes: Iterable[facts.DisputeFacts] = (),
) -> None:
    """Write down every movement that is known and not in the ledger yet."""
    for entry in bookkeeping.entries(told, refunds, disputes):
        LedgerEntry.objects.get_or_create(
            kind=entry.kind,
            source_id=entry.source_id,
            correction=0,
            defaults={
                "payment": payment,
                "amount_minor": entry.money.amount_minor,
                "currency": entry.money.currency,
                "occurred_at": entry.moved_at,
            },
        )


def lines(rows: QuerySet[LedgerEntry]) -> Iterator[LedgerLine]:
    """Return entries as plain lines, in any order: a year has millions."""
    found = rows.order_by().values_list(*LedgerLine._fields)
    return map(LedgerLine._make, found.iterator())


def standing(lines: Iterable[LedgerEntry | LedgerLine]) -> dict[Movement, Standing]:
    """Return what the lines say of each movement, by kind and source, corrections included."""
    sums: dict[Movement, dict[tuple[str, datetime], int]] = defaultdict(lambda: defaultdict(int))
    for line in lines:
        sums[line.kind, line.source_id][line.currency, line.occurred_at] += line.amount_minor
    return {
        movement: {place: amount for place, amount in places.items() if amount}
        for movement, places in sums.items()
    }


def wanted(entry: bookkeeping.ExpectedEntry) -> Standing:
    """Return what the ledger should say of a movement."""
    return {(entry.money.currency, entry.moved_at): entry.money.amount_minor}


@transaction.atomic
def correct(payment: Payment, entries: Iterable[bookkeeping.ExpectedEntry]) -> None:
    """Add the lines that bring the ledger to what moved; a line that stands is never touched.

    A wrong line is taken back on its own date and booked anew on the right one, so that the
    totals of every month come out right; one that stands with another payment is taken back there.
    """
    Payment.objects.select_for_update().get(pk=payment.pk)
    for entry in entries:
        lines = list(LedgerEntry.objects.filter(kind=entry.kind, source_id=entry.source_id))
        number = len(lines)
        holders = {line.payment_id for line in lines if line.payment_id is not None}
        for holder in sorted(holders | {payment.pk}):
            stands = standing(line for line in lines if line.payment_id == holder)
            have = stands.get((entry.kind, entry.source_id), {})
            want = wanted(entry) if holder == payment.pk else {}
            for place in sorted(have.keys() | want.keys()):
                if missing := want.get(place, 0) - have.get(place, 0):
                    _add_line(holder, entry, place, missing, number)
                    number += 1


def _add_line(
    payment_id: int,
    entry: bookkeeping.ExpectedEntry,
    place: tuple[str, datetime],
    amount_minor: int,
    number: int,
) -> None:
    currency, occurred_at = place
    LedgerEntry.objects.create(
        payment_id=payment_id,
        kind=entry.kind,
        source_id=entry.source_id,
        amount_minor=amount_minor,
        currency=currency,
        occurred_at=occurred_at,
        correction=number,
    )
