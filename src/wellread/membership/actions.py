"""What is done for members. Each function owns its transaction, or joins its caller's."""

from datetime import datetime, timedelta

from django.db import transaction

from wellread.accounts.models import Reader
from wellread.membership import (
    cooling_off,
    declarations,
    emails,
    failed_renewals,
    intro,
    law,
    place,
    postal,
    queries,
    rules,
    second_memberships,
    settling,
    sources,
)
from wellread.membership.groups import emails as group_emails
from wellread.membership.models import (
    Grant,
    LeftAlone,
    Membership,
    OfferUse,
    Plan,
    ReaderNote,
    ReturnedPayment,
)
from wellread.payments import actions as payments
from wellread.payments import clock, gateway, opening
from wellread.payments.facts import ChargeTerms
from wellread.payments.models import Checkout, Payment, Refund, Subscription

# Each time another process was quicker; five in a row are a fault, not a race.
TIMES_OVERTAKEN = 4
DAYS_KEY = "days"


class NothingToResume(Exception):
    """The paid time is over, or another membership runs: joining anew is the way."""


class ChargeUnderWay(Exception):
    """A charge is being made, or tried again: what follows it is settled once that is over."""


@transaction.atomic
def follow_subscription(*, subscription: Subscription, checkout: Checkout) -> Membership | None:
    """Bring the membership to what its subscription says; return None while it has not begun."""
    membership = settling.held(subscription=subscription)
    if membership is None:
        membership = Membership(
            reader=checkout.reader,
            plan=plan_of(checkout),
            checkout=checkout,
            subscription=subscription,
            started_at=subscription.started_at,
            is_group=checkout.is_of_group,
        )
    membership.subscription = subscription
    if rules.STATUS[subscription.status] is None:
        return None
    settling.settle_status(membership)
    settling.settle_grace(membership)
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
    is_history: bool,
    is_of_change: bool = False,
) -> None:
    """Grant what a paid invoice paid for, and thank for it unless somebody else did.

    One that paid for more of the same until the next renewal grants no time.
    """
    if is_of_change:
        membership = follow_subscription(subscription=subscription, checkout=checkout)
    else:
        membership = grant_period(
            subscription=subscription,
            invoice_id=invoice_id,
            period_starts_at=period_starts_at,
            period_ends_at=period_ends_at,
        )
    if membership is None or is_history:
        return
    if membership.second_since is not None:
        # Its e-mail says what was paid and what becomes of it; of what comes later, the one that
        # goes with the refund.
        if membership.second_told_at is not None:
            second_memberships.payments_to_return(membership)
        return
    if is_first and membership.is_group:
        group_emails.send_bought(membership, payment)
    elif is_first and payment is not None and queries.was_promised(payment):
        emails.send_promise_kept(membership=membership, payment=payment)
    elif is_first and payment is None and checkout.trial_days:
        # It is welcomed once it is seen that it is had for the first time.
        return
    elif is_first:
        emails.send_welcome(membership=membership, payment=payment, invoice_id=invoice_id)
    elif payment is not None:
        emails.send_receipt(membership=membership, payment=payment, is_for_more_seats=is_of_change)
        if opened := cooling_off.after(payment):
            emails.send_cooling_off(membership=membership, opened=opened)


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
    # Free days that were ended stay so, whichever message comes later.
    is_stopped = bool(checkout.trial_days and queries.stopped_trials([checkout.pk]))
    Grant.objects.update_or_create(
        source=sources.of_invoice(invoice_id),
        # It was withdrawn if it had been held before anything was paid.
        defaults={} if is_stopped else {"withdrawn_at": None},
        create_defaults={
            "checkout": checkout,
            "reason": Grant.Reason.MEMBERSHIP,
            "entitlements": membership.entitlements,
            "starts_at": period_starts_at,
            "ends_at": period_ends_at,
        },
    )
    failed_renewals.paid(invoice_id=invoice_id)
    settling.settle_paid_until(membership)
    settling.settle_grace(membership)
    return membership


@transaction.atomic
def follow_anew(*, subscription: Subscription) -> None:
    """Bring a membership to what its subscription and its grants say."""
    membership = follow_subscription(subscription=subscription, checkout=subscription.checkout)
    if membership is not None:
        settling.settle_what_is_paid(membership)


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
            source=sources.of_contribution(payment.stripe_id),
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
def tell_of_refund(*, payment: Payment, refund: Refund) -> None:
    """Tell who paid that money is on its way back."""
    brought_in_at = payment.checkout.brought_in_at
    if brought_in_at is not None and refund.created_at < brought_in_at:
        # Whoever gave it back then told of it.
        return
    untold = ReturnedPayment.objects.filter(payment=payment, membership__isnull=False)
    if untold.filter(membership__second_told_at=None).exists():
        # The e-mail about joining twice says so.
        return
    emails.send_refund(payment=payment, refund=refund)


@transaction.atomic
def follow_payment(*, payment: Payment, taken_back_at: datetime | None) -> None:
    """End what a payment opened when all of it was taken back; open it again when it stands.

    Who had the bank take it back is not charged again; after a refund the newsroom decides.
    """
    settling.end_what_it_paid(payment, at=taken_back_at or cooling_off.ended_at(payment))


