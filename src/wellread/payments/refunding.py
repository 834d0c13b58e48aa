"""Giving money back by hand: ordered once, within what is left, carried out until it is done."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from wellread.accounts.models import Reader
from wellread.payments import clock, gateway
from wellread.payments.actions import refresh_payment
from wellread.payments.models import Dispute, Payment, RefundOrder
from wellread.payments.money import Money
from wellread.payments.rules import RECEIVED

# docs.stripe.com/api/refunds/create: it knows three reasons; what is ours alone goes untold.
STRIPES_REASON = {
    RefundOrder.Reason.DUPLICATE: "duplicate",
    RefundOrder.Reason.FRAUD: "fraudulent",
}
# Each asks Stripe: a round stays within half a minute.
CARRIED_OUT_AT_ONCE = 20


class CannotBeGivenBack(Exception):
    """The payment never arrived, or a bank disputes it: Stripe gives nothing of it back."""


class MoreThanIsLeft(Exception):
    """Others gave some of it back, or are about to."""

    def __init__(self, left: Money) -> None:
        super().__init__(str(left))
        self.left = left


def left_of(payment: Payment) -> Money:
    """Return what may still be given back, without what colleagues have ordered already."""
    waiting = RefundOrder.objects.filter(payment=payment, done_at=None, refusal="")
    ordered = int(waiting.aggregate(sum=Sum("amount_minor"))["sum"] or 0)
    left = payment.amount_minor - payment.refunded_minor - ordered
    return Money(max(0, left), payment.currency)


def can_be_given_back(payment: Payment) -> bool:
    """Tell whether Stripe has money of a payment that nobody disputes."""
    is_disputed = any(dispute.is_open for dispute in Dispute.objects.filter(payment=payment))
    is_ours = payment.status in RECEIVED - {Payment.Status.LOST, Payment.Status.DISPUTED}
    return is_ours and not is_disputed


@transaction.atomic
def order(
    *,
    order_id: UUID,
    payment: Payment,
    amount_minor: int,
    reason: str,
    note: str,
    stops_membership: bool,
    by: Reader,
) -> RefundOrder:
    """Write down what is to be given back; the same id is one order, however often it is sent.

    Of two colleagues who order at once the second sees what the first has left. Raises
    CannotBeGivenBack or MoreThanIsLeft.
    """
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if same := RefundOrder.objects.filter(pk=order_id).first():
        return same
    if not can_be_given_back(payment):
        raise CannotBeGivenBack
    if amount_minor > (left := left_of(payment)).amount_minor:
        raise MoreThanIsLeft(left)
    return RefundOrder.objects.create(
        id=order_id,
        payment=payment,
        amount_minor=amount_minor,
        reason=reason,
        note=note,
        stops_membership=stops_membership,
        ordered_by=by,
        ordered_at=clock.now(),
    )


def give_back(ordered: RefundOrder) -> Payment:
    """Have Stripe give back what was ordered, once, and write down what came of it.

    Raises gateway.GatewayUnavailable, and gateway.GatewayRefused when Stripe will not.
    """
    payment = ordered.payment
    # Stripe forgets a key after a day; the refund itself remembers for what it was.
    made = gateway.refunds(payment.stripe_id)
    if all(told.order_id != str(ordered.pk) for told in made):
        gateway.refund(
            payment.stripe_id,
            key=f"refund:{ordered.pk}",
            amount_minor=ordered.amount_minor,
            reason=STRIPES_REASON.get(RefundOrder.Reason(ordered.reason), "requested_by_customer"),
            order_id=str(ordered.pk),
        )
    return refresh_payment(payment_intent=payment.stripe_id) or payment


def note_done(ordered: RefundOrder) -> None:
    """Note that all that was ordered came about."""
    RefundOrder.objects.filter(pk=ordered.pk, done_at=None).update(done_at=clock.now())


def note_refused(ordered: RefundOrder, why: str) -> None:
    """Note why Stripe gives nothing back: what was ordered is free to be ordered otherwise."""
    RefundOrder.objects.filter(pk=ordered.pk, done_at=None).update(refusal=why)


def undone(*, before: datetime) -> QuerySet[RefundOrder]:
    """Return what was ordered before a moment and is not given back, nor ordered anew since."""
    rows = RefundOrder.objects.filter(done_at=None, ordered_at__lt=before)
    # What was refused, and then given back or ordered otherwise, is settled.
    later = RefundOrder.objects.filter(
        payment=OuterRef("payment"), ordered_at__gt=OuterRef("ordered_at")
    )
    settled = Q(payment__status__in=("refunded", "lost")) | Exists(later)
    return rows.exclude(~Q(refusal="") & settled).select_related("payment").order_by("ordered_at")


def waiting() -> list[RefundOrder]:
    """Return orders that are not carried out to their end, the earliest first."""
    rows = RefundOrder.objects.filter(done_at=None, refusal="").select_related(
        "payment__subscription"
    )
    return list(rows.order_by("ordered_at")[:CARRIED_OUT_AT_ONCE])
