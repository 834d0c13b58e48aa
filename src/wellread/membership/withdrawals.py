"""Withdrawing from what was bought: declared, acknowledged, proved, ended, and given back.

`law.toml` has the rules. What is declared counts from that moment, whoever it turns out to be;
nothing is ended or given back before it is known whose it was.
"""

from django.db import transaction
from django.db.models import Q

from wellread.membership import declarations, emails, promises, queries, returned_payments, trials
from wellread.membership.cooling_off import CoolingOff
from wellread.membership.models import ReturnedPayment, Withdrawal
from wellread.payments import actions as payments
from wellread.payments import clock
from wellread.payments.models import Checkout, Subscription
from wellread.payments.money import Money


@transaction.atomic
def declare(
    *, name: str, address: str, contract: str, checkout: Checkout | None = None
) -> Withdrawal:
    """Write down that somebody withdraws, and acknowledge it by e-mail: once for a checkout."""
    facts = {"name": name, "address": address, "contract": contract, "declared_at": clock.now()}
    if checkout is None:
        withdrawal, is_new = Withdrawal.objects.create(**facts), True
    else:
        withdrawal, is_new = Withdrawal.objects.get_or_create(checkout=checkout, defaults=facts)
    if is_new:
        emails.send_withdrawal(withdrawal=withdrawal, part=goes_back(withdrawal))
    return withdrawal


@transaction.atomic
def prove(withdrawal: Withdrawal, *, checkout: Checkout) -> bool:
    """Say of which payment a withdrawal is; return whether it is of that one now."""
    locked = Withdrawal.objects.select_for_update().get(pk=withdrawal.pk)
    if locked.checkout_id is None and not Withdrawal.objects.filter(checkout=checkout).exists():
        Withdrawal.objects.filter(pk=locked.pk).update(checkout=checkout)
    withdrawal.refresh_from_db()
    return bool(withdrawal.checkout_id == checkout.pk)


def carry_out(withdrawal: Withdrawal) -> None:
    """End what was withdrawn from, and give back what was paid for it, or what the law says of it.

    Each is done once at most; what Stripe refuses is asked for again by a job. Raises
    gateway.GatewayUnavailable or gateway.GatewayRefused, and is to be called again then.
    """
    subscription = Subscription.objects.filter(checkout=withdrawal.checkout_id).first()
    if subscription is not None:
        payments.end_subscription(subscription=subscription)
        trials.stop(subscription.checkout)
    for returned in _payments_to_return(withdrawal):
        promises.end(returned.payment)
        returned_payments.give_back(returned)
    Withdrawal.objects.filter(pk=withdrawal.pk, done_at=None).update(done_at=clock.now())


@transaction.atomic
def _payments_to_return(withdrawal: Withdrawal) -> list[ReturnedPayment]:
    """Write down what goes back; return what is to be sent still."""
    Withdrawal.objects.select_for_update().get(pk=withdrawal.pk)
    # What a bank has not sent yet goes back once it is there.
    paid = queries.returnable_payments().filter(checkout=withdrawal.checkout_id)
    parts: dict[int, int] = {}
    if opened := _cooling_off(withdrawal):
        # What was charged before is used; what was charged since was charged for nothing.
        since = Q(paid_at__gt=withdrawal.declared_at) | Q(paid_at=None)
        paid = paid.filter(Q(pk=opened.payment.pk) | since)
        parts[opened.payment.pk] = opened.goes_back(withdrawal.declared_at).amount_minor
    return returned_payments.write_down(paid, reason=withdrawal, parts=parts)


def goes_back(withdrawal: Withdrawal) -> Money | None:
    """Return the part of a charge that goes back, or None where all does, or none is known yet."""
    part = withdrawal.returned_payments.exclude(amount_minor=None).select_related("payment").first()
    if part is not None and part.amount_minor is not None:
        return Money(part.amount_minor, part.payment.currency)
    opened = _cooling_off(withdrawal)
    return opened.goes_back(withdrawal.declared_at) if opened else None


def _cooling_off(withdrawal: Withdrawal) -> CoolingOff | None:
    checkout = withdrawal.checkout
    return declarations.cooling_off_of(checkout, at=withdrawal.declared_at) if checkout else None
