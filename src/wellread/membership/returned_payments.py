"""Giving payments back that were written down for it, however often Stripe refuses at first."""

from django.db.models import F

from wellread.membership import rules
from wellread.membership.models import ReturnedPayment
from wellread.payments import actions as payments
from wellread.payments import clock, gateway


def give_back(returned: ReturnedPayment) -> None:
    """Give a payment back, or note why Stripe refuses to: it is asked again, ever less often.

    Raises gateway.GatewayUnavailable.
    """
    known = ReturnedPayment.objects.filter(pk=returned.pk, refusals=returned.refusals)
    try:
        payments.give_back(payment=returned.payment, attempt=returned.refusals)
    except gateway.GatewayRefused as refusal:
        known.update(
            refusals=F("refusals") + 1,
            refusal=str(refusal),
            try_again_at=clock.now() + rules.refused_refund_rests(returned.refusals),
        )
    else:
        known.update(refusal="", try_again_at=None)
