"""Links to a gift: its giver's, by which they see how it stands, and its receiver's."""

from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

from wellread.accounts import short_tokens
from wellread.membership.models import GiftMembership

SALT_OF_GIVER = "wellread.membership.gift.giver"
SALT_OF_RECEIVER = "wellread.membership.gift.receiver"
# A primary key of ours is a 64-bit number.
NUMBER_BYTES, HAND_BYTES = 8, 2
# Whoever bought a gift may have the link sent again.
GIVERS_GOOD_FOR_S = 2 * 366 * 24 * 3600
# A gift waits for ever, and so does its link; a century is what the token's second can count.
WAITS_FOR_S = 100 * 366 * 24 * 3600
# For so long it also proves the address that it was sent to, as a claim's link does.
PROVES_FOR_S = 30 * 24 * 3600


class Opened(NamedTuple):
    """A gift that a link opens, and the address it proves: "" when somebody handed it over."""

    gift: GiftMembership
    proves: str


def giver_address(gift: GiftMembership) -> str:
    """Return the link by which its giver sees how a gift stands."""
    token = short_tokens.signed(_number(gift), salt=SALT_OF_GIVER)
    return f"{settings.SITE_URL}{reverse('given', args=[token])}"


def of_giver(token: str) -> GiftMembership | None:
    """Return the gift of a giver's link, or None when it is forged or too old."""
    said = short_tokens.read(token, salt=SALT_OF_GIVER, max_age_s=GIVERS_GOOD_FOR_S)
    return None if said is None else _found(int.from_bytes(said, "big"))


def receiver_address(gift: GiftMembership, *, hand: int, is_mailed: bool) -> str:
    """Return the link that opens a gift; one that is mailed proves whose mailbox it came to."""
    said = _number(gift) + hand.to_bytes(HAND_BYTES, "big") + bytes([is_mailed])
    token = short_tokens.signed(said, salt=SALT_OF_RECEIVER)
    return f"{settings.SITE_URL}{reverse('gift', args=[token])}"


def of_receiver(token: str) -> Opened | None:
    """Return the gift that a link opens; None when it is forged, or the gift went to another."""
    said = short_tokens.read(token, salt=SALT_OF_RECEIVER, max_age_s=WAITS_FOR_S)
    if said is None or len(said) != NUMBER_BYTES + HAND_BYTES + 1:
        return None
    gift = _found(int.from_bytes(said[:NUMBER_BYTES], "big"))
    hand = int.from_bytes(said[NUMBER_BYTES:-1], "big")
    if gift is None or gift.hand != hand:
        return None
    is_fresh = short_tokens.read(token, salt=SALT_OF_RECEIVER, max_age_s=PROVES_FOR_S) is not None
    return Opened(gift, gift.address if said[-1] and is_fresh else "")


def _number(gift: GiftMembership) -> bytes:
    return gift.pk.to_bytes(NUMBER_BYTES, "big")


def _found(number: int) -> GiftMembership | None:
    rows = GiftMembership.objects.select_related("checkout__reader", "plan", "reader")
    return rows.filter(pk=number).first()
