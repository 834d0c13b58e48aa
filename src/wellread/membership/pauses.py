"""Letting charging rest for some months, and beginning again by itself."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from wellread.membership import emails, queries, rules
from wellread.membership.models import Membership, Pause
from wellread.payments import actions as payments
from wellread.payments import clock, gateway


class CannotPause(Exception):
    """Nothing runs that was paid for, or it rests already."""


def pause(*, membership: Membership, months: int) -> Pause:
    """Move the next charge by whole months; what was paid for runs to its end.

    Raises CannotPause, gateway.GatewayUnavailable (a job goes on) or gateway.GatewayRefused.
    """
    found = _written_down(membership, months)
    try:
        _carry_out(found)
    except gateway.GatewayRefused:
        _drop(found)
        raise
    return found


def carry_out_or_drop(pause: Pause) -> None:
    """Tell Stripe of a pause; one that it refuses is none."""
    try:
        _carry_out(pause)
    except gateway.GatewayRefused:
        _drop(pause)


def _carry_out(pause: Pause) -> None:
    subscription = pause.membership.subscription
    if pause.rests_from <= clock.now():
        told = payments.refresh_subscription(stripe_id=subscription.stripe_id) or subscription
        if told.status != rules.RESTS:
            # Charged anew before Stripe heard of it: `end_what_is_over` notes it.
            return
    payments.move_next_charge(subscription=subscription, at=pause.resumes_at)
    _note_done(pause)


def end(*, membership: Membership) -> None:
    """Take a pause back: while paid time runs as if it had never been, afterwards by a charge now.

    Raises CannotPause when there is none, gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    found = queries.pause_of(membership)
    if found is None or membership.status not in rules.LIVE:
        raise CannotPause
    subscription = membership.subscription
    told = payments.refresh_subscription(stripe_id=subscription.stripe_id) or subscription
    # Of a pause that Stripe heard of late, or of its end, days may be paid for since: none twice.
    if told.status == rules.RESTS:
        membership.refresh_from_db()
        until = paid_until(membership, found)
        at = until if until > clock.now() else None
        payments.move_next_charge(subscription=subscription, at=at)
    Pause.objects.filter(pk=found.pk, ended_at=None).update(ended_at=clock.now())


def paid_until(membership: Membership, pause: Pause) -> datetime:
    """Return until when ending a pause charges nothing: one that came late has days paid for."""
    return max(pause.rests_from, membership.paid_until or pause.rests_from)


def end_what_is_over() -> None:
    """Note the end of pauses whose time has come, or whose membership has ended.

    One of which Stripe never heard is over once what was paid for was charged again.
    """
    now = clock.now()
    over = Q(resumes_at__lte=now) | ~Q(membership__status__in=queries.RUNNING)
    over |= Q(done_at=None, rests_from__lte=now)
    Pause.objects.filter(over, ended_at=None).update(ended_at=now)


@transaction.atomic
def tell_of_end(pause: Pause) -> None:
    """Tell a member a week ahead that charging begins again."""
    told = Pause.objects.filter(pk=pause.pk, told_at=None).update(told_at=clock.now())
    if told:
        emails.send_pause_ends(pause=pause)


@transaction.atomic
def _written_down(membership: Membership, months: int) -> Pause:
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    now = clock.now()
    if months not in rules.PAUSES or not queries.can_pause(locked, at=now):
        raise CannotPause
    assert locked.paid_until is not None
    day = rules.day_of_charges(locked.paid_until, first=locked.subscription.started_at)
    try:
        with transaction.atomic():
            return Pause.objects.create(
                membership=locked,
                asked_at=now,
                rests_from=locked.paid_until,
                resumes_at=rules.months_later(locked.paid_until, months, day=day),
            )
    except IntegrityError:
        raise CannotPause from None


def _drop(pause: Pause) -> None:
    Pause.objects.filter(pk=pause.pk, done_at=None).delete()


@transaction.atomic
def _note_done(pause: Pause) -> None:
    if Pause.objects.filter(pk=pause.pk, done_at=None).update(done_at=clock.now()):
        emails.send_paused(pause=pause)
