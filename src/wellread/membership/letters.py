"""Letters: written down in the transaction they tell of, sent afterwards, each at most once."""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from anymail.exceptions import AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F, Q, Sum
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format

from wellread.accounts.sending import NOT_TAKEN
from wellread.membership import claims, queries, rules
from wellread.membership.models import Grant, Letter, Membership
from wellread.payments import clock
from wellread.payments.models import Checkout, Payment, Refund
from wellread.payments.money import Money

SENT_AT_ONCE = 50
MOST_ATTEMPTS = 8
LEASE = timedelta(minutes=10)
UNKNOWN = "It may have arrived."
# Refunds that a bank sent back, or that never left.
NOT_GIVEN_BACK = ("requires_action", "canceled", "failed")
TIMED_OUT = 408

logger = logging.getLogger(__name__)


def write_welcome(*, membership: Membership, payment: Payment | None, invoice_id: str) -> None:
    """Write a welcome: what was paid, what it opens, what comes next, how to cancel."""
    _write(
        membership.email,
        Letter.Kind.WELCOME,
        payment.stripe_id if payment else invoice_id,
        benefits=membership.plan.benefit_lines,
        **_membership_facts(membership),
        **_payment_facts(payment),
    )


def write_receipt(*, membership: Membership, payment: Payment) -> None:
    """Write the receipt of a renewal: what was paid, and what comes next."""
    _write(
        membership.email,
        Letter.Kind.RECEIPT,
        payment.stripe_id,
        **_membership_facts(membership),
        **_payment_facts(payment),
    )


def write_refund(*, payment: Payment, refund: Refund) -> None:
    """Write that money was given back, and that what it paid for ends when it was all of it."""
    checkout = payment.checkout
    # By the time a letter is written more may be back already: each letter tells its own part.
    until_now = payment.refunds.filter(created_at__lte=refund.created_at).exclude(
        status__in=NOT_GIVEN_BACK
    )
    given_back_minor = until_now.aggregate(sum=Sum("amount_minor"))["sum"]
    _write(
        checkout.reader.email if checkout.reader else checkout.email,
        Letter.Kind.REFUNDED,
        refund.stripe_id,
        given_back=str(Money(refund.amount_minor, refund.currency)),
        is_all=given_back_minor >= payment.amount_minor,
        is_membership=payment.subscription_id is not None,
        **_checkout_facts(checkout),
        **_payment_facts(payment),
    )


def write_thanks(*, checkout: Checkout, payment: Payment) -> None:
    """Write thanks for a contribution."""
    _write(
        checkout.reader.email if checkout.reader else checkout.email,
        Letter.Kind.THANKS,
        payment.stripe_id,
        **_checkout_facts(checkout),
        **_payment_facts(payment),
    )


def write_failure(
    *, membership: Membership, invoice_id: str, next_attempt_at: datetime | None
) -> None:
    """Write that a renewal could not be charged, until when all stays, and what to do."""
    subscription = membership.subscription
    _write(
        membership.email,
        Letter.Kind.PAYMENT_FAILED,
        invoice_id,
        amount=str(subscription.money),
        next_attempt=_day(next_attempt_at),
        benefits_until=_day(_benefits_until(membership)),
        **_checkout_facts(membership.checkout),
    )


def write_reminder(*, membership: Membership, which: str) -> None:
    """Write once a year what is charged, how often, when next, and how to cancel."""
    _write(
        membership.email,
        Letter.Kind.REMINDER,
        f"{membership.pk}:{which}",
        **_membership_facts(membership),
    )


def write_change(*, membership: Membership, before: Money) -> None:
    """Confirm another amount: from when it is charged, and how to cancel."""
    subscription = membership.subscription
    _write(
        membership.email,
        Letter.Kind.AMOUNT_CHANGED,
        # Of two clicks at once each believes that it made the change.
        f"{membership.pk}:{before.amount_minor}:{subscription.amount_minor}:{clock.now():%FT%H:%M}",
        before=rules.per(before, subscription.interval),
        before_amount=str(before),
        is_due=queries.next_charge_at(membership) < subscription.current_period_ends_at,
        is_tried_again=membership.status == Membership.Status.PAST_DUE,
        **_membership_facts(membership),
    )


def write_gift(*, grant: Grant) -> None:
    """Tell a reader what was given to them; who has no account is told how to take it."""
    _write_gift(grant, str(grant.pk), is_changed=False)


