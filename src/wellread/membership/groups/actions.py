"""What is done with groups. Each function owns its transaction, or joins its caller's.

Whoever hands a seat out, takes it, or takes it back holds the group's row, and before it the row
of the reader it is about, as whoever erases an account does.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from wellread.accounts.models import Reader
from wellread.membership import queries as members
from wellread.membership import rules
from wellread.membership.groups import emails, queries, seats
from wellread.membership.models import Grant, Membership, Plan, Seat, SeatChange, SeatGroup
from wellread.payments import actions as payments
from wellread.payments import clock, gateway
from wellread.payments.facts import PreviewFacts
from wellread.payments.models import Checkout

# Longer than Stripe is asked for, with all that is tried again.
UNDER_WAY_FOR = timedelta(minutes=2)


class NoSeatLeft(Exception):
    """All that is paid for is offered to somebody, or taken."""


class HasSeatAlready(Exception):
    """The address was offered a seat of this group already, or the reader has one."""


class SeatIsSpent(Exception):
    """It was taken by somebody, or taken back, meanwhile, or the group is paid for no more."""


class SeatsHaveChanged(Exception):
    """What was said before is true no more: seats, the period or the amount are others now."""


class ManagementIsSpent(Exception):
    """The management was taken over, or offered to somebody else, meanwhile."""


def write_down(*, checkout: Checkout, plan: Plan, name: str) -> SeatGroup:
    """Write down what a Checkout is to buy, within the transaction that writes that down."""
    return SeatGroup.objects.create(
        checkout=checkout, plan=plan, name=name, seats_paid=checkout.quantity
    )


@transaction.atomic
def offer(*, group: SeatGroup, addresses: list[str]) -> list[Seat]:
    """Offer a seat to each of these addresses: to all of them, or to none.

    Raises NoSeatLeft or HasSeatAlready.
    """
    locked = _locked(group)
    if len(addresses) > queries.free_seats(locked, queries.contract(locked)):
        raise NoSeatLeft
    return [_offer(locked, address) for address in addresses]


def _offer(locked: SeatGroup, address: str) -> Seat:
    known = locked.seats.filter(ended_at=None)
    if known.filter(address=address).exists() or known.filter(reader__email=address).exists():
        raise HasSeatAlready(address)
    seat = Seat.objects.create(group=locked, address=address, invited_at=clock.now())
    SeatGroup.objects.filter(pk=locked.pk).update(seats_filled=F("seats_filled") + 1)
    emails.send_offer(seat)
    return seat


def offer_again(*, seat: Seat) -> bool:
    """Send an offer once more, an hour later at the earliest; return whether it is sent."""
    return seat.state == Seat.State.INVITED and emails.send_offer(seat)


@transaction.atomic
def take(*, seat: Seat, reader: Reader) -> Seat:
    """Give a reader the seat that was offered; who asks twice for their own has it.

    Raises SeatIsSpent or HasSeatAlready.
    """
    # Who erases the account holds this row: nothing is given to it behind their back.
    if not Reader.objects.select_for_update(no_key=True).filter(pk=reader.pk).exists():
        raise SeatIsSpent
    group = _locked(seat.group)
    seat = group.seats.get(pk=seat.pk)
    if seat.state == Seat.State.TAKEN and seat.reader_id == reader.pk:
        return seat
    membership = queries.contract(group)
    until = seats.open_until(membership) if membership else None
    now = clock.now()
    if seat.state != Seat.State.INVITED or until is None or until <= now:
        raise SeatIsSpent
    if group.seats.filter(reader=reader, ended_at=None).exists():
        raise HasSeatAlready
    Grant.objects.create(
        reader=reader,
        reason=Grant.Reason.GROUP,
        entitlements=group.plan.entitlements,
        starts_at=now,
        ends_at=until,
        source=seat.source,
    )
    seat.reader, seat.taken_at = reader, now
    seat.save(update_fields=["reader", "taken_at"])
    own = members.current_membership(reader=reader)
    emails.send_taken(seat, own=own if own and own.status in rules.LIVE else None)
    return seat


@transaction.atomic
def take_one(*, group: SeatGroup, reader: Reader) -> Seat:
    """Give its manager a seat of their own group, without an e-mail in between.

    Raises NoSeatLeft, SeatIsSpent or HasSeatAlready.
    """
    Reader.objects.select_for_update(no_key=True).get(pk=reader.pk)
    locked = _locked(group)
    offered = locked.seats.filter(address=reader.email, ended_at=None, taken_at=None).first()
    if offered is None:
        [offered] = offer(group=locked, addresses=[reader.email])
    emails.take_back_offer(offered)
    return take(seat=offered, reader=reader)


@transaction.atomic
def take_back(*, seat: Seat, seen_taken: bool) -> None:
    """End a seat at once, taken or not: another one may be offered; who had it is told.

    Raises SeatIsSpent where it was taken and its manager saw it offered only.
    """
    group = _locked(seat.group)
    seat = group.seats.select_related("reader", "group").get(pk=seat.pk)
    if seat.ended_at is not None:
        return
    was_taken = seat.taken_at is not None
    if was_taken and not seen_taken:
        raise SeatIsSpent
    seats.free(seat)
    if was_taken and seat.reader is not None:
        emails.send_taken_back(seat)
    else:
        emails.take_back_offer(seat)


@transaction.atomic
def leave(*, seat: Seat, reader: Reader) -> None:
    """Let a reader give their seat back; another one may be offered."""
    group = _locked(seat.group)
    found = group.seats.filter(pk=seat.pk, reader=reader, ended_at=None).first()
    if found is not None:
        seats.free(found)


@transaction.atomic
def let_go(*, reader: Reader) -> None:
    """Free the seats of a reader whose account is erased; keep nothing by which to find them."""
    theirs = Seat.objects.filter(reader=reader) | Seat.objects.filter(address=reader.email)
    for number in sorted(set(theirs.values_list("group", flat=True))):
        SeatGroup.objects.select_for_update().get(pk=number)
    for seat in theirs.filter(ended_at=None).distinct():
        seats.free(seat)
    Seat.objects.filter(pk__in=theirs.values("pk")).update(address="")
    SeatGroup.objects.filter(offered_to=reader.email).update(offered_to="", hand=F("hand") + 1)
    SeatGroup.objects.filter(checkout__reader=reader).update(offered_to="", hand=F("hand") + 1)


def preview(*, group: SeatGroup, seats_after: int, at: datetime) -> PreviewFacts:
    """Ask what more seats cost at once, for the rest of the paid time.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    membership = queries.contract(group)
    assert membership is not None
    return payments.preview_quantity(
        subscription=membership.subscription, quantity=seats_after, at=at
    )


