"""What is done about a renewal that could not be charged: told of, charged again, given up."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from wellread.mail import actions as mail
from wellread.membership import arrears, dunning, emails
from wellread.membership.models import FailedRenewal, Membership
from wellread.payments import actions as payments
from wellread.payments import clock
from wellread.payments.models import Subscription

End = FailedRenewal.End
# What ended a failed renewal that nobody paid, by what its membership is now.
ENDS = {
    Membership.Status.ACTIVE: End.VOIDED,
    Membership.Status.ENDING: End.CANCELLED,
    Membership.Status.ENDED: End.ENDED,
}
# Of somebody who went to enter a card an hour ago nothing is to be expected any more.
CARD_ENTERED_WITHIN = timedelta(hours=1)
# Stripe's own tries may come a little late.
TRIED_WITHIN = timedelta(days=1)


class NothingToCollect(Exception):
    """It was paid, or asked for no more, meanwhile."""


@transaction.atomic
def note(
    *,
    subscription: Subscription,
    invoice_id: str,
    next_attempt_at: datetime | None,
    decline_code: str,
    needs_action: bool,
) -> None:
    """Write down how a renewal stands that could not be charged; tell of it, once."""
    membership = Membership.objects.filter(subscription=subscription).first()
    # Of one that has ended since, its last e-mail says all there is to say.
    if membership is None or membership.status == Membership.Status.ENDED:
        return
    known = {
        "next_attempt_at": next_attempt_at,
        "decline_code": decline_code,
        "needs_action": needs_action,
    }
    failed, is_new = FailedRenewal.objects.get_or_create(
        invoice_id=invoice_id,
        defaults={"membership": membership, "failed_at": clock.now(), **known},
    )
    if membership.status != Membership.Status.PAST_DUE:
        # Nothing is owed, or not yet as far as we were told: whoever asks next knows more.
        follow(membership)
        return
    if not is_new:
        _keep_up(failed, known)
    if failed.ended_at is None and failed.told_at is None:
        _tell(failed, dunning.NEEDS_AGREEMENT if needs_action else dunning.NOTICES[0].email)


def _keep_up(failed: FailedRenewal, known: dict[str, Any]) -> None:
    """Note what the latest try says; what was thought to be asked for no more is owed after all."""
    rows = FailedRenewal.objects.filter(pk=failed.pk)
    rows.filter(end=End.VOIDED).update(ended_at=None, end="")
    rows.filter(ended_at=None).update(**known)
    failed.refresh_from_db()


def asked_again(*, invoice_id: str) -> None:
    """Note that a bank is asked once more: until it answers it is owed still, and all rests."""
    for failed in FailedRenewal.objects.filter(invoice_id=invoice_id).exclude(end=End.PAID):
        FailedRenewal.objects.filter(pk=failed.pk, end=End.VOIDED).update(ended_at=None, end="")
        _plan(failed, told_at=failed.told_at)


def paid(*, invoice_id: str) -> None:
    """Note that it was paid after all; what was about to be told of it is told no more."""
    FailedRenewal.objects.filter(invoice_id=invoice_id).exclude(end=End.PAID).update(
        ended_at=clock.now(), end=End.PAID, next_notice_at=None
    )
    _take_back(invoice_id)


def follow(membership: Membership) -> None:
    """Note what became of failed renewals whose membership is not in arrears any more."""
    end = ENDS.get(Membership.Status(membership.status))
    if end is None:
        return
    rows = FailedRenewal.objects.filter(membership=membership, ended_at=None)
    # While a bank is asked once more all seems well: what it sends, or not, is told later.
    for failed in rows.exclude(arrears.is_promised()) if end == End.VOIDED else rows:
        FailedRenewal.objects.filter(pk=failed.pk, ended_at=None).update(
            ended_at=clock.now(), end=end, next_notice_at=None
        )
        _take_back(failed.invoice_id)


def tell(failed: FailedRenewal) -> None:
    """Write what is due to a member, having asked whether it was paid meanwhile.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    payments.refresh_subscription(stripe_id=failed.membership.subscription.stripe_id)
    _tell_what_is_due(failed)


@transaction.atomic
def _tell_what_is_due(failed: FailedRenewal) -> None:
    now = clock.now()
    rows = FailedRenewal.objects.select_for_update(of=("self",)).select_related("membership")
    failed = rows.get(pk=failed.pk)
    due_now = failed.next_notice_at is not None and failed.next_notice_at <= now
    if failed.ended_at is not None or not due_now:
        return
    due = dunning.overdue(_dates(failed), since=failed.told_at or failed.failed_at, at=now)
    if due is None:
        _plan(failed, told_at=failed.told_at)
    else:
        _tell(failed, due.email)


def _tell(failed: FailedRenewal, email: str) -> None:
    emails.send_failure(failed=failed, name=email)
    _plan(failed, told_at=clock.now())


def _plan(failed: FailedRenewal, *, told_at: datetime | None) -> None:
    failed.told_at = told_at
    failed.next_notice_at = dunning.upcoming(_dates(failed), at=clock.now())
    failed.save(update_fields=["told_at", "next_notice_at"])


def _dates(failed: FailedRenewal) -> list[dunning.Due]:
    grace_ends_at = arrears.grace_ends_at(failed.membership)
    return dunning.dates(failed.failed_at, grace_ends_at=grace_ends_at)


def _take_back(invoice_id: str) -> None:
    for name in dunning.EMAILS:
        mail.take_back(name, about=invoice_id)


def note_leaving_for_card(failed: FailedRenewal) -> None:
    """Note that its payer goes to enter another card, to be charged when they come back."""
    FailedRenewal.objects.filter(pk=failed.pk).update(asked_for_card_at=clock.now())


def came_back_with_card(failed: FailedRenewal) -> bool:
    """Tell, once, whether its payer comes back from entering a card just now."""
    since = clock.now() - CARD_ENTERED_WITHIN
    left = FailedRenewal.objects.filter(pk=failed.pk, asked_for_card_at__gte=since)
    return bool(left.update(asked_for_card_at=None))


def collect(failed: FailedRenewal) -> None:
    """Charge it now, its payer being there; of two clicks at once one counts.

    Raises NothingToCollect, gateway.CardDeclined, gateway.GatewayUnavailable or
    gateway.GatewayRefused.
    """
    attempt = failed.times_collected
    mine = FailedRenewal.objects.filter(pk=failed.pk, ended_at=None, times_collected=attempt)
    if not mine.update(times_collected=F("times_collected") + 1):
        raise NothingToCollect
    payments.collect(
        subscription=failed.membership.subscription,
        invoice_id=failed.invoice_id,
        attempt=attempt,
    )


def give_up(failed: FailedRenewal) -> None:
    """End what nobody tries to charge any more, its grace being over; its member is told kindly.

    Stripe may be set to leave it unpaid for ever. Raises gateway.GatewayUnavailable or
    gateway.GatewayRefused.
    """
    FailedRenewal.objects.filter(pk=failed.pk, given_up_at=None).update(given_up_at=clock.now())
    payments.end_subscription(subscription=failed.membership.subscription)