def write_gift_again(*, grant: Grant, before: str, at: datetime) -> None:
    """Tell of another end, or whoever it is for now; a letter that still waits is taken back.

    Nothing is written to the address before: it was a slip, or somebody else's.
    """
    about = f"{grant.pk} of {at.isoformat()}"
    is_same = before == (grant.reader.email if grant.reader else grant.email)
    waiting = Letter.objects.filter(kind=Letter.Kind.GIFT, state=Letter.State.QUEUED)
    named = Q(about=str(grant.pk)) | Q(about__startswith=f"{grant.pk} of ")
    waiting.filter(named, recipient=before).delete()
    _write_gift(grant, about, is_changed=is_same)


def _write_gift(grant: Grant, about: str, *, is_changed: bool) -> None:
    _write(
        grant.reader.email if grant.reader else grant.email,
        Letter.Kind.GIFT,
        about,
        until=_day(grant.ends_at),
        needs_claim=False,
        is_held=grant.reader is None,
        is_changed=is_changed,
    )


def write_lapse(*, membership: Membership) -> None:
    """Write that a membership ended because it could not be charged, and how to come back."""
    _write(
        membership.email,
        Letter.Kind.LAPSED,
        str(membership.pk),
        **_membership_facts(membership),
    )


def write_cancellation(*, membership: Membership) -> None:
    """Confirm a cancellation."""
    subscription = membership.subscription
    until = membership.paid_until or subscription.current_period_ends_at
    _write(
        membership.email,
        Letter.Kind.CANCELLED,
        f"{membership.pk}:{membership.times_cancelled}",
        price=rules.per(subscription.money, subscription.interval),
        benefits_until=_day(until) if until > clock.now() else "",
        can_resume=membership.status != Membership.Status.ENDED,
        **_checkout_facts(membership.checkout),
    )


def write_second_membership(*, membership: Membership) -> None:
    """Write that one of two memberships was stopped, and what was given back of it."""
    payment = membership.returned_payment
    is_returned = payment is not None and payment.status == Payment.Status.REFUNDED
    until = membership.paid_until
    _write(
        membership.email,
        Letter.Kind.SECOND_MEMBERSHIP,
        str(membership.pk),
        given_back=str(payment.money) if payment and is_returned else "",
        benefits_until="" if is_returned or until is None or until <= clock.now() else _day(until),
        price=rules.per(membership.subscription.money, membership.subscription.interval),
        **_checkout_facts(membership.checkout),
    )


def send_farewell(address: str, *, was_member: bool) -> None:
    """Confirm that an account is erased: sent at once and written down nowhere."""
    facts = {"needs_claim": False, "was_member": was_member}
    try:
        render(Letter(recipient=address, kind="farewell", facts=facts)).send()
    except NOT_TAKEN as refusal:
        logger.warning("A farewell was not accepted: %s", type(refusal).__name__)


def send_queued() -> None:
    """Send what waits; a letter is claimed before it is sent, so no two workers send it."""
    _give_up_on_abandoned()
    due = Letter.objects.filter(
        Q(try_again_at=None) | Q(try_again_at__lte=timezone.now()), state=Letter.State.QUEUED
    )
    for pk in due.order_by("pk").values_list("pk", flat=True)[:SENT_AT_ONCE]:
        claimed = Letter.objects.filter(pk=pk, state=Letter.State.QUEUED).update(
            state=Letter.State.SENDING,
            attempts=F("attempts") + 1,
            try_again_at=timezone.now() + LEASE,
        )
        if claimed:
            _send(Letter.objects.get(pk=pk))


@transaction.atomic
def send_again(*, letter: Letter) -> None:
    """Queue a letter that could not be sent, or of which nobody knows whether it arrived."""
    Letter.objects.filter(pk=letter.pk, state=Letter.State.FAILED).update(
        state=Letter.State.QUEUED, attempts=0, try_again_at=None, error=""
    )


def render(letter: Letter) -> EmailMultiAlternatives:
    """Return the letter as a message: its first line is the subject, the HTML says the same."""
    text = render_to_string(f"membership/letters/{letter.kind}.txt", _context(letter))
    subject, _, body = text.strip().partition("\n")
    paragraphs = [part.strip() for part in body.split("\n\n") if part.strip()]
    message = EmailMultiAlternatives(subject, "\n\n".join(paragraphs) + "\n", to=[letter.recipient])
    context = {"subject": subject, "paragraphs": paragraphs, "site_name": settings.SITE_NAME}
    message.attach_alternative(
        render_to_string("membership/letters/letter.html", context), "text/html"
    )
    return message


