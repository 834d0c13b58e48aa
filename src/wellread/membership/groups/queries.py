"""Questions about groups and their seats."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from wellread.accounts.models import Reader
from wellread.accounts.queries import proved_addresses
from wellread.mail.models import Email
from wellread.membership import queries as members
from wellread.membership import rules
from wellread.membership.groups import seats
from wellread.membership.models import Grant, Membership, Seat, SeatChange, SeatGroup
from wellread.payments import clock
from wellread.payments.models import Checkout

# A round of the job stays short; the next one goes on.
TOLD_AT_ONCE = 50


def of_checkout(checkout: Checkout) -> SeatGroup | None:
    """Return the group whose seats a Checkout buys, or None."""
    return SeatGroup.objects.filter(checkout=checkout).first()


def managed(*, reader: Reader | None, checkouts: Collection[UUID] = ()) -> list[SeatGroup]:
    """Return the groups that a reader, or a browser, pays for, the latest first."""
    theirs = Q(checkout__in=list(checkouts))
    if reader is not None:
        theirs |= Q(checkout__reader=reader)
    # One whose bank sent nothing is shown as it ended: its link stands in an e-mail.
    rows = SeatGroup.objects.filter(theirs, checkout__state__in=Checkout.SENT_OFF)
    return list(rows.select_related("plan", "checkout__reader").order_by("-pk"))


def contract(group: SeatGroup) -> Membership | None:
    """Return the membership that pays for a group, or None while nothing is paid."""
    rows = Membership.objects.select_related("plan", "subscription", "checkout__customer", "reader")
    return rows.filter(checkout=group.checkout_id).first()


def handed_out(group: SeatGroup) -> list[Seat]:
    """Return the seats that somebody has, or may take, those taken first."""
    rows = group.seats.filter(ended_at=None).select_related("reader")
    return sorted(rows, key=lambda seat: (seat.taken_at is None, seat.invited_at, seat.pk))


def free_seats(group: SeatGroup, membership: Membership | None) -> int:
    """Return how many more seats may be offered: of fewer from the renewal on, not one too many."""
    if membership is None or not is_open(membership):
        return 0
    lasting = min(group.seats_paid, membership.subscription.quantity)
    if (change := change_under_way(group)) is not None:
        lasting = min(lasting, change.seats_after)
    return max(0, lasting - group.seats_filled)


def is_open(membership: Membership) -> bool:
    """Tell whether the seats that a membership pays for are open now."""
    until = seats.open_until(membership)
    return until is not None and until > clock.now()


def can_change_seats(membership: Membership, *, at: datetime) -> bool:
    """Tell whether seats may be added or given up: of a group in order, while no charge is due."""
    return (
        membership.status == Membership.Status.ACTIVE
        and members.owed_since(membership) is None
        and membership.subscription.current_period_ends_at > at
        and membership.subscription.status != rules.RESTS
        and members.promised_payment(membership) is None
    )


def seat_of(reader: Reader | None) -> list[Seat]:
    """Return the seats that a reader has in groups that are open."""
    if reader is None:
        return []
    rows = Seat.objects.filter(reader=reader, ended_at=None).select_related("group__plan")
    held = Grant.objects.filter(
        source__in=[seat.source for seat in rows], withdrawn_at=None, ends_at__gt=clock.now()
    )
    open_ones = set(held.values_list("source", flat=True))
    return [seat for seat in rows if seat.source in open_ones]


def offered_to(reader: Reader) -> list[Seat]:
    """Return the seats that were offered to an address which a reader proved."""
    rows = Seat.objects.filter(
        address__in=proved_addresses(reader), taken_at=None, ended_at=None
    ).select_related("group__plan", "group__checkout")
    return [
        seat
        for seat in rows
        if (membership := contract(seat.group)) is not None and is_open(membership)
    ]


def ever_had(reader: Reader) -> QuerySet[Seat]:
    """Return every seat that a reader has or had, the latest first."""
    return Seat.objects.filter(reader=reader).select_related("group").order_by("-taken_at", "-pk")


def is_undelivered(seat: Seat) -> bool:
    """Tell whether the invitation to a seat could not be sent."""
    sent = Email.objects.filter(name="seat_offered", about__startswith=f"{seat.pk}:")
    latest = sent.order_by("-pk").first()
    return latest is not None and latest.state == Email.State.FAILED


def change_under_way(group: SeatGroup) -> SeatChange | None:
    """Return the change of seats that was agreed to and of which nobody knows the end, or None."""
    return group.changes.filter(done_at=None, dropped_at=None).first()


def unpaid_change(group: SeatGroup) -> SeatChange | None:
    """Return the change for which a bank was asked last: while it is asked there is no other."""
    asked = group.changes.filter(dropped_at=None, unpaid_at=None, amount_minor__gt=0)
    return asked.order_by("-agreed_at").first()


def to_choose(group: SeatGroup) -> SeatChange | None:
    """Return the change whose money never came and of whose seats some are taken, or None."""
    return seats.unpaid(group.pk).filter(choose_by__isnull=False).order_by("choose_by").first()


def paid_seats(group: SeatGroup, membership: Membership) -> int:
    """Return how many seats are paid for, without those that are to be given back."""
    is_owed = seats.unpaid(group.pk).exists()
    return membership.subscription.quantity if is_owed else group.seats_paid


def not_chosen(*, at: datetime) -> list[SeatChange]:
    """Return changes whose money never came, and of which nobody chose in time who keeps a seat."""
    due = SeatChange.objects.filter(choose_by__lte=at, given_back_at=None)
    return list(due.order_by("choose_by", "pk")[:TOLD_AT_ONCE])


def ending(*, at: datetime) -> list[Seat]:
    """Return seats that end soon, or did since, of whom nobody told whoever has them."""
    over = Membership.objects.filter(
        Q(status=Membership.Status.ENDED)
        | Q(status=Membership.Status.ENDING, paid_until__lte=at + rules.SEATS_END_WITHIN),
        is_group=True,
    )
    rows = Seat.objects.filter(
        group__checkout__in=over.order_by().values("checkout"),
        ended_at=None,
        reader__isnull=False,
        told_of_end_at=None,
    )
    return list(rows.select_related("reader", "group").order_by("pk")[:TOLD_AT_ONCE])
