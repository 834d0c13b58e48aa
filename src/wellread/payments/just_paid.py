"""What a page is given whose reader has just paid, so that what it tells of that counts, and once.

It holds a random number and nothing of the payment: what is counted by it leads to no reader.
"""

import secrets

from wellread.accounts import short_tokens

# A page tells at once; what it told may wait to be counted while the database is away.
GOOD_FOR_S = 24 * 3600
# 96 bits: no two payments ever have the same.
_NUMBER_BYTES = 12
_SALT = "wellread.just_paid"


def proof() -> str:
    """Return a new proof, for the one page to which somebody comes back from paying."""
    return short_tokens.signed(secrets.token_bytes(_NUMBER_BYTES), salt=_SALT)


def number_in(proof: str) -> str:
    """Return the number of a proof that we gave within a day, "" for any other text."""
    number = short_tokens.read(proof, salt=_SALT, max_age_s=GOOD_FOR_S)
    return number.hex() if number else ""