def _write(recipient: str, kind: Letter.Kind, about: str, **facts: Any) -> None:
    if not recipient:
        logger.error("No address for the letter %s about %s", kind, about)
        return
    Letter.objects.get_or_create(
        recipient=recipient, kind=kind, about=about, defaults={"facts": facts}
    )


def _give_up_on_abandoned() -> None:
    """Set aside what a worker died with: it may have been sent, and must not be sent twice."""
    Letter.objects.filter(state=Letter.State.SENDING, try_again_at__lt=timezone.now()).update(
        state=Letter.State.FAILED,
        try_again_at=None,
        error=f"The worker stopped while it was sent. {UNKNOWN}",
    )


def _send(letter: Letter) -> None:
    """Hand a letter over: once at most, and again only when it surely was not taken."""
    try:
        message = render(letter)
    except Exception as fault:
        logger.exception("The letter %s cannot be written", letter.pk)
        return _set_aside(letter, f"It cannot be written: {_name(fault)}")
    try:
        message.connection = get_connection()
        message.connection.open()
    except NOT_TAKEN as refusal:
        return _put_back(letter, refusal)
    try:
        message.send()
    except Exception as fault:
        if _is_refusal(fault):
            return _put_back(letter, fault)
        logger.exception("Whether the letter %s was taken is not known", letter.pk)
        return _set_aside(letter, f"{_name(fault)}. {UNKNOWN}")
    finally:
        _close(message.connection)
    letter.state = Letter.State.SENT
    letter.sent_at = timezone.now()
    letter.try_again_at = None
    letter.error = ""
    return letter.save()


def _is_refusal(fault: Exception) -> bool:
    """Tell whether a mail server, or a provider over HTTP, answered no."""
    if isinstance(fault, SMTPResponseException | SMTPRecipientsRefused | AnymailRecipientsRefused):
        return True
    # A provider in trouble may have taken it, and so may one whose answer cannot be read.
    status = getattr(fault, "status_code", None) or 0
    return 400 <= status < 500 and status != TIMED_OUT


def _close(connection: Any) -> None:
    # What was sent stays sent, however the parting goes.
    with suppress(*NOT_TAKEN):
        connection.close()


def _set_aside(letter: Letter, error: str) -> None:
    letter.state = Letter.State.FAILED
    letter.try_again_at = None
    letter.error = error
    letter.save()


def _name(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"


def _put_back(letter: Letter, refusal: Exception) -> None:
    letter.error = _name(refusal)
    is_hopeless = letter.attempts >= MOST_ATTEMPTS
    letter.state = Letter.State.FAILED if is_hopeless else Letter.State.QUEUED
    letter.try_again_at = timezone.now() + timedelta(minutes=2**letter.attempts)
    letter.save()
    logger.warning("A letter was not accepted: %s", letter.error)


def _context(letter: Letter) -> dict[str, Any]:
    context = {**letter.facts, "site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
    context["account_url"] = f"{settings.SITE_URL}/account/"
    context["sign_in_url"] = f"{settings.SITE_URL}/sign-in/?next=/account/"
    context["join_url"] = f"{settings.SITE_URL}/join/"
    # Whoever proved the address since has it, and needs no link for it.
    context["needs_claim"] = letter.facts["needs_claim"] and not _is_claimed(letter)
    if context["needs_claim"]:
        # Claiming leads to the account page, which an unclaimed payment has in one browser only.
        context["account_url"] = context["claim_url"] = claims.address(letter.facts["checkout"])
    return context


def _is_claimed(letter: Letter) -> bool:
    checkout = Checkout.objects.filter(pk=letter.facts["checkout"], reader__isnull=False)
    return checkout.exists()


def _checkout_facts(checkout: Checkout) -> dict[str, Any]:
    return {"checkout": str(checkout.pk), "needs_claim": checkout.reader_id is None}


def _membership_facts(membership: Membership) -> dict[str, Any]:
    subscription = membership.subscription
    return {
        "plan": membership.plan.name,
        "price": rules.per(subscription.money, subscription.interval),
        "next_charge": _day(queries.next_charge_at(membership)) if subscription.renews else "",
        **_checkout_facts(membership.checkout),
    }


def _payment_facts(payment: Payment | None) -> dict[str, str]:
    if payment is None:
        return {"amount": "", "paid_on": "", "receipt": ""}
    return {
        "amount": str(payment.money),
        "paid_on": _day(payment.paid_at),
        "receipt": payment.charge_id or payment.stripe_id,
    }


def _benefits_until(membership: Membership) -> datetime | None:
    ends = membership.checkout.grants.order_by("-ends_at").values_list("ends_at", flat=True)
    return ends.first()


def _day(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "j F Y") if moment else ""
