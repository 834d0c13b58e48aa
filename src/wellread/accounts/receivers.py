"""What accounts do when allauth or Django tell something: one function for each signal."""

from typing import Any

from allauth.account.models import EmailAddress

from wellread.accounts.address import spelled


def spell_address(*, instance: EmailAddress, **_: Any) -> None:
    """Store allauth's own rows in the spelling of ours."""
    instance.email = spelled(instance.email)
