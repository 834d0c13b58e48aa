"""Links that need no signing in: to claim what was paid without it, to pay, cancel, withdraw."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from wellread.accounts import short_tokens
from wellread.membership.models import (
    Cancellation,
    FailedRenewal,
    Membership,
    PriceNotice,
    Withdrawal,
)
from wellread.payments.models import Checkout

SALT = "wellread.membership.claim"
SALT_OF_CANCELLING = "wellread.membership.cancel"
SALT_OF_WITHDRAWING = "wellread.membership.withdraw"
SALT_OF_PAYING = "wellread.membership.pay"
SALT_OF_AGREEING = "wellread.membership.agree"
# The letter of a yearly member lies a while.
AGREE_WITHIN_S = 180 * 24 * 3600
SALT_OF_KEEPING = "wellread.membership.keep"
SALT_OF_GUESTS = "wellread.membership.guest"
# It shows all that was paid: another is sent in a minute.
GUEST_GOOD_FOR_S = 24 * 3600
SALT_OF_CARD = "wellread.membership.card"
SALT_OF_COMING_BACK = "wellread.membership.come_back"
SALT_OF_NO_MORE = "wellread.membership.no_more"
# RFC 8058 sets no limit; whoever finds an e-mail of last year may still want no more of them.
NO_MORE_GOOD_FOR_S = 5 * 366 * 24 * 3600
# A primary key of ours is a 64-bit number.
NUMBER_BYTES = 8
# The link dies with its first use; until then a reader on holiday should not lose it.
GOOD_FOR_S = 30 * 24 * 3600


def address(checkout_id: str) -> str:
    """Return the link that claims a Checkout."""
    token = short_tokens.signed(UUID(checkout_id).bytes, salt=SALT)
    return f"{settings.SITE_URL}{reverse('claim', args=[token])}"


def read(token: str) -> UUID | None:
    """Return the Checkout a link claims, or None when it is forged or older than a month."""
    said = short_tokens.read(token, salt=SALT, max_age_s=GOOD_FOR_S)
    if said is not None:
        return UUID(bytes=said)
    # Longer links of before 2027 are in mailboxes for a month yet.
    try:
        return UUID(signing.loads(token, salt=SALT, max_age=GOOD_FOR_S))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None


def cancel_address(membership: Membership) -> str:
    """Return the link that cancels a membership whose owner cannot sign in."""
    token = _numbered(membership.pk, salt=SALT_OF_CANCELLING)
    return f"{settings.SITE_URL}{reverse('cancel_without_account', args=[token])}"


def membership_to_cancel(token: str) -> Membership | None:
    """Return the membership a link cancels, or None when it is forged or older than a month."""
    found = Membership.objects.select_related("subscription", "reader")
    return found.filter(pk=_number(token, salt=SALT_OF_CANCELLING)).first()


def withdrawal_address(withdrawal: Withdrawal) -> str:
    """Return the link by which whoever has the mailbox proves that they withdrew."""
    token = _numbered(withdrawal.pk, salt=SALT_OF_WITHDRAWING)
    return f"{settings.SITE_URL}{reverse('prove_withdrawal', args=[token])}"


def withdrawal_to_prove(token: str) -> Withdrawal | None:
    """Return the withdrawal a link proves, or None when it is forged or older than a month."""
    return Withdrawal.objects.filter(pk=_number(token, salt=SALT_OF_WITHDRAWING)).first()


def pay_address(failed: FailedRenewal) -> str:
    """Return the link by which a renewal is paid that could not be charged, and nothing else."""
    token = _numbered(failed.pk, salt=SALT_OF_PAYING)
    return f"{settings.SITE_URL}{reverse('pay', args=[token])}"


def renewal_to_pay(token: str) -> FailedRenewal | None:
    """Return the failed renewal a link pays, or None when it is forged or older than a month."""
    rows = FailedRenewal.objects.select_related(
        "membership__subscription__checkout__customer", "membership__plan"
    )
    return rows.filter(pk=_number(token, salt=SALT_OF_PAYING)).first()


def keep_address(cancellation: Cancellation) -> str:
    """Return the link by which a cancellation is taken back that was not its reader's."""
    token = _numbered(cancellation.pk, salt=SALT_OF_KEEPING)
    return f"{settings.SITE_URL}{reverse('keep_contract', args=[token])}"


