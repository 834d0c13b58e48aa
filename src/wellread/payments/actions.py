"""What may be done with money. Stripe is asked outside transactions; rows are written inside."""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from wellread.accounts.models import Reader
from wellread.accounts.queries import reader_who_proved
from wellread.payments import clock, facts, gateway, redaction, rules, settling
from wellread.payments.models import (
    Checkout,
    LedgerEntry,
    Payment,
    Refund,
    RefundOrder,
    Subscription,
)
from wellread.payments.money import Money

logger = logging.getLogger(__name__)

# Webhooks come within seconds and Stripe gives up after three days: between the two we look for
# ourselves, ever less often.
FIRST_LOOK = timedelta(minutes=10)
LAST_LOOK = timedelta(days=3)
LONGEST_WAIT = timedelta(days=1)
LOOKED_AT_ONCE = 20
# Each time another process was quicker; five in a row are a fault, not a race.
TIMES_OVERTAKEN = 4


class ClaimedBySomeoneElse(Exception):
    """The payment belongs to another reader's account already, or to one that was erased."""


def finish_checkout(*, checkout: Checkout, session_id: str = "") -> Checkout:
    """Write down how a Checkout stands: the same for the return page, the webhook and the sweep.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    told = gateway.session(checkout.stripe_session_id or session_id)
    if told.checkout_id != str(checkout.pk):
        raise gateway.GatewayRefused(f"{told.id} is not the session of this checkout")
    checkout = settling.note_session(checkout=checkout, told=told)
    if told.subscription:
        refresh_subscription(stripe_id=told.subscription)
    elif told.payment_intent and (told.is_paid or told.status == "complete"):
        paid = gateway.payment(told.payment_intent)
        settling.settle_contribution(checkout=checkout, told=paid)
        _refresh_if_taken_back(paid)
    checkout.refresh_from_db()
    return checkout


def refresh_subscription(*, stripe_id: str) -> Subscription | None:
    """Write down how a subscription and its invoices stand, or return None when it is not ours."""
    for _ in range(TIMES_OVERTAKEN):
        seen = settling.snapshot(stripe_id)
        told = gateway.subscription(stripe_id)
        checkout = _checkout_of(told)
        if checkout is None:
            return None
        invoices = gateway.invoices(stripe_id)
        if _take_changes_back(told, invoices):
            told, invoices = gateway.subscription(stripe_id), gateway.invoices(stripe_id)
        if told.cancels_at_period_end or told.status in rules.SUBSCRIPTION_ENDS:
            told, invoices = _stop_collecting(told, invoices)
        billed = _billed(stripe_id, invoices)
        if billed and told.status == "incomplete":
            # It was paid between the two questions: who began only now is asked for again.
            told = gateway.subscription(stripe_id)
        try:
            subscription = settling.settle_subscription(
                checkout=checkout, told=told, billed=billed, seen=seen
            )
        except settling.Overtaken:
            continue
        for one in billed:
            if one.payment is not None:
                _refresh_if_taken_back(one.payment)
        return subscription
    raise settling.Overtaken(stripe_id)


def refresh_payment(
    *, payment_intent: str, corrects: bool = False, is_disputed: bool = False
) -> Payment | None:
    """Write down fee, refunds and disputes of a payment, or return None when it is not ours.

    Ledger entries that stand are believed, unless told to correct them by new ones. Of a bank's
    enquiry, which takes nothing yet, the payment itself does not tell: its message does.
    """
    told = gateway.payment(payment_intent)
    received = Payment.objects.filter(stripe_id=payment_intent, status__in=rules.RECEIVED)
    # What was received must first be counted where it is granted: by its invoice or Checkout.
    # What is promised opens the same there.
    if told.status in ("succeeded", "processing") and not received.exists():
        _find_origin(told)
    payment = received.first()
    if payment is not None:
        settling.settle_movements(
            moved=settling.Movements(
                told,
                gateway.refunds(payment_intent),
                gateway.disputes(payment_intent) if told.disputed or is_disputed else (),
            ),
            corrects=corrects,
        )
        payment.refresh_from_db()
    return payment or Payment.objects.filter(stripe_id=payment_intent).first()


def cancel_subscription(*, subscription: Subscription) -> Subscription:
    """Stop charging; what was paid for runs to its end, and ends at once where none of it is left.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused: it may still charge then.
    """
    return _set_cancel(subscription, cancels=True)


def end_subscription(*, subscription: Subscription) -> Subscription:
    """End a subscription at once; one that has ended already stays so.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    if subscription.status not in rules.SUBSCRIPTION_ENDS:
        gateway.cancel_now(subscription.stripe_id)
    return refresh_subscription(stripe_id=subscription.stripe_id) or subscription


