"""Comparing gifts with what paid for them and with what they granted."""

from collections.abc import Iterator

from wellread.membership.gifts import actions
from wellread.membership.models import GiftMembership, Grant
from wellread.payments.differences import GRANT, Difference
from wellread.payments.models import Payment
from wellread.payments.rules import RECEIVED, TAKEN_BACK
from wellread.payments.settling import taken_back_at


def differences() -> Iterator[Difference]:
    """Find gifts that say something else than their payment, or than the grant that names them."""
    rows = GiftMembership.objects.select_related("checkout").order_by("pk")
    for gift in rows.iterator():
        payment = _payment(gift)
        here, there = _described(gift), _should_be(gift, payment)
        if here != there:
            yield Difference(GRANT, gift.source, here, there, mends_by=gift.source)


def mend(number: int) -> None:
    """Bring a gift to what its payment says: paid, or paid back."""
    gift = GiftMembership.objects.select_related("checkout").get(pk=number)
    payment = _payment(gift)
    if payment is None:
        return
    if gift.paid_at is None:
        actions.begin(gift=gift, payment=payment)
    actions.follow_payment(payment=payment, taken_back_at=taken_back_at(payment))


def _payment(gift: GiftMembership) -> Payment | None:
    return Payment.objects.filter(checkout=gift.checkout_id, status__in=RECEIVED).first()


def _described(gift: GiftMembership) -> str:
    paid = "paid" if gift.paid_at else "not paid"
    back = ", paid back" if gift.ended_at else ""
    if gift.redeemed_at is None or gift.reader_id is None:
        return f"{paid}{back}"
    grant = Grant.objects.filter(source=gift.source).first()
    if grant is None:
        return f"{paid}{back}, taken and not granted"
    return f"{paid}{back}, {'withdrawn' if grant.withdrawn_at else 'granted'}"


def _should_be(gift: GiftMembership, payment: Payment | None) -> str:
    if payment is None:
        return "not paid"
    is_back = payment.status in TAKEN_BACK
    said = "paid, paid back" if is_back else "paid"
    if gift.redeemed_at is None or gift.reader_id is None:
        return said
    return f"{said}, {'withdrawn' if is_back else 'granted'}"