@transaction.atomic
def withdraw(*, source: str) -> None:
    """End what is held and nobody paid for; it opens again once that is paid."""
    # The membership first, as whoever extends it does.
    membership = settling.held(checkout__grants__source=source)
    grant = Grant.objects.select_for_update().get(source=source)
    grant.withdrawn_at = clock.now()
    grant.save(update_fields=["withdrawn_at"])
    if membership is not None:
        settling.settle_what_is_paid(membership)


@transaction.atomic
def attach(*, checkout: Checkout, reader: Reader) -> None:
    """Give a claimed membership to its reader; what was charged twice is found."""
    membership = settling.held(reader, checkout=checkout)
    if membership is None:
        return
    membership.reader = reader
    settling.settle_status(membership)
    settling.find_charged_twice(membership)


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
    OfferUse.objects.filter(checkout__reader=reader).update(card="")
    postal.forget(reader=reader)
    LeftAlone.objects.filter(address=reader.email).delete()
    # One of which no payment is known yet stays with its address: somebody is owed an answer.
    proved = declarations.withdrawals(reader.email).exclude(checkout=None)
    proved.update(name="", address="")
    known = declarations.cancellations(reader.email).exclude(membership=None)
    known.update(name="", address="", cause="")
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
        if delete_if_settled(reader):
            return was_member
    raise gateway.GatewayUnavailable("Payments are begun while the account is erased")


@transaction.atomic
def delete_if_settled(reader: Reader) -> bool:
    """Delete an account for which nothing was begun since we looked; tell whether it is gone."""
    locked = Reader.objects.select_for_update().filter(pk=reader.pk).first()
    if locked is None:
        return True
    charges = Membership.objects.filter(reader=reader, status__in=rules.LIVE)
    if charges.exists() or opening.is_open_for(reader=locked):
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


def change_amount(*, membership: Membership, wanted: ChargeTerms) -> None:
    """Charge another amount, or by another interval, from the next charge on; an e-mail says so.

    Raises ChargeUnderWay, gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    subscription = membership.subscription
    before = terms_of(subscription)
    wanted = wanted._replace(coupon=intro.coupon_with(membership, wanted.money, wanted.interval))
    if wanted.interval == before.interval:
        payments.change_amount(
            subscription=subscription,
            money=wanted.money,
            fee_covered_minor=wanted.fee_covered_minor,
            coupon=wanted.coupon,
        )
    elif not queries.can_change_interval(membership, at=clock.now()):
        raise ChargeUnderWay
    else:
        at = queries.next_charge_at(membership)
        payments.move_next_charge(subscription=subscription, at=at, terms=wanted)
    membership.refresh_from_db()
    if terms_of(membership.subscription) != before:
        emails.send_change(membership=membership, before=before)


def terms_of(subscription: Subscription) -> ChargeTerms:
    """Return what a subscription charges, and how often."""
    return ChargeTerms(
        subscription.money,
        subscription.interval,
        subscription.fee_covered_minor,
        subscription.quantity,
    )


def catch_up(*, membership: Membership) -> None:
    """Ask how a membership stands of which nobody told whether its new period was paid for."""
    is_over = membership.paid_until is None or membership.paid_until < clock.now()
    if membership.status == Membership.Status.ACTIVE and is_over:
        payments.refresh_subscription(stripe_id=membership.subscription.stripe_id)
        membership.refresh_from_db()


def stop(membership: Membership) -> None:
    """Cancel at Stripe what we show as ending though it would still charge."""
    payments.cancel_subscription(subscription=membership.subscription)


@transaction.atomic
def remind(membership: Membership) -> None:
    """Remind a member of what is charged, once a year, or as often as the law asks."""
    subscription, now = membership.subscription, clock.now()
    which = rules.reminder_due(
        interval=subscription.interval,
        started_at=membership.started_at,
        renews_at=subscription.current_period_ends_at,
        at=now,
        every_months=law.reminder_months(now.date(), place.of_checkout(membership.checkout)),
    )
    if which is not None:
        _remind(membership, which)


@transaction.atomic
def _remind(membership: Membership, which: str) -> None:
    emails.send_reminder(membership=membership, which=which)
    # Whoever was reminded is not looked at again before the year is over.
    Membership.objects.filter(pk=membership.pk).update(reminded_at=clock.now())


def look_at(membership: Membership) -> None:
    """Ask Stripe about a membership whose paid time ended without a word."""
    silent_since = membership.paid_until or membership.started_at
    payments.look_at_subscription(membership.subscription, silent_for=clock.now() - silent_since)


@transaction.atomic
def expire() -> None:
    """End memberships whose paid time ran out after a cancellation, though no message said so."""
    over = Membership.objects.select_for_update().filter(
        status=Membership.Status.ENDING,
        subscription__cancel_at_period_end=True,
        paid_until__lt=clock.now(),
    )
    # What a bank was asked for runs as what was paid for does.
    promised = Payment.objects.filter(status=Payment.Status.PROMISED)
    over = over.exclude(checkout__in=promised.values("checkout"))
    for membership in over.order_by("pk"):
        membership.status = Membership.Status.ENDED
        membership.save(update_fields=["status"])
        settling.tell_others(membership)


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