def cancellation_to_take_back(token: str) -> Cancellation | None:
    """Return the cancellation a link takes back, or None when it is forged or too old."""
    rows = Cancellation.objects.select_related("membership__subscription", "membership__plan")
    return rows.filter(pk=_number(token, salt=SALT_OF_KEEPING)).first()


def guest_address(checkout_id: str) -> str:
    """Return the link that opens what a guest paid; it signs in to nothing."""
    token = short_tokens.signed(UUID(checkout_id).bytes, salt=SALT_OF_GUESTS)
    return f"{settings.SITE_URL}{reverse('guest_page', args=[token])}"


def checkout_of_guest(token: str) -> Checkout | None:
    """Return the Checkout of a guest's link, or None when it is forged or older than a day."""
    said = short_tokens.read(token, salt=SALT_OF_GUESTS, max_age_s=GUEST_GOOD_FOR_S)
    return Checkout.objects.filter(pk=UUID(bytes=said)).first() if said else None


def card_address(membership: Membership) -> str:
    """Return the link by which another card is entered for a membership, and nothing else."""
    token = _numbered(membership.pk, salt=SALT_OF_CARD)
    return f"{settings.SITE_URL}{reverse('enter_card', args=[token])}"


def membership_of_card(token: str) -> Membership | None:
    """Return the membership whose card a link changes, or None when it is forged or too old."""
    return _membership(_number(token, salt=SALT_OF_CARD))


def back_address(membership: Membership, *, letter: str = "") -> str:
    """Return the link by which a former member comes back at the price of before.

    `letter` is the kind of e-mail that it stands in, for the desk.
    """
    token = _numbered(membership.pk, salt=SALT_OF_COMING_BACK)
    of = f"?letter={letter}" if letter else ""
    return f"{settings.SITE_URL}{reverse('come_back', args=[token])}{of}"


def membership_to_take_up(token: str) -> Membership | None:
    """Return the membership whose member comes back, or None when it is forged or too old."""
    return _membership(_number(token, salt=SALT_OF_COMING_BACK))


def no_more_address(membership: Membership) -> str:
    """Return the link by which a former member is asked back no more."""
    token = _numbered(membership.pk, salt=SALT_OF_NO_MORE)
    return f"{settings.SITE_URL}{reverse('no_more_emails', args=[token])}"


def membership_to_leave_alone(token: str) -> Membership | None:
    """Return the membership whose member wants no more e-mails, or None when it is forged."""
    said = short_tokens.read(token, salt=SALT_OF_NO_MORE, max_age_s=NO_MORE_GOOD_FOR_S)
    return _membership(int.from_bytes(said or b"", "big"))


def _membership(number: int) -> Membership | None:
    rows = Membership.objects.select_related(
        "plan", "subscription__checkout__customer", "checkout", "reader"
    )
    return rows.filter(pk=number).first()


def agree_address(notice: PriceNotice) -> str:
    """Return the link by which a member agrees to a higher price."""
    token = _numbered(notice.pk, salt=SALT_OF_AGREEING)
    return f"{settings.SITE_URL}{reverse('agree', args=[token])}"


def notice_to_agree_to(token: str) -> PriceNotice | None:
    """Return what a link agrees to, or None when it is forged or older than half a year."""
    said = short_tokens.read(token, salt=SALT_OF_AGREEING, max_age_s=AGREE_WITHIN_S)
    rows = PriceNotice.objects.select_related("change__plan", "membership__subscription")
    return rows.filter(pk=int.from_bytes(said or b"", "big")).first()


def _numbered(number: int, *, salt: str) -> str:
    return short_tokens.signed(number.to_bytes(NUMBER_BYTES, "big"), salt=salt)


def _number(token: str, *, salt: str) -> int:
    """Return the number that a link carries, or 0, which no row has."""
    said = short_tokens.read(token, salt=salt, max_age_s=GOOD_FOR_S)
    return int.from_bytes(said or b"", "big")
