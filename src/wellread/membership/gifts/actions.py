"""What is done with gifts. Each function owns its transaction, or joins its caller's."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from wellread.accounts.models import Reader
from wellread.membership import queries as members
from wellread.membership import returned_payments, rules
from wellread.membership.gifts import emails, queries
from wellread.membership.models import GiftMembership, Grant, Plan, ReturnedPayment
from wellread.payments import clock
from wellread.payments.models import Checkout, Payment


class GiftIsSpent(Exception):
    """It was taken, given on, returned or paid back meanwhile, or its bank asks for the money."""


def write_down(
    *,
    checkout: Checkout,
    plan: Plan,
    months: int,
    giver_name: str,
    message: str,
    address: str,
    day: date,
) -> GiftMembership:
    """Write down what a Checkout is to buy, within the transaction that writes that down."""
    zone = timezone.get_default_timezone()
    return GiftMembership.objects.create(
        checkout=checkout,
        plan=plan,
        months=months,
        giver_name=giver_name,
        message=message,
        address=address,
        send_at=rules.gift_sent_at(day, now=clock.now(), zone=zone),
    )


@transaction.atomic
def begin(*, gift: GiftMembership, payment: Payment) -> None:
    """Let a gift wait for its day, once it is paid for, and thank its giver."""
    paid = GiftMembership.objects.filter(pk=gift.pk, paid_at=None)
    if paid.update(paid_at=payment.paid_at or clock.now()):
        locked = _locked(gift)
        emails.send_bought(locked, payment)
        if locked.send_at <= clock.now():
            send(locked)


@transaction.atomic
def send(gift: GiftMembership) -> None:
    """Send a gift whose day has come, once to each whom it is for."""
    locked = _locked(gift)
    if locked.sent_at is None and locked.address and queries.is_takeable(locked):
        locked.sent_at = clock.now()
        locked.save(update_fields=["sent_at"])
        emails.send_gift(locked)


@transaction.atomic
def remind(gift: GiftMembership) -> None:
    """Bring a gift that nobody took to its receiver's mind, once."""
    locked = _locked(gift)
    if locked.reminded_at is None and locked.address and queries.is_takeable(locked):
        locked.reminded_at = clock.now()
        locked.save(update_fields=["reminded_at"])
        emails.send_waiting(locked)


@transaction.atomic
def redeem(*, gift: GiftMembership, reader: Reader) -> Grant:
    """Give a reader what was bought; it begins when what they hold already ends.

    Raises GiftIsSpent; who asks twice for their own gets what they have.
    """
    # Who erases the account holds this row: nothing is given to it behind their back.
    if not Reader.objects.select_for_update(no_key=True).filter(pk=reader.pk).exists():
        raise GiftIsSpent
    locked = _locked(gift)
    if locked.redeemed_at is not None and locked.reader_id == reader.pk:
        return Grant.objects.get(source=locked.source)
    if not queries.is_takeable(locked):
        raise GiftIsSpent
    now = clock.now()
    starts_at = members.held_until(reader, at=now) or now
    grant = Grant.objects.create(
        reader=reader,
        reason=Grant.Reason.GIFT,
        entitlements=locked.plan.entitlements,
        starts_at=starts_at,
        ends_at=rules.months_later(starts_at, locked.months),
        source=locked.source,
    )
    locked.redeemed_at, locked.reader = now, reader
    locked.save(update_fields=["redeemed_at", "reader"])
    return grant


@transaction.atomic
def give_on(*, gift: GiftMembership, address: str, by_giver: bool) -> None:
    """Have a gift sent to another address at once; links of before open nothing any more.

    The words were for whom they were written to, and stay behind when its receiver gives it on.
    Raises GiftIsSpent.
    """
    locked = _locked(gift)
    if not queries.is_takeable(locked) or locked.hand != gift.hand:
        raise GiftIsSpent
    now = clock.now()
    locked.address, locked.hand = address, locked.hand + 1
    locked.reminded_at = None
    if by_giver:
        # Who mends an address before the day keeps the day.
        locked.send_at = max(locked.send_at, now)
        locked.sent_at = None
    else:
        locked.message, locked.given_on_at, locked.send_at = "", now, now
        locked.sent_at = None
    locked.save()
    if locked.send_at <= now:
        send(locked)


