"""What a membership comes to, from subscription and grants. Callers own the transaction."""

import sys
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q

from wellread.accounts.models import Reader
from wellread.membership import arrears, emails, failed_renewals, queries, rules, signals, sources
from wellread.membership.groups import seats
from wellread.membership.models import Grant, Membership, OfferUse
from wellread.payments import clock
from wellread.payments.models import Payment

# Stripe's word for an end that somebody asked for; failing payments and disputes have others.
CANCELLED = "cancellation_requested"


def settle_status(membership: Membership) -> None:
    """Bring a membership to what its subscription says, and tell its reader of an end."""
    subscription = membership.subscription
    stopped = _choose_one(membership)
    status = rules.membership_status(
        subscription.status,
        cancels=subscription.cancel_at_period_end,
        must_end=queries.must_end(membership),
    )
    before = membership.status
    membership.status = Membership.Status(status or Membership.Status.ENDED)
    membership.save()
    if stopped is not None:
        stopped.second_to = membership
        stopped.save(update_fields=["second_to"])
    failed_renewals.follow(membership)
    tell_others(membership)
    if before == status:
        return
    if status == Membership.Status.ENDED and before in rules.LIVE:
        _tell_of_end(membership)
    elif (
        status == Membership.Status.ENDING
        and subscription.cancel_at_period_end
        and membership.second_since is None
        # One that came here cancelled was told of by whoever charged before.
        and (before or membership.checkout.brought_in_at is None)
    ):
        _tell_of_cancellation(membership)


def tell_others(membership: Membership) -> None:
    """Let other rooms hear that a membership was written."""
    signals.membership_moved.send(sender=Membership, membership=membership)


def held(reader: Reader | None = None, **which: Any) -> Membership | None:
    """Return a membership, held together with the others of its reader.

    All are held in one order: of two that are settled in the same moment each may stop the other.
    """
    found = Membership.objects.filter(**which).values_list("pk", "reader").first()
    if found is None:
        return None
    number, owner = found
    together = Q(pk=number) | Q(reader__in=[one for one in (owner, reader) if one is not None])
    rows = Membership.objects.select_for_update().filter(together).order_by("pk")
    return next((row for row in rows if row.pk == number), None)


def _choose_one(membership: Membership) -> Membership | None:
    """Of two memberships of one reader that would charge, let one go on and mark the other.

    Return the other one when it is the one that is stopped.
    """
    subscription = membership.subscription
    must_end = queries.must_end(membership)
    status = rules.membership_status(
        subscription.status, cancels=subscription.cancel_at_period_end, must_end=must_end
    )
    other = queries.other_live_membership(membership) if status in rules.LIVE else None
    if other is None or status is None:
        return None
    own = rules.precedence(
        comes_back=membership.status == Membership.Status.ENDING,
        status=status,
        started_at=membership.started_at,
        number=membership.pk or sys.maxsize,
    )
    others = rules.precedence(
        comes_back=False, status=other.status, started_at=other.started_at, number=other.pk
    )
    if own > others:
        membership.second_since = clock.now()
        membership.second_to = other
        return None
    # Before this one is saved as live: the database takes one of a reader.
    other.second_since = clock.now()
    other.status = Membership.Status.ENDING
    other.save(update_fields=["status", "second_since"])
    tell_others(other)
    return other


def find_charged_twice(membership: Membership) -> None:
    """Mark what was charged beside another membership of its reader, though it charges no more."""
    if membership.is_group:
        return
    others = Membership.objects.filter(reader=membership.reader, second_since=None, is_group=False)
    for other in others.exclude(pk=membership.pk).order_by("started_at", "pk"):
        if membership.second_since is not None:
            return
        second, first = queries.second_and_first(membership, other)
        if queries.is_late_second(second, first, at=clock.now()):
            second.second_since = clock.now()
            second.second_to = first
            second.save(update_fields=["second_since", "second_to"])


def _tell_of_end(membership: Membership) -> None:
    """Say why a membership ended of which no e-mail said yet that it would."""
    # Of what we gave up ourselves Stripe says that it was asked for.
    is_given_up = arrears.is_given_up(membership)
    if membership.subscription.end_reason == CANCELLED and not is_given_up:
        _tell_of_cancellation(membership)
    elif queries.owed_since(membership) is not None:
        emails.send_lapse(membership=membership)


def _tell_of_cancellation(membership: Membership) -> None:
    # Free days that were had before were not cancelled by whoever tried.
    refused = OfferUse.objects.filter(checkout=membership.checkout_id, refused_at__isnull=False)
    if membership.checkout.trial_days and refused.exists():
        return
    Membership.objects.filter(pk=membership.pk).update(times_cancelled=F("times_cancelled") + 1)
    membership.refresh_from_db(fields=["times_cancelled"])
    emails.send_cancellation(membership=membership)


def settle_what_is_paid(membership: Membership) -> None:
    """Bring the paid time, the state and the days of grace to what stands paid."""
    settle_paid_until(membership)
    settle_status(membership)
    settle_grace(membership)


def end_what_it_paid(payment: Payment, *, at: datetime | None) -> None:
    """End what a payment opened from a moment on; None opens it again."""
    Grant.objects.filter(source=sources.of_payment(payment)).update(withdrawn_at=at)
    membership = held(subscription=payment.subscription_id)
    if membership is not None:
        settle_what_is_paid(membership)


def settle_paid_until(membership: Membership) -> None:
    """Bring the end of the paid time to what was granted for money that we still have."""
    membership.paid_until = queries.paid_until(membership.checkout_id)
    membership.save(update_fields=["paid_until"])
    tell_others(membership)


def settle_grace(membership: Membership) -> None:
    """Give or take the days that stay open while a renewal is tried again, also of seats."""
    _settle_grace(membership)
    seats.follow(membership)


def _settle_grace(membership: Membership) -> None:
    source = f"grace:{membership.checkout_id}"
    # While charging rests nothing is being tried.
    rests = membership.subscription.status == rules.RESTS
    period = (
        None
        if rests
        else rules.grace(
            status=membership.status,
            paid_until=queries.granted_until(membership),
            period_ends_at=membership.subscription.current_period_ends_at,
            days=membership.plan.grace_days,
        )
    )
    # Of a debit it is known days later that it failed: the days are counted from then.
    failed_at = arrears.bank_failed_at(membership) if period else None
    if period is not None and failed_at is not None:
        ends_at = max(period.ends_at, failed_at + timedelta(days=membership.plan.grace_days))
        period = period._replace(ends_at=ends_at)
    if period is None:
        Grant.objects.filter(source=source).delete()
        return
    Grant.objects.update_or_create(
        source=source,
        defaults={
            "checkout": membership.checkout,
            "reason": Grant.Reason.GRACE,
            "entitlements": membership.entitlements,
            "starts_at": period.starts_at,
            "ends_at": period.ends_at,
        },
    )
