"""Comparing what the pot has of each payment with what stands paid, and its sum with entries."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q, Sum

from wellread.membership.models import SolidarityEntry, SolidarityPot
from wellread.membership.solidarity import actions, queries
from wellread.payments.differences import POT, Difference
from wellread.payments.models import Payment
from wellread.payments.money import Money


def differences() -> Iterator[Difference]:
    """Find payments of which the pot has more or less than it should, and a sum that is none."""
    own = ~Q(solidarity_entries__kind=SolidarityEntry.Kind.STOOD_IN)
    put_in = Sum("solidarity_entries__amount_minor", filter=own)
    rows = Payment.objects.filter(
        checkout__in=queries.pledged_checkouts(), paid_at__isnull=False
    ).annotate(put_in=put_in)
    for payment in rows.select_related("checkout").order_by("pk").iterator():
        here, there = payment.put_in or 0, queries.share_of(payment)
        if here != there:
            has, wants = Money(here, payment.currency), Money(there, payment.currency)
            yield Difference(POT, payment.stripe_id, str(has), str(wants), str(payment.pk))
    for pot in SolidarityPot.objects.annotate(entered=Sum("entries__amount_minor")):
        entered = Money(pot.entered or 0, pot.currency)
        if entered != pot.balance:
            yield Difference(
                POT, pot.currency, f"{pot.balance} in all", f"{entered} by its entries"
            )


@transaction.atomic
def mend(number: int) -> None:
    """Bring what the pot has of a payment to what stands paid."""
    # First the payment, as whoever writes down a refund holds both.
    actions.settle(payment=Payment.objects.select_for_update().get(pk=number))
