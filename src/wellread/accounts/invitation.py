"""A link to an address without an account: opening it shows a button, the button makes one."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from wellread.accounts import short_tokens
from wellread.accounts.next import safe_next
from wellread.mail.address import spelled

SALT = "wellread.accounts.invitation"
# OWASP ASVS 5.0, 6.5.5: a link that signs in lives ten minutes at most.
GOOD_FOR_S = 600


class Invitation(NamedTuple):
    """Who was invited, and the page they came from."""

    email: str
    next: str


def address(email: str, *, next: str) -> str:
    """Return the link for an e-mail to this address."""
    token = short_tokens.signed(f"{spelled(email)}\n{safe_next(next)}".encode(), salt=SALT)
    return f"{settings.SITE_URL}{reverse('account_invitation')}?{urlencode({'token': token})}"


def read(token: str) -> Invitation | None:
    """Return what a token says, or None when it is forged or older than ten minutes."""
    said = short_tokens.read(token, salt=SALT, max_age_s=GOOD_FOR_S)
    if said is None:
        return None
    email, _, next = said.decode().partition("\n")
    return Invitation(email, next)
