"""What opens while a bank is asked for a debit, and ends kindly when it sends nothing.

A promise opens what the payment would. Once the money is there it is held as paid; where it never
comes, the promise is withdrawn and whoever made it is told, once.
"""

from datetime import datetime, timedelta

from django.db import transaction

from wellread.membership import actions, emails, failed_renewals, queries, settling
from wellread.membership.groups import emails as group_emails
from wellread.membership.groups import seats
from wellread.membership.models import Grant
from wellread.payments import clock
from wellread.payments.models import Checkout, Payment, Subscription


@transaction.atomic
def begin(
    *,
    subscription: Subscription,
    checkout: Checkout,
    is_first: bool,
    period_starts_at: datetime,
    period_ends_at: datetime,
    payment: Payment,
) -> None:
    """Open the period that an invoice is to pay for; of the first one an e-mail tells."""
    membership = actions.follow_subscription(subscription=subscription, checkout=checkout)
    if membership is None:
        return
    _grant(payment, membership.entitlements, period_starts_at, period_ends_at)
    seats.follow(membership)
    if payment.invoice_id:
        failed_renewals.asked_again(invoice_id=payment.invoice_id)
    if is_first and membership.is_group:
        group_emails.send_promised(membership, payment)
    elif is_first and membership.second_since is None:
        emails.send_promised(membership=membership, payment=payment)


@transaction.atomic
def begin_contribution(*, checkout: Checkout, payment: Payment) -> None:
    """Open what a contribution was said to open: usually nothing; an e-mail thanks for it."""
    days = actions.days_opened(checkout)
    if days:
        starts_at = clock.now()
        opens = actions.plan_of(checkout).entitlements
        _grant(payment, opens, starts_at, starts_at + timedelta(days=days))
    emails.send_contribution_promised(checkout=checkout, payment=payment)


@transaction.atomic
def end(payment: Payment) -> None:
    """End a promise: its money came, and is held as paid from now on, or it did not come."""
    # The membership first, as whoever extends it does.
    is_of_group = payment.checkout.is_of_group
    membership = settling.held(checkout=payment.checkout) if is_of_group else None
    promised = Grant.objects.filter(source=queries.promise_source(payment), withdrawn_at=None)
    promised.update(withdrawn_at=clock.now())
    if membership is not None:
        seats.follow(membership)


@transaction.atomic
def end_unpaid(payment: Payment) -> None:
    """End a renewal's promise whose money did not come; days of grace begin."""
    end(payment)
    membership = settling.held(checkout=payment.checkout)
    if membership is not None and queries.was_promised(payment):
        settling.settle_grace(membership)


@transaction.atomic
def tell_of_failure(*, checkout: Checkout, payment: Payment, decline_code: str) -> None:
    """End what began with a promise, and say so: nothing was charged, and nothing is owed."""
    end(payment)
    membership = settling.held(checkout=checkout)
    if membership is not None:
        settling.settle_status(membership)
        if membership.second_since is not None:
            return
    emails.send_promise_failed(checkout=checkout, payment=payment, decline_code=decline_code)


def _grant(payment: Payment, opens: list[str], starts_at: datetime, ends_at: datetime) -> None:
    Grant.objects.update_or_create(
        source=queries.promise_source(payment),
        # An invoice that failed may be tried again.
        defaults={"withdrawn_at": None},
        create_defaults={
            "checkout": payment.checkout,
            "reason": Grant.Reason.PROMISE,
            "entitlements": opens,
            "starts_at": starts_at,
            "ends_at": ends_at,
        },
    )
