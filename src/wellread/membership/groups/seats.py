"""What seats come to, from the membership that pays for them. Callers own the transaction."""

from datetime import datetime

from django.db.models import F, QuerySet

from wellread.membership import arrears, queries, rules
from wellread.membership.models import Grant, Membership, Seat, SeatChange, SeatGroup
from wellread.payments import clock
from wellread.payments.models import Subscription


def follow(membership: Membership) -> None:
    """Bring a group's seats, and what whoever has one holds, to what stands paid."""
    if not membership.is_group:
        return
    group = SeatGroup.objects.select_for_update().filter(checkout=membership.checkout_id).first()
    if group is None:
        return
    _count(group, membership)
    _hold(group, until=open_until(membership))


def open_until(membership: Membership) -> datetime | None:
    """Return until when seats are open: what is paid or promised, and the days of grace after."""
    ends = (
        membership.paid_until,
        queries.promise_ends_at(membership),
        arrears.grace_ends_at(membership),
    )
    return max((at for at in ends if at is not None), default=None)


def sources(group: SeatGroup) -> list[str]:
    """Return the names under which whoever has a seat now is granted what it opens."""
    taken = group.seats.filter(ended_at=None, taken_at__isnull=False)
    return [seat.source for seat in taken]


def free(seat: Seat) -> None:
    """End a seat, whose group is held, and what it opened, at once."""
    now = clock.now()
    seat.ended_at = now
    seat.save(update_fields=["ended_at"])
    Grant.objects.filter(source=seat.source, withdrawn_at=None).update(withdrawn_at=now)
    SeatGroup.objects.filter(pk=seat.group_id).update(seats_filled=F("seats_filled") - 1)
    give_unpaid_back(seat.group_id)


def unpaid(group_id: int) -> QuerySet[SeatChange]:
    """Return the seats of a group that no bank paid for, and that are not all given back."""
    return SeatChange.objects.filter(group=group_id, unpaid_at__isnull=False, given_back_at=None)


def give_unpaid_back(group_id: int) -> None:
    """Count no seat any more that no bank paid for, as soon as nobody has it; the group is held."""
    standing = unpaid(group_id)
    if not standing.exists():
        return
    group = SeatGroup.objects.get(pk=group_id)
    charged = Subscription.objects.values_list("quantity", flat=True).get(checkout=group.checkout)
    group.seats_paid = max(charged, group.seats_filled)
    group.save(update_fields=["seats_paid"])
    if group.seats_filled <= charged:
        standing.update(given_back_at=clock.now())


def counted(group: SeatGroup, membership: Membership) -> tuple[int, datetime | None]:
    """Return how many seats are paid for, and the paid time for which they are counted so."""
    seats = rules.seats_paid(
        known=group.seats_paid,
        charged=membership.subscription.quantity,
        filled=group.seats_filled,
        paid_until=membership.paid_until,
        counted=group.counted_until,
    )
    # What its money went back for was counted already: when that stands again, nothing is new.
    until = max(
        filter(None, (group.counted_until, membership.paid_until)), default=group.counted_until
    )
    return min(seats, rules.GROUP_SEATS_MOST), until


def _count(group: SeatGroup, membership: Membership) -> None:
    paid, until = counted(group, membership)
    if (paid, until) != (group.seats_paid, group.counted_until):
        group.seats_paid, group.counted_until = paid, until
        group.save(update_fields=["seats_paid", "counted_until"])


def _hold(group: SeatGroup, *, until: datetime | None) -> None:
    held = Grant.objects.filter(source__in=sources(group))
    if until is None:
        held.filter(withdrawn_at=None).update(withdrawn_at=clock.now())
        return
    held.filter(starts_at__lt=until).update(ends_at=until, withdrawn_at=None)
    held.filter(starts_at__gte=until).update(withdrawn_at=F("starts_at"))
