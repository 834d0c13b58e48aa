"""What is done for members. Each function owns its transaction, or joins its caller's."""

import sys
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from wellread.accounts.models import Reader
from wellread.membership import emails, queries, rules
from wellread.membership.models import Grant, Membership, Plan, ReaderNote, ReturnedPayment
from wellread.payments import actions as payments
from wellread.payments import clock, gateway, opening
from wellread.payments.models import Checkout, Payment, Refund, Subscription
from wellread.payments.money import Money

# Stripe's word for an end that somebody asked for; failing payments and disputes have others.
CANCELLED = "cancellation_requested"
# Each time another process was quicker; five in a row are a fault, not a race.
TIMES_OVERTAKEN = 4
# What a grant that was paid for names: one of these, a colon, and the object's id at Stripe.
INVOICE, CONTRIBUTION = "invoice", "contribution"
DAYS_KEY = "days"


class NothingToResume(Exception):
    """The paid time is over, or another membership runs: joining anew is the way."""


@transaction.atomic
def follow_subscription(*, subscription: Subscription, checkout: Checkout) -> Membership | None:
    """Bring the membership to what its subscription says; return None while it has not begun."""
    membership = _held(subscription=subscription)
    if membership is None:
        membership = Membership(
            reader=checkout.reader,
            plan=plan_of(checkout),
            checkout=checkout,
            subscription=subscription,
            started_at=subscription.started_at,
        )
    membership.subscription = subscription
    if rules.STATUS[subscription.status] is None:
        return None
    _settle_status(membership)
    _settle_grace(membership)
    return membership


@transaction.atomic
def extend_membership(
    *,
    subscription: Subscription,
    checkout: Checkout,
    invoice_id: str,
    is_first: bool,
    period_starts_at: datetime,
    period_ends_at: datetime,
    payment: Payment | None,
) -> None:
    """Grant what a paid invoice paid for, and thank for it."""
    membership = grant_period(
        subscription=subscription,
        invoice_id=invoice_id,
        period_starts_at=period_starts_at,
        period_ends_at=period_ends_at,
    )
    if membership is None:
        return
    if membership.second_since is not None:
        # Its e-mail says what was paid and what becomes of it; of what comes later, the one that
        # goes with the refund.
        if membership.second_told_at is not None:
            payments_to_return(membership)
        return
    if is_first:
        emails.send_welcome(membership=membership, payment=payment, invoice_id=invoice_id)
    elif payment is not None:
        emails.send_receipt(membership=membership, payment=payment)


@transaction.atomic
def grant_period(
    *,
    subscription: Subscription,
    invoice_id: str,
    period_starts_at: datetime,
    period_ends_at: datetime,
) -> Membership | None:
    """Grant the period that an invoice paid for, once; return None while nothing has begun."""
    checkout = subscription.checkout
    membership = follow_subscription(subscription=subscription, checkout=checkout)
    if membership is None:
        return None
    Grant.objects.update_or_create(
        source=invoice_source(invoice_id),
        # It was withdrawn if it had been held before anything was paid.
        defaults={"withdrawn_at": None},
        create_defaults={
            "checkout": checkout,
            "reason": Grant.Reason.MEMBERSHIP,
            "entitlements": membership.plan.entitlements,
            "starts_at": period_starts_at,
            "ends_at": period_ends_at,
        },
    )
    _settle_paid_until(membership)
    _settle_grace(membership)
    return membership


@transaction.atomic
def follow_anew(*, subscription: Subscription) -> None:
    """Bring a membership to what its subscription and its grants say."""
    membership = follow_subscription(subscription=subscription, checkout=subscription.checkout)
    if membership is not None:
        _settle_what_is_paid(membership)


@transaction.atomic
def thank(*, checkout: Checkout, payment: Payment) -> None:
    """Thank for a contribution, and grant what it was said to open: usually nothing."""
    grant_contribution(checkout=checkout, payment=payment)
    emails.send_thanks(checkout=checkout, payment=payment)


@transaction.atomic
def grant_contribution(*, checkout: Checkout, payment: Payment) -> None:
    """Grant what a contribution opens, once."""
    starts_at = payment.paid_at or checkout.created_at
    days = days_opened(checkout)
    if days:
        Grant.objects.update_or_create(
            source=contribution_source(payment.stripe_id),
            defaults={"withdrawn_at": None},
            create_defaults={
                "checkout": checkout,
                "reason": Grant.Reason.CONTRIBUTION,
                "entitlements": plan_of(checkout).entitlements,
                "starts_at": starts_at,
                "ends_at": starts_at + timedelta(days=days),
            },
        )