def give_back(*, gift: GiftMembership) -> None:
    """Return a gift: its giver has the money back, and is told so.

    Raises GiftIsSpent; what Stripe does not take now is asked for again by a job. Raises
    gateway.GatewayUnavailable too, and nothing is lost then.
    """
    for returned in _return(gift):
        returned_payments.give_back(returned)


@transaction.atomic
def _return(gift: GiftMembership) -> list[ReturnedPayment]:
    # First the payment, as whoever writes down a refund holds both.
    list(Payment.objects.select_for_update().filter(checkout=gift.checkout_id))
    locked = _locked(gift)
    if not queries.is_returnable(locked) or locked.hand != gift.hand:
        raise GiftIsSpent
    locked.returned_at = clock.now()
    locked.save(update_fields=["returned_at"])
    emails.send_returned(locked)
    paid = members.untouched_payments().filter(checkout=locked.checkout_id)
    return returned_payments.write_down(paid, reason=locked)


@transaction.atomic
def follow_payment(*, payment: Payment, taken_back_at: datetime | None) -> None:
    """End a gift whose money was taken back whole, taken or not; it opens again when that stands.

    Whoever took it is told: they did nothing wrong.
    """
    gift = queries.of_checkout(payment.checkout)
    if gift is None:
        return
    locked = _locked(gift)
    locked.ended_at = taken_back_at
    locked.save(update_fields=["ended_at"])
    ended = Grant.objects.filter(source=locked.source).update(withdrawn_at=taken_back_at)
    if ended and taken_back_at is not None and locked.reader is not None:
        emails.send_taken_back(locked)


@transaction.atomic
def wait_behind(*, reader: Reader, since: datetime) -> None:
    """Let gifts that had not begun by a moment begin when what else is held ends.

    A renewal is paid an hour after its period began: a gift that waited for that period's
    beginning waits on.
    """
    gifts = Grant.objects.select_for_update().filter(
        reader=reader,
        reason=Grant.Reason.GIFT,
        source__startswith=f"{rules.GIFT_SOURCE}:",
        starts_at__gte=since,
        withdrawn_at=None,
    )
    waiting = list(gifts.order_by("starts_at", "pk"))
    if not waiting:
        return
    now = clock.now()
    until = members.held_until(reader, at=now, without=[one.pk for one in waiting]) or now
    for grant in waiting:
        length = _months_of(grant)
        grant.starts_at, grant.ends_at = until, rules.months_later(until, length)
        grant.save(update_fields=["starts_at", "ends_at"])
        until = grant.ends_at


@transaction.atomic
def tell_of_end(grant: Grant) -> None:
    """Tell a reader once that a gift runs out, unless they hold something after it."""
    untold = GiftMembership.objects.filter(pk=queries.number_of(grant), told_of_end_at=None)
    if not untold.update(told_of_end_at=clock.now()):
        return
    assert grant.reader is not None
    until = members.held_until(grant.reader, at=clock.now())
    if until is not None and until <= grant.ends_at and grant.reader.is_active:
        emails.send_end(grant, GiftMembership.objects.get(pk=queries.number_of(grant)))


def send_links(*, address: str) -> None:
    """Send whoever paid under an address the links to their gifts, once an hour at most."""
    for gift in queries.given_by_address(address):
        emails.send_link(gift, about=f"{gift.pk}:{clock.now():%FT%H}")


@transaction.atomic
def let_go(*, reader: Reader) -> None:
    """Keep no name of a reader whose account is erased; what they gave stays given."""
    given = GiftMembership.objects.filter(checkout__reader=reader)
    given.update(giver_name="", message="")
    # Their address stands with what others gave them. What waits for it and came there already is
    # its giver's again, to hand over or to send elsewhere; what is to come yet finds its address.
    GiftMembership.objects.filter(reader=reader).update(address="")
    came = GiftMembership.objects.filter(address=reader.email, sent_at__isnull=False)
    came.filter(redeemed_at=None).update(address="")


def _months_of(grant: Grant) -> int:
    return GiftMembership.objects.values_list("months", flat=True).get(pk=queries.number_of(grant))


def _locked(gift: GiftMembership) -> GiftMembership:
    rows = GiftMembership.objects.select_for_update(of=("self",))
    return rows.select_related("checkout__reader", "plan", "reader").get(pk=gift.pk)