def add_seats(
    *, number: UUID, group: SeatGroup, seats_before: int, seats_after: int, said: PreviewFacts
) -> None:
    """Have more seats, charged at once as it was said; the same number does it once.

    Raises SeatsHaveChanged, gateway.CardDeclined, gateway.GatewayUnavailable or
    gateway.GatewayRefused; nothing is charged then, but where nobody answered a message tells.
    """
    membership = _ready(group)
    subscription = membership.subscription
    change = _agreed(number, group, seats_before, seats_after, said)
    if change is None:
        return
    try:
        payments.add_quantity(
            subscription=subscription,
            quantity=seats_after,
            at=change.counts_from,
            key=f"seats:{change.pk}",
        )
    except gateway.GatewayRefused:
        _drop(change)
        raise
    _done(change)


def renew_for(*, number: UUID, group: SeatGroup, seats_before: int, seats_after: int) -> None:
    """Pay for so many seats from the next renewal on; those paid for now stay until then.

    Raises NoSeatLeft where more are filled, SeatsHaveChanged, gateway.GatewayUnavailable or
    gateway.GatewayRefused.
    """
    membership = _ready(group)
    at = clock.now()
    nothing = PreviewFacts(membership.subscription.money._replace(amount_minor=0), at)
    change = _agreed(number, group, seats_before, seats_after, nothing)
    if change is None:
        return
    try:
        payments.set_quantity(subscription=membership.subscription, quantity=seats_after)
    except gateway.GatewayRefused:
        _drop(change)
        raise
    _done(change)


