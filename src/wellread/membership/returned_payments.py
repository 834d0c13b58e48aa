"""Giving payments back that were written down for it, however often Stripe refuses at first."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F

from wellread.membership import cooling_off, rules, settling
from wellread.membership.models import GiftMembership, Membership, ReturnedPayment, Withdrawal
from wellread.payments import actions as payments
from wellread.payments import clock, gateway
from wellread.payments.models import Payment
from wellread.payments.settling import taken_back_at as whole_taken_back_at

FIELDS = {Membership: "membership", Withdrawal: "withdrawal", GiftMembership: "gift"}


def write_down(
    found: Iterable[Payment],
    *,
    reason: Membership | Withdrawal | GiftMembership,
    parts: Mapping[int, int] | None = None,
) -> list[ReturnedPayment]:
    """Write down what is given back, once each; return what is to be sent still, oldest first.

    ``parts`` says of which payments not all goes, and how much in minor units. Within the
    transaction of whoever has locked the reason.
    """
    field = FIELDS[type(reason)]
    for payment in found:
        ReturnedPayment.objects.get_or_create(
            payment=payment,
            defaults={
                field: reason,
                "amount_minor": (parts or {}).get(payment.pk),
                "try_again_at": clock.now(),
            },
        )
    waiting = ReturnedPayment.objects.filter(**{field: reason}, try_again_at__lte=clock.now())
    return list(waiting.select_related("payment").order_by("payment__paid_at", "pk"))


def give_back(returned: ReturnedPayment) -> None:
    """Give a payment back, or note why Stripe refuses to: it is asked again, ever less often.

    Raises gateway.GatewayUnavailable.
    """
    known = ReturnedPayment.objects.filter(pk=returned.pk, refusals=returned.refusals)
    try:
        if returned.amount_minor is None:
            payments.give_back(
                payment=returned.payment,
                attempt=returned.refusals,
                also_what_is_left=returned.withdrawal_id is not None,
            )
        else:
            payments.give_part_back(
                payment=returned.payment,
                amount_minor=returned.amount_minor,
                order_id=f"returned:{returned.pk}",
                attempt=returned.refusals,
            )
    except gateway.GatewayRefused as refusal:
        known.update(
            refusals=F("refusals") + 1,
            refusal=str(refusal),
            try_again_at=clock.now() + rules.refused_refund_rests(returned.refusals),
        )
    else:
        _note_done(returned)


@transaction.atomic
def _note_done(returned: ReturnedPayment) -> None:
    """Note that it went; of a part, that what was paid for ended when somebody withdrew."""
    ReturnedPayment.objects.filter(pk=returned.pk, refusals=returned.refusals).update(
        refusal="", try_again_at=None
    )
    if returned.amount_minor is not None:
        payment = Payment.objects.get(pk=returned.payment_id)
        taken_back_at = whole_taken_back_at(payment)
        settling.end_what_it_paid(payment, at=taken_back_at or cooling_off.ended_at(payment))
