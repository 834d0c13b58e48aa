"""Comparing groups with what pays for them, with the seats they handed out, and with grants."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from wellread.membership import rules
from wellread.membership.groups import queries, seats
from wellread.membership.models import Grant, Membership, Seat, SeatGroup
from wellread.payments.differences import GRANT, MOMENT, Difference

# What mends a group is named by this, a colon, and its number.
SOURCE = "group"


def differences() -> Iterator[Difference]:
    """Find groups that say something else than their contract, or than their seats and grants."""
    for group in SeatGroup.objects.order_by("pk").iterator():
        membership = queries.contract(group)
        if membership is not None:
            yield from _of_group(group, membership)


def _of_group(group: SeatGroup, membership: Membership) -> Iterator[Difference]:
    name = f"{SOURCE}:{group.pk}"
    live = list(group.seats.filter(ended_at=None))
    paid, _ = seats.counted(group, membership)
    here, there = (
        f"{known} seats, {filled} filled"
        for known, filled in ((group.seats_paid, group.seats_filled), (paid, len(live)))
    )
    if here != there:
        yield Difference(GRANT, name, here, there, mends_by=name)
    until = seats.open_until(membership)
    held = Grant.objects.filter(source__startswith=f"{rules.SEAT_SOURCE}:")
    for seat in group.seats.exclude(taken_at=None).exclude(reader=None):
        grant = held.filter(source=seat.source).first()
        if (here := _described(grant)) != (there := _should_be(seat, grant, until)):
            yield Difference(GRANT, seat.source, here, there, mends_by=name)


def mend(number: int) -> None:
    """Bring a group's counts and grants to what its contract and its seats say."""
    with transaction.atomic():
        group = SeatGroup.objects.select_for_update().get(pk=number)
        membership = queries.contract(group)
        if membership is None:
            return
        filled = group.seats.filter(ended_at=None).count()
        paid, _ = seats.counted(group, membership)
        group.seats_filled, group.seats_paid = filled, max(paid, filled)
        group.save(update_fields=["seats_filled", "seats_paid"])
        for seat in group.seats.exclude(ended_at=None):
            standing = Grant.objects.filter(source=seat.source, withdrawn_at=None)
            standing.update(withdrawn_at=seat.ended_at)
        seats.follow(membership)


def _described(grant: Grant | None) -> str:
    if grant is None:
        return "taken, and not granted"
    if grant.withdrawn_at is not None:
        return "withdrawn"
    return f"until {grant.ends_at:{MOMENT}}"


def _should_be(seat: Seat, grant: Grant | None, until: datetime | None) -> str:
    is_over = until is None or (grant is not None and grant.starts_at >= until)
    if seat.ended_at is not None or until is None or is_over:
        return "withdrawn"
    return f"until {until:{MOMENT}}"
