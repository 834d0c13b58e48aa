"""Comparing what members were promised with what they paid for, and letters that did not leave."""

import logging
from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction

from wellread.membership import actions
from wellread.membership.models import Grant, Letter
from wellread.payments import facts, gateway
from wellread.payments.models import Payment, Subscription
from wellread.payments.reconciliation import Difference
from wellread.payments.settling import taken_back_at

logger = logging.getLogger(__name__)

GRANT = "grant"


def of_invoices(invoices: Sequence[facts.InvoiceFacts]) -> Iterator[Difference]:
    """Find what these paid invoices paid for and nobody holds, or holds for another time."""
    sources = {actions.invoice_source(told.id): told for told in invoices}
    grants = Grant.objects.in_bulk(list(sources), field_name="source")
    begun = _begun(invoices)
    for source, told in sources.items():
        here = _describe(grants[source]) if source in grants else ""
        there = f"until {told.period_ends_at:%Y-%m-%d %H:%M:%S}"
        # Of a subscription that we never heard of, that is the difference to be told.
        if here != there and told.subscription in begun:
            yield Difference(GRANT, told.id, here, there, told.id)


def mend(differences: Iterable[Difference]) -> None:
    """Grant what was paid for and nobody holds; a grant of another time is left for a person."""
    for one in differences:
        if one.what != GRANT or one.here:
            continue
        try:
            _grant_again(one.mends_by)
        except gateway.GatewayUnavailable:
            raise
        except Exception:
            # It stays a difference, and is reported as one.
            logger.exception("%s %s cannot be mended", one.what, one.stripe_id)


def troubles() -> list[str]:
    """Name the letters that could not be sent."""
    failed = Letter.objects.filter(state=Letter.State.FAILED).order_by("pk")
    return [
        f"letter {letter.pk} ({letter.get_kind_display()}) could not be sent: {letter.error}\n"
        "  Send it again in the admin, under Letters."
        for letter in failed
    ]


def _begun(invoices: Sequence[facts.InvoiceFacts]) -> set[str]:
    ids = {told.subscription for told in invoices}
    return set(Subscription.objects.filter(stripe_id__in=ids).values_list("stripe_id", flat=True))


def _describe(grant: Grant) -> str:
    return f"until {grant.ends_at:%Y-%m-%d %H:%M:%S}"


@transaction.atomic
def _grant(told: facts.InvoiceFacts) -> None:
    subscription = Subscription.objects.get(stripe_id=told.subscription)
    membership = actions.grant_period(
        subscription=subscription,
        invoice_id=told.id,
        period_starts_at=told.period_starts_at,
        period_ends_at=told.period_ends_at,
    )
    payment = Payment.objects.filter(invoice_id=told.id).first()
    # What was given back since opens nothing now.
    if membership is not None and payment is not None and (at := taken_back_at(payment)):
        actions.follow_payment(payment=payment, taken_back_at=at)


def _grant_again(invoice_id: str) -> None:
    _grant(gateway.invoice(invoice_id))
