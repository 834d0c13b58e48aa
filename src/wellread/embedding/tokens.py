"""Tokens that other servers can check: signed by a key of which they find the public half.

The key is made from WELLREAD_SECRET_KEY and changes with it; those made from the old keys are
published for as long as WELLREAD_OLD_SECRET_KEYS names them.
"""

import hmac
from base64 import urlsafe_b64decode
from copy import copy
from functools import lru_cache
from typing import Any

from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from joserfc.jws import JWSRegistry

from wellread.engine.values import decode

ALGORITHM = "EdDSA"
# RFC 8410, 7: what comes before the 32 bytes of an Ed25519 key in PKCS #8.
_BEFORE_SEED = bytes.fromhex("302e020100300506032b657004220420")


class _Registry(JWSRegistry):
    """The one algorithm, without a warning at each token.

    RFC 9864 would have it called Ed25519, a name that few servers' libraries knew in 2026.
    """

    algorithms = {ALGORITHM: copy(JWSRegistry.algorithms[ALGORITHM])}


_Registry.algorithms[ALGORITHM].security_warning = None
_registry = _Registry(algorithms=[ALGORITHM])


def sign(claims: dict[str, Any]) -> str:
    """Return a token that says this."""
    key = _keys(*_secrets()).keys[0]
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": key.kid}
    return str(jwt.encode(header, claims, key, registry=_registry))


def read(token: str) -> dict[str, Any] | None:
    """Return what a token of ours says, of whatever time; None for one that we did not sign."""
    try:
        found = jwt.decode(token, _keys(*_secrets()), registry=_registry)
    except (JoseError, ValueError):
        return None
    return dict(found.claims) if found.claims.get("iss") == settings.SITE_URL else None


def read_by(token: str, keys: Any) -> dict[str, Any] | None:
    """Return what a token says that one of these public keys (RFC 7517) has signed, or None."""
    try:
        found = jwt.decode(token, KeySet.import_key_set(keys), registry=_registry)
    # Keys come from a file that anybody may have written.
    except (JoseError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return dict(found.claims)


def claims_unchecked(token: str) -> dict[str, Any] | None:
    """Return what a token says, whoever signed it; None for what is no token."""
    try:
        head, body, sign = (urlsafe_b64decode(f"{part}==") for part in token.split("."))
        header, claims = decode(head), decode(body)
    except ValueError:
        return None
    if not (sign and isinstance(header, dict) and isinstance(claims, dict)):
        return None
    return claims


def public_keys() -> dict[str, Any]:
    """Return what others check tokens by (RFC 7517), the present key first."""
    keys = [key.as_dict(private=False) for key in _keys(*_secrets()).keys]
    return {"keys": [{**key, "use": "sig", "alg": ALGORITHM} for key in keys]}


def subject(holder: str, audience: str) -> str:
    """Return a name for a reader that is theirs on one site, and says nothing on any other."""
    secret = settings.SECRET_KEY.encode()
    said = f"wellread.subject\n{audience}\n{holder}".encode()
    return hmac.digest(secret, said, "sha256").hex()[:32]


def _secrets() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=8)
def _keys(*secrets: str) -> KeySet:
    return KeySet([_key(secret) for secret in secrets])


def _key(secret: str) -> OKPKey:
    seed = hmac.digest(secret.encode(), b"wellread.token", "sha256")
    key = OKPKey.import_key(_BEFORE_SEED + seed)
    key.ensure_kid()
    return key
