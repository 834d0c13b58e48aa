"""The signed cookie that says what a browser may see; checked without a database."""

import hmac
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings

VERSION = "1"
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
    if not cookie_value:
        return None
    body, _, mac = cookie_value.rpartition(".")
    given = mac.encode()
    if not any(hmac.compare_digest(given, _mac(body, secret).encode()) for secret in secrets):
        return None
    parts = body.split(".")
    if len(parts) != 5 or parts[0] != VERSION:
        return None
    _, holder, names, issued, expires = parts
    if not int(issued) - SKEW_S <= now < int(expires) <= int(issued) + LONGEST_S:
        return None
    return Entitlement(holder, frozenset(filter(None, names.split("+"))), int(expires))


def secrets() -> tuple[bytes, ...]:
    """Return the keys that cookies may be signed with, the present one first."""
    return _derived(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=8)
def _derived(*keys: str) -> tuple[bytes, ...]:
    return tuple(hmac.digest(key.encode(), b"wellread.entitlement", "sha256") for key in keys)


def _mac(body: str, secret: bytes) -> str:
    return hmac.digest(secret, body.encode("utf-8", "surrogatepass"), "sha256").hex()
