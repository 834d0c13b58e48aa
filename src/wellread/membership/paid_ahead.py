"""Over which months is earned what readers paid for ahead: years of membership, and gifts."""

from collections.abc import Collection, Iterator
from datetime import timedelta

from django.db.models import F, Q

from wellread.membership import rules
from wellread.membership.models import GiftMembership, Grant
from wellread.membership.sources import INVOICE
from wellread.payments.deferral import EarnedOver, number_of
from wellread.payments.models import Payment
from wellread.payments.months import Month

# Longer than any month, and shorter than what is paid for several.
ONE_MONTH = timedelta(days=32)


def schedules(month: Month) -> dict[int, EarnedOver]:
    """Return how what was paid ahead is earned, by the numbers of the payments.

    All that is paid, owed or given back in a month is among it; what was earned before is not.
    """
    return dict((*_years(month), *_gifts(month)))


def _years(month: Month) -> Iterator[tuple[int, EarnedOver]]:
    held = Grant.objects.filter(
        source__startswith=f"{INVOICE}:",
        starts_at__lt=month.until,
        ends_at__gt=F("starts_at") + ONE_MONTH,
    )
    # What is given back after the year is earned whole, and of no account here.
    held = held.filter(ends_at__gt=month.since).order_by("pk")
    spans = {
        (grant.source or "").partition(":")[2]: (grant.starts_at, grant.ends_at)
        for grant in held.iterator()
    }
    for number, invoice in _payments_of(spans):
        starts_at, ends_at = spans[invoice]
        yield number, EarnedOver(starts_at, number_of(ends_at) - number_of(starts_at))


def _payments_of(invoices: Collection[str]) -> Iterator[tuple[int, str]]:
    names = list(invoices)
    for start in range(0, len(names), 500):
        rows = Payment.objects.filter(invoice_id__in=names[start : start + 500])
        yield from (
            (number, invoice or "") for number, invoice in rows.values_list("pk", "invoice_id")
        )


def _gifts(month: Month) -> Iterator[tuple[int, EarnedOver]]:
    """Return gifts, which are owed whole until somebody takes them."""
    begun = {
        (source or "").partition(":")[2]: starts_at
        for source, starts_at in Grant.objects.filter(
            source__startswith=f"{rules.GIFT_SOURCE}:"
        ).values_list("source", "starts_at")
    }
    paid = Q(paid_at__lt=month.until)
    for gift in GiftMembership.objects.filter(paid).order_by("pk").iterator():
        schedule = EarnedOver(begun.get(str(gift.pk)), gift.months)
        for number in Payment.objects.filter(checkout=gift.checkout_id).values_list(
            "pk", flat=True
        ):
            yield number, schedule
