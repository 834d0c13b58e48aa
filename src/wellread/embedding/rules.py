"""What may be asked for another site's page, and what a token says."""

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Collection
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

# As PKCE has it (RFC 7636, 4.1 and 4.2): a page proves by the verifier that the code is its own.
_VERIFIER = re.compile(r"[A-Za-z0-9_-]{43,128}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
# A path of the site, which no browser could read as another host's.
_PATH = re.compile(r"/(?:[^/\\\s\x00-\x1f\x7f#][^\\\s\x00-\x1f\x7f#]*)?")
LONGEST_PATH = 2000
# Where a reader is led who goes back to another site.
COME_BACK = "/embedding/return/"
# Whoever comes back is there within seconds.
CODE_GOOD_FOR_S = 300
# Those who check a token by themselves believe it for so long.
TOKEN_GOOD_FOR_S = 600
# We, who look up whether its holder is still signed in, for as long as our own pages' cookie.
ASKED_WITHIN_S = 24 * 3600


class Known(NamedTuple):
    """What a site's page may know of its reader: the same as a page of ours, and what is open."""

    holder: str
    is_signed_in: bool
    entitlements: frozenset[str]
    is_member: bool
    was_member: bool
    contributed_at: str | None


def is_challenge(text: str) -> bool:
    """Tell whether a text can be a challenge."""
    return bool(_CHALLENGE.fullmatch(text))


def challenge_of(verifier: str) -> str:
    """Return the challenge that a verifier answers, "" for a text that is none."""
    if not _VERIFIER.fullmatch(verifier):
        return ""
    digest = hashlib.sha256(verifier.encode()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def digest(secret: str) -> str:
    """Return what is stored of a code or a key."""
    return hashlib.sha256(secret.encode()).hexdigest()


def leads_back(path: str) -> bool:
    """Tell whether a text is a path on the site itself."""
    return len(path) <= LONGEST_PATH and bool(_PATH.fullmatch(path))


def leads_to(path: str, challenge: str) -> bool:
    """Tell whether a path of ours leads back to the page that a challenge is of."""
    parts = urlsplit(path)
    asked = parse_qs(parts.query)
    return parts.path == COME_BACK and asked.get("challenge") == [challenge]


def hint(known: Known) -> dict[str, str]:
    """Return what the page's script may know, in the words of our own pages' cookie."""
    told = {
        "signed_in": known.is_signed_in,
        "is_member": known.is_member,
        "was_member": known.was_member,
    }
    hint = {name: "1" for name, is_so in told.items() if is_so}
    return hint | ({"contributed_at": known.contributed_at} if known.contributed_at else {})


def claims(
    known: Known, *, issuer: str, audience: str, subject: str, sign_in: UUID | None, now: int
) -> dict[str, Any]:
    """Return what a token says (RFC 7519): about whom, for which site, what is open till when."""
    told = {
        "iss": issuer,
        "aud": audience,
        "sub": subject,
        "iat": now,
        "exp": now + TOKEN_GOOD_FOR_S,
        "entitlements": sorted(known.entitlements),
        "is_member": known.is_member,
    }
    return told | ({"sid": str(sign_in)} if sign_in else {})


def holds(known: Known, needed: Collection[str]) -> bool:
    """Tell whether all that is needed is open."""
    return known.entitlements.issuperset(needed)
