"""Questions about gifts that were bought."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from wellread.accounts.models import Reader
from wellread.accounts.queries import proved_addresses
from wellread.mail.models import Email
from wellread.membership import queries, rules
from wellread.membership.models import GiftMembership, Grant
from wellread.payments.models import Checkout, Payment

# A round of the job stays short; the next one goes on.
SENT_AT_ONCE = 50
OPEN = Q(paid_at__isnull=False, redeemed_at=None, returned_at=None, ended_at=None)
# Of what a bank asks back, nothing is taken meanwhile.
STANDING = (Payment.Status.SUCCEEDED, Payment.Status.PARTLY_REFUNDED)


def of_checkout(checkout: Checkout) -> GiftMembership | None:
    """Return the gift that a Checkout buys, or None."""
    return GiftMembership.objects.filter(checkout=checkout).first()


def given(*, reader: Reader | None, checkouts: Collection[UUID] = ()) -> list[GiftMembership]:
    """Return the gifts that a reader, or a browser, paid for, the latest first."""
    theirs = Q(checkout__in=list(checkouts))
    if reader is not None:
        theirs |= Q(checkout__reader=reader)
    rows = GiftMembership.objects.filter(theirs).exclude(paid_at=None)
    return list(rows.select_related("plan", "checkout__reader").order_by("-paid_at", "-pk"))


def given_by_address(address: str) -> list[GiftMembership]:
    """Return the gifts that were paid for under an address, the latest first."""
    theirs = Checkout.objects.filter(Q(reader__email=address) | Q(reader=None, email=address))
    rows = GiftMembership.objects.filter(checkout__in=theirs.values("pk"))
    return list(rows.exclude(paid_at=None).select_related("plan", "checkout__reader"))


def taken(reader: Reader) -> QuerySet[GiftMembership]:
    """Return the gifts that a reader took."""
    return GiftMembership.objects.filter(reader=reader).select_related("plan")


def waiting_for(reader: Reader) -> list[GiftMembership]:
    """Return the gifts that were sent to an address which a reader proved, and wait there."""
    addresses = proved_addresses(reader)
    rows = _takeable().filter(address__in=addresses, sent_at__isnull=False)
    return list(rows.select_related("plan").order_by("sent_at"))


def is_takeable(gift: GiftMembership) -> bool:
    """Tell whether a gift waits for whoever has its link, and its money stands."""
    paid = Payment.objects.filter(checkout=gift.checkout_id, status__in=STANDING)
    return gift.is_open and paid.exists()


def is_returnable(gift: GiftMembership) -> bool:
    """Tell whether all that was paid for a gift can go back to its giver."""
    untouched = queries.untouched_payments().filter(checkout=gift.checkout_id)
    return gift.is_open and untouched.exists()


def _takeable() -> QuerySet[GiftMembership]:
    """Return the gifts that wait and whose money stands: no others may keep these waiting."""
    standing = Payment.objects.filter(checkout=OuterRef("checkout"), status__in=STANDING)
    return GiftMembership.objects.filter(OPEN, Exists(standing))


def is_undelivered(gift: GiftMembership) -> bool:
    """Tell whether the e-mail that brings a gift could not be sent to whom it is for now."""
    sent = Email.objects.filter(name="gift_received", about=f"{gift.pk}:{gift.hand}")
    return gift.is_open and sent.filter(state=Email.State.FAILED).exists()


def to_send(*, at: datetime) -> list[GiftMembership]:
    """Return the gifts whose day has come, and that are not sent yet."""
    rows = _takeable().filter(sent_at=None, send_at__lte=at).exclude(address="")
    return list(rows.order_by("send_at")[:SENT_AT_ONCE])


def to_remind(*, at: datetime) -> list[GiftMembership]:
    """Return the gifts that were sent some time ago and that nobody took."""
    since = at - rules.GIFT_REMINDED_AFTER
    rows = _takeable().filter(sent_at__lte=since, reminded_at=None)
    return list(rows.exclude(address="").order_by("sent_at")[:SENT_AT_ONCE])


def ending(*, at: datetime) -> list[Grant]:
    """Return what was given, runs out soon, and was not told of yet."""
    soon = at + rules.GIFT_ENDS_WITHIN
    rows = Grant.objects.filter(
        reason=Grant.Reason.GIFT,
        source__startswith=f"{rules.GIFT_SOURCE}:",
        starts_at__lte=at,
        ends_at__gt=at,
        ends_at__lte=soon,
        withdrawn_at=None,
        reader__isnull=False,
    )
    found = {number_of(grant): grant for grant in rows.select_related("reader")}
    untold = GiftMembership.objects.filter(pk__in=found, told_of_end_at=None)
    return [found[number] for number in untold.values_list("pk", flat=True)[:SENT_AT_ONCE]]


def number_of(grant: Grant) -> int:
    """Return the number of the gift that a grant is from."""
    return int((grant.source or "").partition(":")[2])
