"""Links of groups: to a seat that was offered, and to the management that somebody hands over."""

from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

from wellread.accounts import short_tokens
from wellread.membership.models import Seat, SeatGroup

SALT_OF_SEAT = "wellread.membership.group.seat"
SALT_OF_MANAGEMENT = "wellread.membership.group.management"
# A primary key of ours is a 64-bit number.
NUMBER_BYTES, HAND_BYTES = 8, 2
# An offer stands until its manager takes it back; a year is longer than most are.
OFFERED_FOR_S = 366 * 24 * 3600
# For so long it also proves the address that it was sent to, as a claim's link does.
PROVES_FOR_S = 30 * 24 * 3600


class OfferedSeat(NamedTuple):
    """A seat that a link opens, and the address it proves: "" for one that is older."""

    seat: Seat
    proves: str


def seat_address(seat: Seat) -> str:
    """Return the link by which a seat is taken; it proves whose mailbox it came to."""
    token = short_tokens.signed(seat.pk.to_bytes(NUMBER_BYTES, "big"), salt=SALT_OF_SEAT)
    return f"{settings.SITE_URL}{reverse('seat', args=[token])}"


def of_seat(token: str) -> OfferedSeat | None:
    """Return the seat that a link opens, or None when it is forged or too old."""
    said = short_tokens.read(token, salt=SALT_OF_SEAT, max_age_s=OFFERED_FOR_S)
    rows = Seat.objects.select_related("group__plan", "group__checkout__reader", "reader")
    seat = rows.filter(pk=int.from_bytes(said, "big")).first() if said is not None else None
    if seat is None:
        return None
    is_fresh = short_tokens.read(token, salt=SALT_OF_SEAT, max_age_s=PROVES_FOR_S) is not None
    return OfferedSeat(seat, seat.address if is_fresh else "")


def manager_address(group: SeatGroup) -> str:
    """Return the address of the page on which a group is managed; it opens to its manager alone."""
    return f"{settings.SITE_URL}{reverse('group', args=[group.pk])}"


def management_address(group: SeatGroup) -> str:
    """Return the link by which whoever it was offered to takes the management over."""
    said = group.pk.to_bytes(NUMBER_BYTES, "big") + group.hand.to_bytes(HAND_BYTES, "big")
    token = short_tokens.signed(said, salt=SALT_OF_MANAGEMENT)
    return f"{settings.SITE_URL}{reverse('take_management', args=[token])}"


def of_management(token: str) -> SeatGroup | None:
    """Return the group whose management a link hands over; None when it is forged or spent."""
    said = short_tokens.read(token, salt=SALT_OF_MANAGEMENT, max_age_s=PROVES_FOR_S)
    if said is None or len(said) != NUMBER_BYTES + HAND_BYTES:
        return None
    number = int.from_bytes(said[:NUMBER_BYTES], "big")
    hand = int.from_bytes(said[NUMBER_BYTES:], "big")
    rows = SeatGroup.objects.select_related("plan", "checkout__reader")
    return rows.filter(pk=number, hand=hand).exclude(offered_to="").first()