def give_back(*, payment: Payment, attempt: int, also_what_is_left: bool = False) -> Payment:
    """Give all of a payment back, once; one that was touched otherwise stays as it is.

    Where the law wants all of it back, what is left of a touched one goes too. An attempt that was
    refused needs another number: Stripe repeats its answer to the same one. Raises
    gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    told = gateway.payment(payment.stripe_id)
    if told.status == "processing":
        raise gateway.GatewayRefused("Its bank has not sent it yet: only then can it go back.")
    is_due = (
        told.refunded_minor < told.amount_minor if also_what_is_left else not told.refunded_minor
    )
    if told.status == "succeeded" and is_due and not told.disputed:
        gateway.refund(payment.stripe_id, key=f"give-back:{payment.pk}:{attempt}")
    return refresh_payment(payment_intent=payment.stripe_id) or payment


def give_part_back(*, payment: Payment, amount_minor: int, order_id: str, attempt: int) -> Payment:
    """Give a part of a payment back, once for an id; what a bank disputes stays as it is.

    Of one that has less left, what is left goes. Raises gateway.GatewayUnavailable or
    gateway.GatewayRefused.
    """
    told = gateway.payment(payment.stripe_id)
    left_minor = told.amount_minor - told.refunded_minor
    # Stripe forgets a key after a day; the refund itself remembers for what it was.
    is_done = any(one.order_id == order_id for one in gateway.refunds(payment.stripe_id))
    if told.status == "succeeded" and left_minor and not is_done and not told.disputed:
        gateway.refund(
            payment.stripe_id,
            key=f"give-back:{payment.pk}:{attempt}",
            amount_minor=min(amount_minor, left_minor),
            reason="requested_by_customer",
            order_id=order_id,
        )
    return refresh_payment(payment_intent=payment.stripe_id) or payment


def resume_subscription(*, subscription: Subscription) -> Subscription:
    """Take a cancellation back while what was paid for still runs."""
    return _set_cancel(subscription, cancels=False)


@transaction.atomic
def forget_reader(*, reader: Reader) -> None:
    """Take out of the books who paid; what was paid, when and for what stays, as the law asks.

    What is told of it later brings nobody back, and begins nothing.
    """
    checkouts = Checkout.objects.filter(reader=reader)
    redaction.forget_people(checkouts=checkouts)
    RefundOrder.objects.filter(payment__checkout__in=checkouts).update(note="")
    checkouts.update(
        email="",
        country="",
        browser="",
        network="",
        return_path="/",
        url="",
        forgotten_at=timezone.now(),
    )


def change_amount(
    *,
    subscription: Subscription,
    money: Money,
    fee_covered_minor: int = 0,
    coupon: str | None = None,
) -> Subscription:
    """Charge another amount from the next charge on, also where its invoice stands as a draft.

    One that was tried already keeps its amount. Raises gateway.GatewayUnavailable or
    gateway.GatewayRefused.
    """
    gateway.set_amount(
        subscription.stripe_id,
        money=money,
        fee_covered_minor=fee_covered_minor,
        coupon=coupon,
        quantity=subscription.quantity,
    )
    _match_draft(subscription.stripe_id)
    return refresh_subscription(stripe_id=subscription.stripe_id) or subscription


def move_next_charge(
    *, subscription: Subscription, at: datetime | None, terms: facts.ChargeTerms | None = None
) -> Subscription:
    """Have the next charge come at a moment, or now, on other terms when they are named.

    Until then nothing is charged and nothing that was not paid for opens. Doing it twice changes
    nothing. Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    gateway.set_next_charge(subscription.stripe_id, at=at, terms=terms)
    return refresh_subscription(stripe_id=subscription.stripe_id) or subscription


