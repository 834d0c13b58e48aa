"""What may be withdrawn from, and what was declared cancelled or withdrawn from."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Min, Q, QuerySet

from wellread.accounts.models import Reader
from wellread.membership import cooling_off, queries, rules
from wellread.membership.models import Cancellation, Membership, Withdrawal
from wellread.payments.models import Checkout, Payment
from wellread.payments.rules import RECEIVED


def withdrawable(
    *, reader: Reader | None, checkouts: Collection[UUID] = (), at: datetime
) -> list[Checkout]:
    """Return what may be withdrawn from, and of which money is with us still, the latest first.

    It was bought in the last fourteen days, or charged since in a way that the law names.
    """
    return _withdrawable(queries.paid_by(reader, checkouts), at=at)


def withdrawable_by_address(address: str, *, at: datetime) -> list[Checkout]:
    """Return the same of whoever paid under an address, or has an account with it."""
    theirs = Checkout.objects.filter(Q(reader__email=address) | Q(email=address))
    return _withdrawable(Q(checkout__in=theirs.order_by().values("pk")), at=at)


def cooling_off_of(checkout: Checkout, *, at: datetime) -> cooling_off.CoolingOff | None:
    """Return the charge after which a contract may be withdrawn from anew, or None.

    None too where it was bought so lately that all of it goes back.
    """
    if _first_payments(Q(checkout=checkout.pk), at=at).exists():
        return None
    return cooling_off.of_checkout(checkout, at=at)


def _withdrawable(paid_by: Q, *, at: datetime) -> list[Checkout]:
    since = at - rules.WITHDRAWN_WITHIN
    bought = Q(pk__in=_first_payments(paid_by, at=at).values("checkout"))
    # Of free days nothing was paid yet.
    free = Membership.objects.filter(
        paid_by,
        checkout__trial_days__gt=0,
        checkout__created_at__gt=since,
        subscription__status=rules.RESTS,
        subscription__payments=None,
    )
    bought |= Q(pk__in=free.order_by().values("checkout"))
    # A renewal is no new contract, but where the law has it so.
    again = queries.returnable_payments().filter(
        paid_by,
        subscription__isnull=False,
        paid_at__gt=since,
    )
    found = Checkout.objects.filter(bought | Q(pk__in=again.values("checkout")), withdrawal=None)
    found = found.annotate(is_bought=ExpressionWrapper(bought, output_field=BooleanField()))
    return [
        one
        for one in found.order_by("-created_at")
        if one.is_bought or cooling_off.of_checkout(one, at=at) is not None
    ]


def _first_payments(paid_by: Q, *, at: datetime) -> QuerySet[Payment]:
    """Return payments of what was bought within the days in which all of it goes back."""
    since = at - rules.WITHDRAWN_WITHIN
    renewed = Payment.objects.filter(paid_by, status__in=RECEIVED, paid_at__lte=since)
    lately = Q(paid_at__gt=since, paid_at__lte=at + queries.SKEW)
    lately |= Q(paid_at=None, checkout__created_at__gt=since)
    paid = queries.returnable_payments().filter(paid_by, lately)
    return paid.exclude(checkout__in=renewed.values("checkout"))


def bought_at(checkout: Checkout) -> datetime:
    """Return when something was bought: the first payment; a moved membership came here later."""
    first = checkout.payments.filter(status__in=RECEIVED).aggregate(at=Min("paid_at"))["at"]
    return first or checkout.created_at


def cancellations_to_carry_out() -> list[Cancellation]:
    """Return what was declared, and is not carried out, the earliest first."""
    waiting = Cancellation.objects.filter(done_at=None, membership__isnull=False)
    return list(waiting.select_related("membership__subscription").order_by("declared_at"))


def cancellations(address: str) -> QuerySet[Cancellation]:
    """Return what somebody with an address cancelled without signing in, the latest first."""
    return Cancellation.objects.filter(address=address)


def withdrawals_to_carry_out() -> list[Withdrawal]:
    """Return what is proved, and was not carried out to its end, the earliest first."""
    waiting = Withdrawal.objects.filter(done_at=None, checkout__isnull=False)
    return list(
        waiting.select_related("checkout").order_by("declared_at")[: queries.LOOKED_AT_ONCE]
    )


def withdrawals_unproved(*, at: datetime, after: timedelta) -> QuerySet[Withdrawal]:
    """Return what nobody could match with a payment for so long: it is for a person."""
    # Who has heard nothing for that long has had the bank take it back.
    waiting = Withdrawal.objects.filter(
        done_at=None,
        checkout=None,
        declared_at__lte=at - after,
        declared_at__gt=at - rules.GIVEN_BACK_WITHIN,
    )
    return waiting.order_by("declared_at")


def withdrawals(address: str) -> QuerySet[Withdrawal]:
    """Return what somebody with an address withdrew from, the latest first."""
    return Withdrawal.objects.filter(address=address)