def settle_change(*, change: SeatChange) -> None:
    """Note what became of a change of seats whose answer was lost.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    membership = queries.contract(change.group)
    assert membership is not None
    payments.refresh_subscription(stripe_id=membership.subscription.stripe_id)
    membership.refresh_from_db()
    if membership.subscription.quantity == change.seats_after:
        _done(change)
    elif change.agreed_at < clock.now() - UNDER_WAY_FOR:
        _drop(change)


def _ready(group: SeatGroup) -> Membership:
    """Return the contract of a group whose seats may change now; raise SeatsHaveChanged."""
    if (under_way := queries.change_under_way(group)) is not None:
        settle_change(change=under_way)
    membership = queries.contract(group)
    if membership is None or not queries.can_change_seats(membership, at=clock.now()):
        raise SeatsHaveChanged
    return membership


@transaction.atomic
def _agreed(
    number: UUID, group: SeatGroup, seats_before: int, seats_after: int, said: PreviewFacts
) -> SeatChange | None:
    """Write down what a manager agreed to, before Stripe is asked; None when it is done already."""
    locked = _locked(group)
    same = locked.changes.filter(pk=number).first()
    if same is not None and (same.done_at is not None or same.dropped_at is not None):
        if same.dropped_at is not None:
            raise SeatsHaveChanged
        return None
    membership = queries.contract(locked)
    if membership is None or membership.subscription.quantity != seats_before:
        raise SeatsHaveChanged
    if seats_after < locked.seats_filled:
        raise NoSeatLeft
    if same is not None:
        return same
    try:
        with transaction.atomic():
            return SeatChange.objects.create(
                pk=number,
                group=locked,
                seats_before=seats_before,
                seats_after=seats_after,
                amount_minor=said.money.amount_minor,
                currency=said.money.currency,
                agreed_at=clock.now(),
                counts_from=said.charged_at,
            )
    except IntegrityError as taken:
        # Another one is under way, in another tab.
        raise SeatsHaveChanged from taken


@transaction.atomic
def _done(change: SeatChange) -> None:
    waiting = SeatChange.objects.filter(pk=change.pk, done_at=None, dropped_at=None)
    if waiting.update(done_at=clock.now()):
        membership = queries.contract(change.group)
        assert membership is not None
        change.refresh_from_db()
        emails.send_changed(change, membership)


def _drop(change: SeatChange) -> None:
    waiting = SeatChange.objects.filter(pk=change.pk, done_at=None, dropped_at=None)
    waiting.update(dropped_at=clock.now())


@transaction.atomic
def offer_management(*, group: SeatGroup, address: str) -> None:
    """Offer the management to an address; what was offered to another before is spent."""
    locked = _locked(group)
    locked.offered_to, locked.hand = address, locked.hand + 1
    locked.save(update_fields=["offered_to", "hand"])
    if address:
        emails.send_management(locked)


def take_management(*, group: SeatGroup, reader: Reader) -> None:
    """Make a reader the manager of a group: they pay for it from now on, and have its e-mails.

    Raises ManagementIsSpent.
    """
    _take_management(group, reader)
    # Stripe's own e-mails would go to who managed it before; that is no reason to stop.
    with suppress(gateway.GatewayUnavailable, gateway.GatewayRefused):
        payments.tell_of_payer(checkout=group.checkout, address=reader.email)


@transaction.atomic
def _take_management(group: SeatGroup, reader: Reader) -> None:
    if not Reader.objects.select_for_update(no_key=True).filter(pk=reader.pk).exists():
        raise ManagementIsSpent
    checkout = Checkout.objects.select_for_update().get(pk=group.checkout_id)
    membership = Membership.objects.select_for_update().filter(checkout=checkout).first()
    locked = _locked(group)
    if not locked.offered_to or locked.hand != group.hand or checkout.forgotten_at is not None:
        raise ManagementIsSpent
    before = locked.manager_address
    payments.hand_over(checkout=checkout, reader=reader)
    if membership is not None:
        Membership.objects.filter(pk=membership.pk).update(reader=reader)
    SeatGroup.objects.filter(pk=locked.pk).update(offered_to="", hand=F("hand") + 1)
    locked.refresh_from_db()
    emails.send_handed_over(locked, to=reader.email, by=before)


@transaction.atomic
def tell_of_end(seat: Seat) -> None:
    """Tell a reader once that their group is paid for no more, unless they hold something else."""
    untold = Seat.objects.filter(pk=seat.pk, told_of_end_at=None, ended_at=None)
    if untold.update(told_of_end_at=clock.now()) and seat.reader and seat.reader.is_active:
        emails.send_end(seat)


def _locked(group: SeatGroup) -> SeatGroup:
    rows = SeatGroup.objects.select_for_update(of=("self",))
    return rows.select_related("checkout__reader", "checkout__customer", "plan").get(pk=group.pk)
