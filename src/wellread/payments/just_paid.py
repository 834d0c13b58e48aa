"""What a page is given whose reader has just paid, so that what it tells of that counts, and once.

It holds a random number, and of the payment how often and about how much: what is counted by it
leads to no reader.
"""

import secrets
from typing import NamedTuple

from wellread.accounts import short_tokens
from wellread.payments.models import Checkout

# A page tells at once; what it told may wait to be counted while the database is away.
GOOD_FOR_S = 24 * 3600
# 96 bits: no two payments ever have the same.
_NUMBER_BYTES = 12
_SALT = "wellread.just_paid"


class JustPaid(NamedTuple):
    """What a proof says: its number, and of the payment such as "month-1000-USD", or ""."""

    number: str
    paid: str


def proof(checkout: Checkout | None = None) -> str:
    """Return a new proof, for the one page to which somebody comes back from paying."""
    number = secrets.token_bytes(_NUMBER_BYTES)
    return short_tokens.signed(number + (_of(checkout) if checkout else "").encode(), salt=_SALT)


def read(proof: str) -> JustPaid | None:
    """Return what a proof says that we gave within a day; None for any other text."""
    told = short_tokens.read(proof, salt=_SALT, max_age_s=GOOD_FOR_S)
    if not told:
        return None
    return JustPaid(told[:_NUMBER_BYTES].hex(), told[_NUMBER_BYTES:].decode())


def number_in(proof: str) -> str:
    """Return the number of a proof that we gave within a day, "" for any other text."""
    told = read(proof)
    return told.number if told else ""


def _of(checkout: Checkout) -> str:
    return f"{checkout.interval}-{_about(checkout.amount_minor)}-{checkout.currency}"


def _about(minor: int) -> int:
    """Return an amount in steps of 1, 2 and 5: the largest that is not above it."""
    unit = int(10 ** (len(str(max(1, minor))) - 1))
    return max(step * unit for step in (1, 2, 5) if step * unit <= max(1, minor))