@transaction.atomic
def tell_of_failure(
    *, subscription: Subscription, invoice_id: str, next_attempt_at: datetime | None
) -> None:
    """Tell a member that a renewal failed, once for each invoice; nothing is taken away."""
    membership = Membership.objects.filter(subscription=subscription).first()
    # Of one that has ended since, its last e-mail says all there is to say.
    if membership is not None and membership.status != Membership.Status.ENDED:
        emails.send_failure(
            membership=membership, invoice_id=invoice_id, next_attempt_at=next_attempt_at
        )


@transaction.atomic
def tell_of_refund(*, payment: Payment, refund: Refund) -> None:
    """Tell who paid that money is on its way back."""
    if ReturnedPayment.objects.filter(payment=payment, membership__second_told_at=None).exists():
        # The e-mail about joining twice says so.
        return
    emails.send_refund(payment=payment, refund=refund)


@transaction.atomic
def follow_payment(*, payment: Payment, taken_back_at: datetime | None) -> None:
    """End what a payment opened when all of it was taken back; open it again when it stands.

    Who had the bank take it back is not charged again; after a refund the newsroom decides.
    """
    Grant.objects.filter(source=source_of(payment)).update(withdrawn_at=taken_back_at)
    membership = _held(subscription=payment.subscription_id)
    if membership is not None:
        _settle_what_is_paid(membership)


@transaction.atomic
def withdraw(*, source: str) -> None:
    """End what is held and nobody paid for; it opens again once that is paid."""
    grant = Grant.objects.select_for_update().get(source=source)
    grant.withdrawn_at = clock.now()
    grant.save(update_fields=["withdrawn_at"])
    membership = Membership.objects.select_for_update().filter(checkout__grants=grant).first()
    if membership is not None:
        _settle_what_is_paid(membership)


@transaction.atomic
def attach(*, checkout: Checkout, reader: Reader) -> None:
    """Give a claimed membership to its reader; what was charged twice is found."""
    membership = _held(reader, checkout=checkout)
    if membership is None:
        return
    membership.reader = reader
    _settle_status(membership)
    _find_charged_twice(membership)


def hand_over(*, reader: Reader, address: str) -> None:
    """Give a reader whose address was proved all that waits for whoever proves it.

    Safe to repeat: it is done at each sign-in. What else is kept for an address without an account
    is handed over here.
    """
    payments.claim_address(reader=reader, address=address)


def hand_over_what_was_proved() -> None:
    """Give readers what was paid under their address in the very moment in which they proved it."""
    payments.claim_what_was_proved()


@transaction.atomic
def hand_over_gifts(*, reader: Reader, address: str) -> None:
    """Give a reader what was held for an address that is theirs."""
    Grant.objects.filter(email=address).update(reader=reader, email="")


@transaction.atomic
def let_go(*, reader: Reader) -> None:
    """Have no reader charged whose account is erased, and keep nothing by which to find them.

    A job cancels at Stripe what still runs.
    """
    Membership.objects.filter(reader=reader, status__in=rules.LIVE).update(
        status=Membership.Status.ENDING
    )
    queries.emails(reader=reader).delete()
    queries.notes(reader.email).delete()
    payments.forget_reader(reader=reader)


def erase(*, reader: Reader, browser: str = "") -> bool:
    """Stop what could charge again, then delete the account; return whether anything would.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused, and nothing is deleted then.
    """
    was_member = False
    for _ in range(TIMES_OVERTAKEN):
        opening.close_checkouts(reader=reader, browser=browser)
        for membership in Membership.objects.filter(reader=reader, status__in=rules.LIVE):
            was_member = True
            cancel(membership=membership)
        if _delete_if_settled(reader):
            return was_member
    raise gateway.GatewayUnavailable("Payments are begun while the account is erased")


@transaction.atomic
def _delete_if_settled(reader: Reader) -> bool:
    """Delete an account for which nothing was begun since we looked; tell whether it is gone."""
    locked = Reader.objects.select_for_update().filter(pk=reader.pk).first()
    if locked is None:
        return True
    charges = Membership.objects.filter(reader=reader, status__in=rules.LIVE)
    if charges.exists() or opening.has_open_checkouts(reader=locked):
        return False
    locked.delete()
    return True


