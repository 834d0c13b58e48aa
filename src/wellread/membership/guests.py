"""Guests, who paid without an account: a link by e-mail opens their page and signs nobody in."""

from uuid import UUID

from django.http import HttpRequest

from wellread.membership import emails, queries
from wellread.membership.models import Membership
from wellread.payments import clock
from wellread.payments.models import Checkout

KEY = "guest"
# Long enough to save a year's receipts; a browser that others use forgets it soon.
OPEN_FOR_S = 3600


def send_link(*, address: str) -> None:
    """Send whoever paid under an address the way to what they paid; strangers get nothing."""
    checkout = queries.paid_by_guest(address).first()
    if checkout is not None:
        emails.send_guest_link(checkout=checkout)
    elif (membership := Membership.objects.filter(reader__email=address).first()) is not None:
        emails.send_guest_link(checkout=membership.checkout)


def open_here(request: HttpRequest, checkout: Checkout) -> None:
    """Remember in this browser, for an hour, that its reader has the mailbox of a payment."""
    request.session[KEY] = [str(checkout.pk), int(clock.now().timestamp()) + OPEN_FOR_S]


def close_here(request: HttpRequest) -> None:
    """Forget it."""
    request.session.pop(KEY, None)


def opened_here(request: HttpRequest) -> tuple[UUID, ...]:
    """Return what was paid under the address whose mailbox was proved here within the hour."""
    pk, until = request.session.get(KEY, ("", 0))
    if not pk or until <= clock.now().timestamp():
        return ()
    checkout = Checkout.objects.filter(pk=pk, reader=None).first()
    if checkout is None:
        return ()
    return tuple(queries.paid_by_guest(checkout.email).values_list("pk", flat=True))
