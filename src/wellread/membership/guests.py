"""Guests, who paid without an account: a link by e-mail opens their page and signs nobody in.

By it they also have what is held about them, and are forgotten when they ask.
"""

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from django.db import transaction
from django.db.models import Min
from django.http import HttpRequest

from wellread.accounts.actions import reader_with_verified_address
from wellread.accounts.erasures import Erasure, is_erased, latest
from wellread.accounts.models import Reader
from wellread.membership import actions, emails, queries, rules
from wellread.membership.models import Membership
from wellread.payments import clock, gateway, opening
from wellread.payments.models import Checkout

KEY = "guest"
# Long enough to save a year's receipts; a browser that others use forgets it soon.
OPEN_FOR_S = 3600


class HasAccount(Exception):
    """The address has an account: what is kept is shown and erased there."""


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


def proved_here(request: HttpRequest) -> str:
    """Return the address whose mailbox a guest proved here within the hour, or ""."""
    opened = () if request.user.is_authenticated else opened_here(request)
    if not opened:
        return ""
    return Checkout.objects.values_list("email", flat=True).get(pk=opened[0])


def erase(*, address: str, browser: str = "") -> bool:
    """Stop what could charge again, then forget whoever paid under an address without an account.

    Return whether anything would have charged. Raises HasAccount, gateway.GatewayUnavailable or
    gateway.GatewayRefused, and nothing is forgotten then.
    """
    was_member = False
    for _ in range(actions.TIMES_OVERTAKEN):
        opening.close_checkouts(reader=None, browser=browser)
        theirs = queries.of_guest(address)
        for checkout in theirs.filter(state=Checkout.State.OPEN):
            opening.close_for_good(checkout)
        live = Membership.objects.filter(checkout__in=theirs.order_by().values("pk"))
        for membership in live.filter(status__in=rules.LIVE):
            was_member = True
            actions.cancel(membership=membership)
        with suppress(_NotSettled):
            _forget(address)
            return was_member
    raise gateway.GatewayUnavailable("Payments are begun while a guest is erased")


def returned(erasures: Iterable[Erasure]) -> list[str]:
    """Return the addresses of guests here that were erased after they had paid."""
    last = latest(erasures)
    paid = Checkout.objects.filter(reader=None, forgotten_at=None).exclude(email="")
    known = paid.values("email").order_by("email").annotate(since=Min("created_at"))
    # Whoever came back later, and paid anew, is meant to be here.
    return [
        one["email"]
        for one in known.iterator()
        if is_erased(one["email"], since=one["since"], last=last)
    ]


class _NotSettled(Exception):
    """Something was begun for a guest since we looked."""


@transaction.atomic
def _forget(address: str) -> None:
    """Make an account of what is a guest's, and delete it: what forgets one forgets the other.

    Nobody else ever sees it.
    """
    if Reader.objects.filter(email=address).exists():
        raise HasAccount
    reader = reader_with_verified_address(email=address)
    unpaid = queries.of_guest(address).exclude(state__in=Checkout.SENT_OFF)
    unpaid.update(reader=reader)
    actions.hand_over(reader=reader, address=address)
    actions.hand_over_gifts(reader=reader, address=address)
    if not actions.delete_if_settled(reader):
        raise _NotSettled