def cancel(*, membership: Membership) -> None:
    """Stop every further charge; what was paid for runs to its end, and an e-mail says so.

    A membership of which nothing paid for is left ends at once.
    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    payments.cancel_subscription(subscription=membership.subscription)


def resume(*, membership: Membership) -> None:
    """Take a cancellation back, unless the time is over or another membership charges already."""
    is_over = membership.status == Membership.Status.ENDED or queries.must_end(membership)
    if is_over or queries.other_live_membership(membership) is not None:
        raise NothingToResume
    payments.resume_subscription(subscription=membership.subscription)


def change_amount(*, membership: Membership, money: Money) -> None:
    """Charge another amount from the next charge on, and confirm it by e-mail."""
    before = membership.subscription.money
    payments.change_amount(subscription=membership.subscription, money=money)
    membership.refresh_from_db()
    if membership.subscription.money != before:
        emails.send_change(membership=membership, before=before)


def catch_up(*, membership: Membership) -> None:
    """Ask how a membership stands of which nobody told whether its new period was paid for."""
    is_over = membership.paid_until is None or membership.paid_until < clock.now()
    if membership.status == Membership.Status.ACTIVE and is_over:
        payments.refresh_subscription(stripe_id=membership.subscription.stripe_id)
        membership.refresh_from_db()


def undo_second(membership: Membership) -> None:
    """Stop a second membership, give back what it was charged beside the other, and tell of it.

    Each is done once at most. What is given back is written down before Stripe is asked, so that
    whoever goes on after a crash gives back the same. Raises gateway.GatewayUnavailable or
    gateway.GatewayRefused.
    """
    subscription = membership.subscription
    if subscription.renews:
        subscription = payments.cancel_subscription(subscription=subscription)
    for returned in payments_to_return(membership):
        give_back(returned)
    if not queries.runs_on_a_payment(membership, at=clock.now()):
        payments.end_subscription(subscription=subscription)
    _tell_of_second(membership)


@transaction.atomic
def payments_to_return(membership: Membership) -> list[ReturnedPayment]:
    """Write down what is given back of a second membership; return what is to be sent still."""
    Membership.objects.select_for_update().get(pk=membership.pk)
    for payment in queries.charged_twice(membership, second_to=membership.second_to):
        ReturnedPayment.objects.get_or_create(
            payment=payment, defaults={"membership": membership, "try_again_at": clock.now()}
        )
    waiting = membership.returned_payments.filter(try_again_at__lte=clock.now())
    return list(waiting.select_related("payment").order_by("payment__paid_at", "pk"))


def give_back(returned: ReturnedPayment) -> None:
    """Give a payment back, or note why Stripe refuses to: it is asked again, ever less often.

    Raises gateway.GatewayUnavailable.
    """
    known = ReturnedPayment.objects.filter(pk=returned.pk, refusals=returned.refusals)
    try:
        payments.give_back(payment=returned.payment, attempt=returned.refusals)
    except gateway.GatewayRefused as refusal:
        known.update(
            refusals=F("refusals") + 1,
            refusal=str(refusal),
            try_again_at=clock.now() + rules.refused_refund_rests(returned.refusals),
        )
    else:
        known.update(refusal="", try_again_at=None)


@transaction.atomic
def _tell_of_second(membership: Membership) -> None:
    untold = Membership.objects.filter(pk=membership.pk, second_told_at=None)
    if untold.update(second_told_at=clock.now()):
        membership.refresh_from_db()
        emails.send_second_membership(membership=membership)


def stop(membership: Membership) -> None:
    """Cancel at Stripe what we show as ending though it would still charge."""
    payments.cancel_subscription(subscription=membership.subscription)


@transaction.atomic
def remind(membership: Membership) -> None:
    """Remind a member of what is charged, once a year."""
    subscription = membership.subscription
    which = rules.reminder_due(
        interval=subscription.interval,
        started_at=membership.started_at,
        renews_at=subscription.current_period_ends_at,
        at=clock.now(),
    )
    if which is not None:
        emails.send_reminder(membership=membership, which=which)


def look_at(membership: Membership) -> None:
    """Ask Stripe about a membership whose paid time ended without a word."""
    silent_since = membership.paid_until or membership.started_at
    payments.look_at_subscription(membership.subscription, silent_for=clock.now() - silent_since)


def expire() -> None:
    """End memberships whose paid time ran out after a cancellation, though no message said so."""
    Membership.objects.filter(
        status=Membership.Status.ENDING,
        subscription__cancel_at_period_end=True,
        paid_until__lt=clock.now(),
    ).update(status=Membership.Status.ENDED)


@transaction.atomic
def give(*, reader: Reader, ends_at: datetime, reason: str, note: str = "") -> Grant:
    """Open everything to a reader without a payment, until a given moment."""
    return Grant.objects.create(
        reader=reader,
        reason=reason,
        entitlements=list(rules.ENTITLEMENTS),
        starts_at=clock.now(),
        ends_at=ends_at,
        note=note,
    )


def invoice_source(invoice_id: str) -> str:
    """Return the name under which an invoice has granted its period, once."""
    return f"{INVOICE}:{invoice_id}"


def contribution_source(payment_intent: str) -> str:
    """Return the name under which a contribution has granted its days, once."""
    return f"{CONTRIBUTION}:{payment_intent}"


def source_of(payment: Payment) -> str:
    """Return the name under which a payment has granted something, once."""
    if payment.invoice_id:
        return invoice_source(payment.invoice_id)
    return contribution_source(payment.stripe_id)


def days_opened(checkout: Checkout) -> int:
    """Return for how many days a contribution opens something: as it was said before paying.

    Until November 2026 that was not written down, and the plan is asked.
    """
    said = checkout.metadata.get(DAYS_KEY)
    return plan_of(checkout).once_days if said is None else int(said)


@transaction.atomic
def note(*, address: str, text: str, by: Reader | None) -> ReaderNote:
    """Write something down about whoever has an address."""
    return ReaderNote.objects.create(address=address, text=text, written_by=by)


def plan_of(checkout: Checkout) -> Plan:
    """Return the plan a Checkout was started for."""
    plan: Plan = Plan.objects.get(pk=checkout.metadata["plan"])
    return plan


def _settle_status(membership: Membership) -> None:
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
    if before == status:
        return
    if status == Membership.Status.ENDED and before in rules.LIVE:
        _tell_of_end(membership)
    elif (
        status == Membership.Status.ENDING
        and subscription.cancel_at_period_end
        and membership.second_since is None
    ):
        _tell_of_cancellation(membership)


def _held(reader: Reader | None = None, **which: Any) -> Membership | None:
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
    return other


def _find_charged_twice(membership: Membership) -> None:
    """Mark what was charged beside another membership of its reader, though it charges no more."""
    others = Membership.objects.filter(reader=membership.reader, second_since=None)
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
    if membership.subscription.end_reason == CANCELLED:
        _tell_of_cancellation(membership)
    elif queries.owed_since(membership) is not None:
        emails.send_lapse(membership=membership)


def _tell_of_cancellation(membership: Membership) -> None:
    Membership.objects.filter(pk=membership.pk).update(times_cancelled=F("times_cancelled") + 1)
    membership.refresh_from_db(fields=["times_cancelled"])
    emails.send_cancellation(membership=membership)


def _settle_what_is_paid(membership: Membership) -> None:
    _settle_paid_until(membership)
    _settle_status(membership)
    _settle_grace(membership)


def _settle_paid_until(membership: Membership) -> None:
    """Bring the end of the paid time to what was granted for money that we still have."""
    membership.paid_until = queries.paid_until(membership.checkout_id)
    membership.save(update_fields=["paid_until"])


def _settle_grace(membership: Membership) -> None:
    source = f"grace:{membership.checkout_id}"
    period = rules.grace(
        status=membership.status,
        paid_until=queries.granted_until(membership),
        period_ends_at=membership.subscription.current_period_ends_at,
        days=membership.plan.grace_days,
    )
    if period is None:
        Grant.objects.filter(source=source).delete()
        return
    Grant.objects.update_or_create(
        source=source,
        defaults={
            "checkout": membership.checkout,
            "reason": Grant.Reason.GRACE,
            "entitlements": membership.plan.entitlements,
            "starts_at": period.starts_at,
            "ends_at": period.ends_at,
        },
    )
