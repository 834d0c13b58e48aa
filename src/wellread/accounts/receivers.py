"""What accounts do when allauth or Django tell something: one function for each signal."""

from typing import Any

from allauth.account.models import EmailAddress
from django.http import HttpRequest

from wellread.accounts import actions, passkey_offer, queries, signals
from wellread.accounts.models import Reader
from wellread.mail.address import spelled


def spell_address(*, instance: EmailAddress, **_: Any) -> None:
    """Store allauth's own rows in the spelling of ours."""
    instance.email = spelled(instance.email)


def reader_signed_in(*, user: Reader, request: HttpRequest | None = None, **_: Any) -> None:
    """Write down in which browser, and tell that somebody is here whose addresses these are."""
    if request is not None:
        actions.note_device(request=request, reader=user)
        passkey_offer.begin(request=request, reader=user)
    for address in queries.proved_addresses(user):
        signals.address_proved.send(sender=Reader, reader=user, address=address)


def key_added(*, request: HttpRequest, **_: Any) -> None:
    """Offer no passkey to who has just added a key."""
    passkey_offer.end(request)


def address_confirmed(*, email_address: EmailAddress, **_: Any) -> None:
    """Tell that a reader proved an address just now."""
    signals.address_proved.send(
        sender=Reader, reader=email_address.user, address=email_address.email
    )
