"""What accounts do when allauth or Django tell something: one function for each signal."""

from typing import Any

from allauth.account.models import EmailAddress

from wellread.accounts import queries, signals
from wellread.accounts.models import Reader
from wellread.mail.address import spelled


def spell_address(*, instance: EmailAddress, **_: Any) -> None:
    """Store allauth's own rows in the spelling of ours."""
    instance.email = spelled(instance.email)


def reader_signed_in(*, user: Reader, **_: Any) -> None:
    """Tell that somebody is here to whom these addresses belong."""
    for address in queries.proved_addresses(user):
        signals.address_proved.send(sender=Reader, reader=user, address=address)


def address_confirmed(*, email_address: EmailAddress, **_: Any) -> None:
    """Tell that a reader proved an address just now."""
    signals.address_proved.send(
        sender=Reader, reader=email_address.user, address=email_address.email
    )