def preview_quantity(
    *, subscription: Subscription, quantity: int, at: datetime
) -> facts.PreviewFacts:
    """Ask what Stripe would charge at once for more of the same from a moment."""
    return gateway.preview_quantity(subscription.stripe_id, quantity=quantity, at=at)


def add_quantity(
    *, subscription: Subscription, quantity: int, at: datetime, key: str
) -> Subscription:
    """Have more of the same from a moment, charged at once; nothing changes where that fails.

    Raises gateway.CardDeclined, gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    gateway.add_quantity(subscription.stripe_id, quantity=quantity, at=at, key=key)
    return refresh_subscription(stripe_id=subscription.stripe_id) or subscription


def set_quantity(*, subscription: Subscription, quantity: int) -> Subscription:
    """Charge for so many from the next charge on, also where its invoice stands as a draft.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    gateway.set_quantity(subscription.stripe_id, quantity=quantity)
    _match_draft(subscription.stripe_id)
    return refresh_subscription(stripe_id=subscription.stripe_id) or subscription


def hand_over(*, checkout: Checkout, reader: Reader) -> None:
    """Write down who pays from now on for what somebody else began; within a transaction."""
    checkout.reader, checkout.email = reader, reader.email
    checkout.save(update_fields=["reader", "email"])


def tell_of_payer(*, checkout: Checkout, address: str) -> None:
    """Have Stripe write to another address about what a Checkout began.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    if checkout.customer is not None and checkout.customer.stripe_id:
        gateway.set_address(checkout.customer.stripe_id, email=address)


def preview(
    *, subscription: Subscription, at: datetime, terms: facts.ChargeTerms
) -> facts.PreviewFacts:
    """Ask what Stripe would charge next, and when, on other terms."""
    return gateway.preview_next_charge(subscription.stripe_id, at=at, terms=terms)


def agreement_page(
    *, subscription: Subscription, key: str, return_path: str, back_path: str
) -> tuple[str, str]:
    """Open the page on which a card's bank agrees to a higher amount; return its id and address.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    customer = subscription.checkout.customer
    if customer is None or customer.stripe_id is None:
        raise gateway.GatewayRefused("This subscription has no customer yet.")
    return gateway.make_agreement(
        customer=customer.stripe_id,
        currency=subscription.currency,
        success_url=f"{settings.SITE_URL}{return_path}",
        cancel_url=f"{settings.SITE_URL}{back_path}",
        key=key,
    )


def take_agreed_card(*, subscription: Subscription, session_id: str) -> bool:
    """Charge the card from now on to which its bank agreed; return whether it did."""
    told = gateway.agreement(session_id)
    if told.is_complete:
        gateway.charge_card(subscription.stripe_id, payment_method=told.payment_method)
    return told.is_complete


def cards_country(*, subscription: Subscription) -> str:
    """Return where the bank is whose card a subscription charges, "" where that is not known."""
    card = gateway.card_of(subscription.stripe_id)
    return card.country if card else ""


def card_page(*, subscription: Subscription, return_path: str) -> str:
    """Return the address of the page where the card behind a subscription can be changed."""
    customer = subscription.checkout.customer
    if customer is None or customer.stripe_id is None:
        raise gateway.GatewayRefused("This subscription has no customer yet.")
    try:
        return gateway.card_page(
            customer=customer.stripe_id, return_url=f"{settings.SITE_URL}{return_path}"
        )
    except gateway.GatewayRefused as refused:
        # The likeliest reason is staff's to mend: its settings were never saved in the dashboard.
        logger.warning("Stripe opens no page on which a card is changed: %s", refused)
        raise


def collect(*, subscription: Subscription, invoice_id: str, attempt: int) -> Subscription:
    """Charge an invoice that stands unpaid now, its payer being there; of two clicks one counts.

    Raises gateway.CardDeclined, gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    gateway.charge_customers_card(subscription.stripe_id)
    try:
        gateway.pay_invoice(invoice_id, key=f"collect:{invoice_id}:{attempt}")
    finally:
        subscription = refresh_subscription(stripe_id=subscription.stripe_id) or subscription
    return subscription


def follow_card(*, subscription: Subscription) -> facts.CardFacts | None:
    """Write down which card a subscription charges now; return it, or None where it is no card.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    card = gateway.card_of(subscription.stripe_id)
    if card is None:
        # What is no card does not expire.
        Subscription.objects.filter(pk=subscription.pk).update(card_runs_out_at=None)
    else:
        settling.note_card(subscription, card)
    subscription.refresh_from_db()
    return card


