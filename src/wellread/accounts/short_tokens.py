"""Signed words short enough for a link that people see: a payload, its second, and who signed it.

Django's own tokens spell out JSON and a full signature, which makes links of 120 characters and
more. 96 bits of HMAC-SHA-256 cannot be guessed by asking (RFC 2104, 5: no less than 80 bits).
"""

import base64
import binascii
import time

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

# 96 bits: more than can be guessed in the days a token is good, and short enough for a letter.
SIGNATURE_BYTES = 12
SECOND_BYTES = 4


def signed(payload: bytes, *, salt: str) -> str:
    """Return a token that says this, as of now."""
    said = int(time.time()).to_bytes(SECOND_BYTES, "big") + payload
    whole = _signature(said, salt, settings.SECRET_KEY) + said
    return base64.urlsafe_b64encode(whole).rstrip(b"=").decode()


def read(token: str, *, salt: str, max_age_s: int) -> bytes | None:
    """Return what a token says, or None when it is forged or older than that."""
    try:
        whole = base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    signature, said = whole[:SIGNATURE_BYTES], whole[SIGNATURE_BYTES:]
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    is_ours = [constant_time_compare(signature, _signature(said, salt, key)) for key in keys]
    if len(said) < SECOND_BYTES or not any(is_ours):
        return None
    age_s = time.time() - int.from_bytes(said[:SECOND_BYTES], "big")
    return said[SECOND_BYTES:] if age_s <= max_age_s else None


def _signature(said: bytes, salt: str, key: str) -> bytes:
    whole: bytes = salted_hmac(salt, said, secret=key, algorithm="sha256").digest()
    return whole[:SIGNATURE_BYTES]
