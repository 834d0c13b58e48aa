"""The link by which a payment made without signing in finds its reader."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from wellread.accounts import short_tokens

SALT = "wellread.membership.claim"
# The link dies with its first use; until then a reader on holiday should not lose it.
GOOD_FOR_S = 30 * 24 * 3600


def address(checkout_id: str) -> str:
    """Return the link that claims a Checkout."""
    token = short_tokens.signed(UUID(checkout_id).bytes, salt=SALT)
    return f"{settings.SITE_URL}{reverse('claim', args=[token])}"


def read(token: str) -> UUID | None:
    """Return the Checkout a link claims, or None when it is forged or older than a month."""
    said = short_tokens.read(token, salt=SALT, max_age_s=GOOD_FOR_S)
    if said is not None:
        return UUID(bytes=said)
    # Longer links of before 2027 are in mailboxes for a month yet.
    try:
        return UUID(signing.loads(token, salt=SALT, max_age=GOOD_FOR_S))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
