"""Seats for which a bank was asked, and sent nothing: given back, the group being as it was paid.

Those go first in which nobody reads. Where all are taken, whoever manages the group chooses within
days who keeps theirs; then those end that were taken last.
"""

from django.db import transaction
from django.db.models import F

from wellread.membership import rules
from wellread.membership.groups import emails, queries, seats
from wellread.membership.models import Membership, Seat, SeatChange, SeatGroup
from wellread.payments import clock
from wellread.payments.models import Checkout, Payment


@transaction.atomic
def give_back(*, checkout: Checkout, payment: Payment, decline_code: str) -> None:
    """Give those back that nobody has, have the rest chosen, and say so once.

    The subscription charges for as many as before already, unless it was renewed meanwhile.
    """
    group = SeatGroup.objects.select_for_update().filter(checkout=checkout).first()
    membership = queries.contract(group) if group is not None else None
    change = queries.unpaid_change(group) if group is not None else None
    if group is None or membership is None or change is None:
        return
    now = clock.now()
    change.unpaid_at, change.done_at = now, change.done_at or now
    change.save(update_fields=["unpaid_at", "done_at"])
    charged = membership.subscription.quantity
    offered = group.seats.filter(ended_at=None, taken_at=None).order_by("-invited_at", "-pk")
    for seat in offered[: max(0, group.seats_filled - charged)]:
        emails.take_back_offer(seat)
        seats.free(seat)
    seats.give_unpaid_back(group.pk)
    group.refresh_from_db()
    change.refresh_from_db()
    if change.given_back_at is None and membership.status in rules.LIVE:
        change.choose_by = now + rules.SEATS_CHOSEN_WITHIN
        change.save(update_fields=["choose_by"])
    emails.send_unpaid(change, membership, payment=payment, decline_code=decline_code)


@transaction.atomic
def end_what_is_left(change: SeatChange) -> None:
    """End those that were taken last, as said, where nobody chose in time; who had one is told."""
    group = SeatGroup.objects.select_for_update().get(pk=change.group_id)
    if not seats.unpaid(group.pk).filter(pk=change.pk).exists():
        return
    membership = queries.contract(group)
    if membership is None or membership.status not in rules.LIVE:
        # All its seats end, and whoever has one is told of that.
        SeatChange.objects.filter(pk=change.pk).update(given_back_at=clock.now())
        return
    for seat in _too_many(group, membership):
        seats.free(seat)
        if seat.reader is not None:
            emails.send_taken_back(seat, is_unpaid=True)
    seats.give_unpaid_back(group.pk)


def _too_many(group: SeatGroup, membership: Membership) -> list[Seat]:
    too_many = max(0, group.seats_filled - membership.subscription.quantity)
    standing = group.seats.filter(ended_at=None).select_related("reader", "group")
    latest = standing.order_by(F("taken_at").desc(nulls_first=True), "-pk")
    return list(latest[:too_many])