def charge_entered_card(*, subscription: Subscription) -> None:
    """Charge the card that its payer entered on Stripe's page from now on.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    gateway.charge_customers_card(subscription.stripe_id)
    follow_card(subscription=subscription)


def invoice_page(*, invoice_id: str) -> str:
    """Return the address at Stripe where an invoice is paid and agreed to with the bank, or "".

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    return gateway.invoice(invoice_id).page_url


def note_thanks(*, checkout: Checkout) -> bool:
    """Tell whether a paid Checkout is to be thanked for now; each is once."""
    sent_off = (Checkout.State.PAID, Checkout.State.PROMISED)
    unthanked = Checkout.objects.filter(pk=checkout.pk, state__in=sent_off, thanked_at=None)
    return bool(unthanked.update(thanked_at=timezone.now()))


@transaction.atomic
def claim_checkout(*, checkout: Checkout, reader: Reader) -> Checkout:
    """Give a payment made without signing in to a reader; doing it twice changes nothing."""
    # Who erases the account holds its row: nothing is given to it behind their back. Not the key:
    # a message that holds the Checkout may be about to write whose it is.
    is_there = Reader.objects.select_for_update(no_key=True).filter(pk=reader.pk).exists()
    checkout = Checkout.objects.select_for_update().get(pk=checkout.pk)
    if checkout.reader_id == reader.pk:
        return checkout
    if checkout.reader_id is not None or checkout.forgotten_at is not None or not is_there:
        raise ClaimedBySomeoneElse
    settling.give_to(checkout=checkout, reader=reader)
    return checkout


def claim_address(*, reader: Reader, address: str) -> None:
    """Give a reader everything that was paid under an address they proved; safe to repeat."""
    paid = Checkout.objects.filter(reader=None, state__in=Checkout.SENT_OFF, email=address)
    for checkout in paid.exclude(email="").order_by("created_at", "pk"):
        # Who claims the same in another browser at once has done it.
        with suppress(ClaimedBySomeoneElse):
            claim_checkout(checkout=checkout, reader=reader)


def claim_what_was_proved() -> None:
    """Give readers what was paid in the very moment in which they proved the address."""
    proved = EmailAddress.objects.filter(verified=True).values("email")
    paid = Checkout.objects.filter(reader=None, state__in=Checkout.SENT_OFF, email__in=proved)
    for address in set(paid.exclude(email="").values_list("email", flat=True)):
        reader = reader_who_proved(address)
        if reader is not None:
            claim_address(reader=reader, address=address)


def silent_checkouts() -> list[Checkout]:
    """Return Checkouts of which no message came, open or promised; first who waits longest."""
    waiting = (Checkout.State.OPEN, Checkout.State.PROMISED)
    due = Checkout.objects.filter(state__in=waiting, look_again_at__lte=clock.now())
    return list(due.order_by("look_again_at")[:LOOKED_AT_ONCE])


def unbooked_payments() -> list[Payment]:
    """Return payments of late that are not in the ledger, or whose refund is not.

    When money moves may be known a little after the payment, and the message of it may be lost.
    """
    lately = clock.now() - LAST_LOOK
    booked = LedgerEntry.objects.filter(payment=OuterRef("pk"), kind=LedgerEntry.Kind.PAYMENT)
    refunds = LedgerEntry.objects.filter(
        kind=LedgerEntry.Kind.REFUND, source_id=OuterRef("stripe_id")
    )
    unbooked_refunds = Refund.objects.filter(~Exists(refunds), created_at__gte=lately)
    received = Payment.objects.filter(status__in=rules.RECEIVED).order_by()
    # Each half by its index; an OR of both reads every payment there is.
    unbooked = received.filter(~Exists(booked), paid_at__gte=lately).order_by("paid_at")
    given_back = received.filter(pk__in=unbooked_refunds.values("payment"))
    halves = (unbooked[:LOOKED_AT_ONCE], given_back[:LOOKED_AT_ONCE])
    due = {payment.pk: payment for half in halves for payment in half}
    return [due[pk] for pk in sorted(due)][:LOOKED_AT_ONCE]


