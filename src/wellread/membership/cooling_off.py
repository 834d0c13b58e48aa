"""Charges after which a member may withdraw anew, as the law of where they live has it.

`law.toml` has the rule. Buying is another matter: from that all goes back (`queries.py`).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from wellread.membership import law, place, rules, sources
from wellread.membership.models import Grant, ReturnedPayment
from wellread.payments import currencies
from wellread.payments.models import Checkout, Payment
from wellread.payments.money import Money
from wellread.payments.rules import RECEIVED


class CoolingOff(NamedTuple):
    """A charge that may be withdrawn from until a moment, and the period that it paid for."""

    payment: Payment
    charged_at: datetime
    period: rules.Period
    until: datetime
    gives_back_all: bool

    @property
    def last_day(self) -> datetime:
        """The last day that is one to its end everywhere."""
        return self.until - timedelta(days=1)

    def goes_back(self, at: datetime) -> Money:
        """Return what goes back to who withdraws at a moment: of what is still with us."""
        paid = self.payment.amount_minor
        step_minor = currencies.step_minor(self.payment.currency)
        due = (
            paid
            if self.gives_back_all
            else rules.unused_minor(paid, period=self.period, at=at, step_minor=step_minor)
        )
        return Money(min(due, paid - self.payment.refunded_minor), self.payment.currency)


def of_checkout(checkout: Checkout, *, at: datetime) -> CoolingOff | None:
    """Return the latest charge of a contract that may be withdrawn from at a moment, or None."""
    since = at - rules.WITHDRAWN_WITHIN
    lately = checkout.payments.filter(status__in=RECEIVED, paid_at__gt=since).order_by("-paid_at")
    found = (after(payment) for payment in lately)
    return next((one for one in found if one is not None and at < one.until), None)


def after(payment: Payment) -> CoolingOff | None:
    """Return the time to withdraw that a charge opens where the law has it so, or None."""
    if payment.paid_at is None or payment.subscription_id is None:
        return None
    day = payment.paid_at.date()
    # While no place has such a rule nobody's is looked up.
    if law.cooling_off(day, place.UNKNOWN) is None:
        return None
    rule = law.cooling_off(day, place.of_checkout(payment.checkout))
    if rule is None or rule.withdraw_within_days is None:
        return None
    held = list(
        Grant.objects.filter(checkout=payment.checkout_id, reason=Grant.Reason.MEMBERSHIP).order_by(
            "starts_at", "pk"
        )
    )
    source = sources.of_payment(payment)
    number = next((one for one, grant in enumerate(held) if grant.source == source), 0)
    # The first was bought, and what paid for more of the same granted nothing.
    if not number or not _opens(payment, held, number, rule.cools_off_after):
        return None
    return CoolingOff(
        payment,
        payment.paid_at,
        rules.Period(held[number].starts_at, held[number].ends_at),
        # The day of the charge is not counted, wherever it ended last.
        payment.paid_at + timedelta(days=rule.withdraw_within_days + 1),
        # What follows free days is the first that was paid, and goes back as what was bought does.
        gives_back_all=rule.gives_back == "all" or _is_first_paid(payment, held[:number]),
    )


def _is_first_paid(payment: Payment, held: Sequence[Grant]) -> bool:
    received = payment.checkout.payments.filter(status__in=RECEIVED)
    return not {sources.of_payment(one) for one in received} & {one.source for one in held}


def ended_at(payment: Payment) -> datetime | None:
    """Return when somebody withdrew from a charge of which a part went back, or None."""
    parts = _parts_returned([payment])
    at: datetime | None = parts.values_list("withdrawal__declared_at", flat=True).first()
    return at


def withdrawn_from(payments: Iterable[Payment]) -> set[int]:
    """Return the keys of those of these payments of which a part went back so."""
    return set(_parts_returned(payments).values_list("payment", flat=True))


def _parts_returned(payments: Iterable[Payment]) -> QuerySet[ReturnedPayment]:
    gone = ReturnedPayment.objects.filter(amount_minor__isnull=False, try_again_at=None)
    return gone.filter(payment__in=[one.pk for one in payments])


def _opens(
    payment: Payment, held: Sequence[Grant], number: int, kinds: Sequence[law.Renewed]
) -> bool:
    is_year = held[number].ends_at - held[number].starts_at >= rules.A_YEAR
    if is_year and "each renewal for a year" in kinds:
        return True
    is_named = "the first full price after a cheap beginning" in kinds
    return is_named and _is_first_in_full(payment, held, number)


def _is_first_in_full(payment: Payment, held: Sequence[Grant], number: int) -> bool:
    """Tell whether a charge is the first of the whole price after a beginning that cost less."""
    begun = payment.checkout
    if begun.trial_days:
        least_until = held[0].ends_at
    elif begun.off_minor and begun.off_months is not None:
        least_until = rules.months_later(held[0].starts_at, begun.off_months)
    else:
        return False

    def is_full(grant: Grant, paid_minor: int) -> bool:
        return grant.starts_at >= least_until or paid_minor > begun.first_charge.amount_minor

    received = begun.payments.filter(status__in=RECEIVED)
    paid = {sources.of_payment(one): one.amount_minor for one in received}
    amounts = [paid.get(one.source or "", 0) for one in held]
    full = [is_full(*one) for one in zip(held, amounts, strict=True)]
    return full[number] and not any(full[:number])
