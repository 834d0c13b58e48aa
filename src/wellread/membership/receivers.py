"""What membership does when payments tell something: one line for each signal."""

from datetime import datetime
from typing import Any

from wellread.accounts.models import Reader
from wellread.mail.models import Email
from wellread.membership import actions, emails, failed_renewals, promises, queries
from wellread.membership.gifts import actions as gifts
from wellread.membership.gifts import emails as gift_emails
from wellread.membership.gifts import queries as gift_queries
from wellread.membership.groups import actions as groups
from wellread.membership.groups import emails as group_emails
from wellread.membership.groups import unpaid_seats
from wellread.membership.solidarity import actions as solidarity
from wellread.membership.solidarity import emails as solidarity_emails
from wellread.newsletters.models import Reminder
from wellread.payments import clock
from wellread.payments.models import Checkout, Dispute, Payment, Refund, Subscription


def subscription_changed(*, subscription: Subscription, checkout: Checkout, **_: Any) -> None:
    """A subscription changed its state, amount or end."""
    actions.follow_subscription(subscription=subscription, checkout=checkout)
    solidarity.follow_terms(subscription=subscription)


def invoice_paid(
    *,
    subscription: Subscription,
    checkout: Checkout,
    invoice_id: str,
    is_first: bool,
    period_starts_at: datetime,
    period_ends_at: datetime,
    payment: Payment | None,
    is_history: bool,
    is_of_change: bool,
    **_: Any,
) -> None:
    """A period was paid for, or more seats of one."""
    if payment is not None:
        promises.end(payment)
    actions.extend_membership(
        subscription=subscription,
        checkout=checkout,
        invoice_id=invoice_id,
        is_first=is_first,
        period_starts_at=period_starts_at,
        period_ends_at=period_ends_at,
        payment=payment,
        is_history=is_history,
        is_of_change=is_of_change,
    )
    if payment is not None and not is_history and not checkout.is_of_group:
        solidarity.settle(payment=payment)
    if checkout.reader is not None:
        gifts.wait_behind(reader=checkout.reader, since=period_starts_at)


def invoice_promised(
    *,
    subscription: Subscription,
    checkout: Checkout,
    is_first: bool,
    period_starts_at: datetime,
    period_ends_at: datetime,
    payment: Payment,
    **_: Any,
) -> None:
    """A bank was asked to pay for a period."""
    promises.begin(
        subscription=subscription,
        checkout=checkout,
        is_first=is_first,
        period_starts_at=period_starts_at,
        period_ends_at=period_ends_at,
        payment=payment,
    )


def contribution_promised(*, checkout: Checkout, payment: Payment, **_: Any) -> None:
    """A bank was asked for money that is given once; gifts are paid by card alone."""
    promises.begin_contribution(checkout=checkout, payment=payment)


def promise_failed(*, checkout: Checkout, payment: Payment, decline_code: str, **_: Any) -> None:
    """A bank sent nothing of what was to begin with it."""
    promises.tell_of_failure(checkout=checkout, payment=payment, decline_code=decline_code)


def contribution_paid(*, checkout: Checkout, payment: Payment, **_: Any) -> None:
    """Money was given once, or bought a gift."""
    promises.end(payment)
    gift = gift_queries.of_checkout(checkout)
    if gift is not None:
        gifts.begin(gift=gift, payment=payment)
    else:
        actions.thank(checkout=checkout, payment=payment)


def payment_failed(
    *,
    subscription: Subscription,
    invoice_id: str,
    next_attempt_at: datetime | None,
    decline_code: str,
    needs_action: bool,
    is_history: bool,
    **_: Any,
) -> None:
    """A renewal could not be charged."""
    for payment in Payment.objects.filter(subscription=subscription, invoice_id=invoice_id):
        promises.end_unpaid(payment)
    if not is_history:
        failed_renewals.note(
            subscription=subscription,
            invoice_id=invoice_id,
            next_attempt_at=next_attempt_at,
            decline_code=decline_code,
            needs_action=needs_action,
        )


def change_unpaid(*, checkout: Checkout, payment: Payment, decline_code: str, **_: Any) -> None:
    """A bank sent nothing for more seats of a group."""
    promises.end(payment)
    unpaid_seats.give_back(checkout=checkout, payment=payment, decline_code=decline_code)


def payment_refunded(*, payment: Payment, refund: Refund, **_: Any) -> None:
    """Money was given back."""
    actions.tell_of_refund(payment=payment, refund=refund)
    solidarity.settle(payment=payment)


def payment_disputed(*, dispute: Dispute, **_: Any) -> None:
    """A bank takes a payment back."""
    emails.send_dispute(dispute=dispute)


def payment_moved(*, payment: Payment, taken_back_at: datetime | None, **_: Any) -> None:
    """A payment was taken back, or stands again."""
    actions.follow_payment(payment=payment, taken_back_at=taken_back_at)
    gifts.follow_payment(payment=payment, taken_back_at=taken_back_at)
    solidarity.settle(payment=payment)
    if payment.checkout.reader is not None:
        gifts.wait_behind(reader=payment.checkout.reader, since=clock.now())


def reader_erased(*, instance: Reader, **_: Any) -> None:
    """An account is about to be deleted."""
    gifts.let_go(reader=instance)
    groups.let_go(reader=instance)
    actions.let_go(reader=instance)


def address_proved(*, reader: Reader, address: str, **_: Any) -> None:
    """The owner of an address is here."""
    actions.hand_over(reader=reader, address=address)
    actions.hand_over_gifts(reader=reader, address=address)


def reminder_due(*, reminder: Reminder, **_: Any) -> bool:
    """Somebody is to be reminded of supporting the paper: not who did so since, or is a member."""
    return queries.supports(reminder.address, since=reminder.made_at)


def checkout_claimed(*, checkout: Checkout, reader: Reader, **_: Any) -> None:
    """A payment made without signing in found its reader."""
    actions.attach(checkout=checkout, reader=reader)


def email_due(*, email: Email, **_: Any) -> dict[str, Any]:
    """An e-mail is written out: its links are those that are right now."""
    of_gift, of_year = gift_emails.late_facts(email), solidarity_emails.late_facts(email)
    of_group = group_emails.late_facts(email)
    return emails.late_facts(email) | of_gift | of_year | of_group
