"""Renewals that could not be charged: which, told of when, and until when all stays open."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q

from wellread.accounts.models import Reader
from wellread.membership import dunning, queries
from wellread.membership.models import FailedRenewal, Grant, Membership
from wellread.payments.models import Payment


def bank_failed_at(membership: Membership) -> datetime | None:
    """Return when a bank that was asked for what is owed last sent nothing, or None."""
    asked = membership.checkout.grants.filter(
        reason=Grant.Reason.PROMISE, starts_at__gte=queries.granted_until(membership)
    )
    at: datetime | None = asked.aggregate(at=Max("withdrawn_at"))["at"]
    return at


def grace_ends_at(membership: Membership) -> datetime | None:
    """Return until when benefits stay while a renewal is tried again, or None."""
    grants = membership.checkout.grants.filter(reason=Grant.Reason.GRACE)
    until: datetime | None = grants.values_list("ends_at", flat=True).first()
    return until


def failed_renewal(membership: Membership) -> FailedRenewal | None:
    """Return the renewal of a membership that stands unpaid, no bank being asked, or None."""
    rows = FailedRenewal.objects.filter(membership=membership, ended_at=None)
    return rows.exclude(is_promised()).first()


def failed_renewal_of(
    *, reader: Reader | None, checkouts: Collection[UUID] = ()
) -> FailedRenewal | None:
    """Return a renewal that stands unpaid of whoever pays, for themselves or for a group."""
    owing = queries.memberships(reader=reader, checkouts=checkouts).filter(status="past_due")
    rows = FailedRenewal.objects.filter(membership__in=owing.order_by().values("pk"), ended_at=None)
    return rows.select_related("membership__subscription", "membership__plan").first()


def failed_renewals_to_tell_of(*, at: datetime) -> list[FailedRenewal]:
    """Return failed renewals of which an e-mail is due, those first that wait longest."""
    due = FailedRenewal.objects.filter(ended_at=None, next_notice_at__lte=at)
    due = due.exclude(is_promised())
    due = due.select_related("membership__subscription").order_by("next_notice_at")
    return list(due[: queries.LOOKED_AT_ONCE])


def failed_renewals_to_give_up(*, at: datetime, silent_for: timedelta) -> list[FailedRenewal]:
    """Return what nobody tries to charge any more though its days of grace are over."""
    grace = Grant.objects.filter(
        checkout=OuterRef("membership__checkout"), reason=Grant.Reason.GRACE, ends_at__gt=at
    )
    untried = Q(next_attempt_at=None) | Q(next_attempt_at__lt=at - silent_for)
    rows = FailedRenewal.objects.filter(untried, ~Exists(grace), ended_at=None)
    rows = rows.exclude(is_promised())
    # Whoever has failed only now is given at least as long as an attempt may be late.
    rows = rows.filter(failed_at__lt=at - silent_for, membership__status="past_due")
    return list(rows.select_related("membership__subscription")[: queries.LOOKED_AT_ONCE])


def is_promised() -> Exists:
    """Ask whether a bank is asked for a failed renewal once more: until it answers, all rests."""
    return Exists(
        Payment.objects.filter(invoice_id=OuterRef("invoice_id"), status=Payment.Status.PROMISED)
    )


def odd_attempts(*, at: datetime) -> list[FailedRenewal]:
    """Return failed renewals that Stripe tries again on other days than we state, the latest first.

    Its own schedule, set in its dashboard, is told by nothing else.
    """
    rows = FailedRenewal.objects.filter(ended_at=None, next_attempt_at__gt=at)
    found = rows.select_related("membership__reader", "membership__checkout")[
        : queries.LOOKED_AT_ONCE
    ]
    return [
        row
        for row in found[: queries.LOOKED_AT_ONCE]
        if row.next_attempt_at
        and not dunning.is_of_schedule(row.failed_at, next_attempt_at=row.next_attempt_at)
    ]


def is_given_up(membership: Membership) -> bool:
    """Tell whether we ended a membership ourselves because nobody could charge it."""
    return FailedRenewal.objects.filter(membership=membership, given_up_at__isnull=False).exists()
