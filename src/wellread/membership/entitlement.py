"""The signed cookie that says what a browser may see; checked without a database."""

import hmac
from functools import lru_cache
from hmac import compare_digest
from typing import NamedTuple

from django.conf import settings

VERSION = "1"
# So long at most does a cookie open what has been withdrawn since.
LONGEST_S = 24 * 3600
# Our own machines' clocks may differ a little; a cookie from further ahead is no good.
SKEW_S = 600


class Entitlement(NamedTuple):
    """Who holds what until when (epoch seconds)."""

    holder: str
    entitlements: frozenset[str]
    expires: int


def issue(
    *,
    holder: str,
    entitlements: frozenset[str],
    now: int,
    secret: bytes,
    until: int | None = None,
) -> str:
    """Return a cookie value good for at most 24 hours, and never beyond `until`."""
    expires = min(now + LONGEST_S, until if until is not None else now + LONGEST_S)
    body = f"{VERSION}.{holder}.{'+'.join(sorted(entitlements))}.{now}.{expires}"
    return f"{body}.{_mac(body, secret)}"


def read(cookie_value: str | None, *, now: int, secrets: tuple[bytes, ...]) -> Entitlement | None:
    """Return what a cookie entitles to; None when it is absent, forged or not of this time."""
    signed = _signed(cookie_value, secrets) if cookie_value else None
    if signed is None:
        return None
    issued, held = signed
    is_of_this_time = issued - SKEW_S <= now < held.expires <= issued + LONGEST_S
    return held if is_of_this_time else None


def secrets() -> tuple[bytes, ...]:
    """Return the keys that cookies may be signed with, the present one first."""
    return _derived(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=8)
def _derived(*keys: str) -> tuple[bytes, ...]:
    return tuple(hmac.digest(key.encode(), b"wellread.entitlement", "sha256") for key in keys)


# A reader's cookie comes with every page of theirs: its signature is worked out once.
@lru_cache(maxsize=4096)
def _signed(value: str, secrets: tuple[bytes, ...]) -> tuple[int, Entitlement] | None:
    """Return when a cookie was issued and what it says, or None when nobody of us signed it."""
    body, _, mac = value.rpartition(".")
    # What we sign is ASCII, and compare_digest takes no other text.
    if not value.isascii() or not any(compare_digest(mac, _mac(body, one)) for one in secrets):
        return None
    parts = body.split(".")
    if len(parts) != 5 or parts[0] != VERSION:
        return None
    _, holder, names, issued, expires = parts
    return int(issued), Entitlement(holder, frozenset(filter(None, names.split("+"))), int(expires))


def _mac(body: str, secret: bytes) -> str:
    return hmac.digest(secret, body.encode(), "sha256").hex()