def look_at_payment(payment: Payment) -> None:
    """Ask after a payment whose movement was not known when it was written down."""
    refresh_payment(payment_intent=payment.stripe_id)


def silent_debits() -> list[Payment]:
    """Return what banks were asked for since a Checkout, and have not answered."""
    asked = Payment.objects.filter(status=Payment.Status.PROMISED)
    due = Q(look_again_at=None) | Q(look_again_at__lte=clock.now())
    # What is to begin with it is looked after with its Checkout.
    later = asked.filter(due).exclude(checkout__state=Checkout.State.PROMISED)
    return list(later.select_related("subscription").order_by("look_again_at")[:LOOKED_AT_ONCE])


def look_at_debit(payment: Payment) -> None:
    """Ask once a day after what a bank was asked for."""
    later = clock.now() + settling.PROMISES_LOOKED_AT
    Payment.objects.filter(pk=payment.pk).update(look_again_at=later)
    if payment.subscription is not None:
        refresh_subscription(stripe_id=payment.subscription.stripe_id)
    else:
        refresh_payment(payment_intent=payment.stripe_id)


def look_at_checkout(checkout: Checkout) -> None:
    """Ask after a Checkout, ever less often."""
    now = clock.now()
    age = now - checkout.created_at
    later = now + age if age < LAST_LOOK else None
    if checkout.state == Checkout.State.PROMISED:
        later = now + settling.PROMISES_LOOKED_AT
    Checkout.objects.filter(pk=checkout.pk).update(look_again_at=later)
    if checkout.stripe_session_id:
        finish_checkout(checkout=checkout)


def look_at_subscription(subscription: Subscription, *, silent_for: timedelta) -> None:
    """Ask after a subscription of which a message is overdue, ever less often."""
    # Before asking: one that cannot be asked after must not come first again at once.
    Subscription.objects.filter(pk=subscription.pk).update(
        look_again_at=clock.now() + min(silent_for, LONGEST_WAIT)
    )
    refresh_subscription(stripe_id=subscription.stripe_id)


def _checkout_of(told: facts.SubscriptionFacts) -> Checkout | None:
    known = Checkout.objects.filter(subscription__stripe_id=told.id).first()
    return known or checkout_by_id(told.checkout_id)


def checkout_by_id(text: str) -> Checkout | None:
    """Return the Checkout of an id that came from outside, or None."""
    try:
        return Checkout.objects.filter(pk=UUID(text)).first()
    except ValueError:
        return None


def _stop_collecting(
    told: facts.SubscriptionFacts, invoices: tuple[facts.InvoiceFacts, ...]
) -> tuple[facts.SubscriptionFacts, tuple[facts.InvoiceFacts, ...]]:
    """Have nothing more charged for a subscription that was cancelled, wherever it was.

    Stripe goes on charging what was drafted or tried before. Raises gateway.GatewayRefused while
    it cannot be stopped.
    """
    # What a bank was asked for comes whatever we do, and opens its period: as paid as can be.
    promised = {one.id for one in invoices if _is_promised(one)}
    if pending := [one for one in invoices if one.is_collected and one.id not in promised]:
        for one in pending:
            # What was finalised or paid meanwhile refuses: how it stands is asked next.
            with suppress(gateway.GatewayRefused):
                gateway.void_invoice(one.id, is_draft=one.status == "draft")
        invoices = gateway.invoices(told.id)
    if still := [one.id for one in invoices if one.is_collected and one.id not in promised]:
        raise gateway.GatewayRefused(f"{', '.join(still)} may still be charged")
    present = [one for one in invoices if one.period_ends_at >= told.current_period_ends_at]
    is_promised = any(one.id in promised for one in present)
    is_unpaid = bool(present) and all(one.status != "paid" for one in present)
    is_owed = told.status in rules.IN_ARREARS or is_unpaid
    if told.status not in rules.SUBSCRIPTION_ENDS and is_owed and not is_promised:
        # Nothing is left that was paid for, and a period that nobody pays for needs no end.
        told = gateway.cancel_now(told.id)
    return told, invoices


