"""Giving payments back that were written down for it, however often Stripe refuses at first."""

from collections.abc import Iterable

from django.db.models import F

from wellread.membership import rules
from wellread.membership.models import GiftMembership, Membership, ReturnedPayment, Withdrawal
from wellread.payments import actions as payments
from wellread.payments import clock, gateway
from wellread.payments.models import Payment

FIELDS = {Membership: "membership", Withdrawal: "withdrawal", GiftMembership: "gift"}


def write_down(
    found: Iterable[Payment], *, reason: Membership | Withdrawal | GiftMembership
) -> list[ReturnedPayment]:
    """Write down what is given back, once each; return what is to be sent still, oldest first.

    Within the transaction of whoever has locked the reason.
    """
    field = FIELDS[type(reason)]
    for payment in found:
        ReturnedPayment.objects.get_or_create(
            payment=payment, defaults={field: reason, "try_again_at": clock.now()}
        )
    waiting = ReturnedPayment.objects.filter(**{field: reason}, try_again_at__lte=clock.now())
    return list(waiting.select_related("payment").order_by("payment__paid_at", "pk"))


def give_back(returned: ReturnedPayment) -> None:
    """Give a payment back, or note why Stripe refuses to: it is asked again, ever less often.

    Raises gateway.GatewayUnavailable.
    """
    known = ReturnedPayment.objects.filter(pk=returned.pk, refusals=returned.refusals)
    try:
        payments.give_back(
            payment=returned.payment,
            attempt=returned.refusals,
            also_what_is_left=returned.withdrawal_id is not None,
        )
    except gateway.GatewayRefused as refusal:
        known.update(
            refusals=F("refusals") + 1,
            refusal=str(refusal),
            try_again_at=clock.now() + rules.refused_refund_rests(returned.refusals),
        )
    else:
        known.update(refusal="", try_again_at=None)
