"""What a line of another system's file says of a member."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from wellread.mail.address import spelled


class MemberFileFault(Exception):
    """The file as a whole cannot be read; nothing was brought in."""


class RowFault(ValueError):
    """One line cannot be brought in; its text says why."""


class State(StrEnum):
    """How a member stands in the system they come from."""

    PAYING = "paying"
    CANCELLED = "cancelled, paid until a date"
    COMPLIMENTARY = "complimentary"
    GIFT = "gift"
    ENDED = "ended"
    NOTHING = "free"


class ImportedMember(NamedTuple):
    """One line, read: nothing in it is guessed. Empty texts and None were not said."""

    line: int
    typed_email: str
    state: State
    paid_until: datetime | None = None
    customer: str = ""
    subscription: str = ""
    amount: str = ""
    currency: str = ""
    interval: str = ""
    is_unsubscribed: bool = False
    # By which the subscription is marked at Stripe, where another Wellread began it.
    checkout: str = ""
    # The name of a group whose seats it pays for.
    group: str = ""

    @property
    def email(self) -> str:
        """The address in its one spelling: it is one person, however it was typed."""
        return spelled(self.typed_email)