def _take_changes_back(
    told: facts.SubscriptionFacts, invoices: tuple[facts.InvoiceFacts, ...]
) -> bool:
    """Charge for no more than before what a bank was asked for within a period, and did not send.

    Return whether there was such a thing. All else goes on as it was paid: nothing is in arrears.
    """
    unpaid = [
        one
        for one in invoices
        if one.is_of_change
        and one.status == "open"
        and one.payment_intent
        and settling.has_failed(gateway.payment(one.payment_intent))
    ]
    for one in unpaid:
        # Of a later period so many are paid for, or owed, by its own invoice.
        is_present = one.period_ends_at >= told.current_period_ends_at
        is_over = told.status in rules.SUBSCRIPTION_ENDS
        if is_present and not is_over and one.quantity_before not in (None, told.quantity):
            gateway.set_quantity(told.id, quantity=one.quantity_before or 1)
            _match_draft(told.id)
        # The invoice last: as long as it is open, whoever looks next does what was not done.
        with suppress(gateway.GatewayRefused):
            gateway.void_invoice(one.id, is_draft=False)
    return bool(unpaid)


def _is_promised(invoice: facts.InvoiceFacts) -> bool:
    """Tell whether a bank was asked for an invoice, and has not answered yet."""
    is_tried = invoice.status == "open" and bool(invoice.attempts)
    if not is_tried or not invoice.payment_intent:
        return False
    return gateway.payment(invoice.payment_intent).status == "processing"


def _match_draft(stripe_id: str) -> None:
    """Bring the drafted invoice of a renewal to what its subscription costs now."""
    for _ in range(TIMES_OVERTAKEN):
        told = gateway.subscription(stripe_id)
        drafts = [
            one
            for one in gateway.invoices(stripe_id)
            if one.status == "draft" and one.period_costs_minor != told.amount_minor
        ]
        if not drafts:
            return
        for draft in drafts:
            # Who changes it in the same moment, or finalises it, makes us look again.
            with suppress(gateway.GatewayRefused):
                gateway.add_to_draft(
                    draft,
                    amount_minor=told.amount_minor - draft.period_costs_minor,
                    description="Change of the amount",
                )
    raise settling.Overtaken(stripe_id)


def _billed(
    stripe_id: str, invoices: tuple[facts.InvoiceFacts, ...]
) -> tuple[settling.BilledInvoice, ...]:
    settled = set(
        Payment.objects.filter(
            subscription__stripe_id=stripe_id, status__in=rules.RECEIVED
        ).values_list("invoice_id", flat=True)
    )
    return tuple(
        settling.BilledInvoice(
            invoice, gateway.payment(invoice.payment_intent) if invoice.payment_intent else None
        )
        for invoice in invoices
        if invoice.id not in settled
        and not invoice.is_of_rest
        and (invoice.status == "paid" or (invoice.attempts and invoice.payment_intent))
    )


def _refresh_if_taken_back(told: facts.PaymentFacts) -> None:
    if told.refunded_minor or told.disputed:
        refresh_payment(payment_intent=told.id)


def _find_origin(told: facts.PaymentFacts) -> None:
    """Write down what a payment unknown to us is for, when that is ours."""
    if told.checkout_id and (checkout := checkout_by_id(told.checkout_id)):
        if checkout.stripe_session_id:
            finish_checkout(checkout=checkout)
        else:
            settling.settle_contribution(checkout=checkout, told=told)
        return
    # Renewals carry no metadata: their invoice knows the subscription.
    invoice = gateway.invoice_of_payment(told.id)
    if invoice is not None and invoice.subscription:
        refresh_subscription(stripe_id=invoice.subscription)


def _set_cancel(subscription: Subscription, *, cancels: bool) -> Subscription:
    refusal: gateway.GatewayRefused | None = None
    try:
        gateway.set_cancel_at_period_end(subscription.stripe_id, cancels=cancels)
    except gateway.GatewayRefused as fault:
        # It may have ended meanwhile, and then there is nothing left to stop.
        refusal = fault
    found = refresh_subscription(stripe_id=subscription.stripe_id)
    if found is None or found.renews == cancels:
        raise refusal or gateway.GatewayRefused(f"{subscription.stripe_id} did not change")
    return found
