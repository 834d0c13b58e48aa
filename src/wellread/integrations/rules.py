"""Which events there are, when each has happened, and how often one is sent. Nothing is looked up.

Headers and signature are those of Standard Webhooks, https://www.standardwebhooks.com, 1.0.0.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

JOINED, RENEWED, CHANGED = "membership.joined", "membership.renewed", "membership.changed"
FAILED, CANCELLED = "membership.failed", "membership.cancelled"
RESUMED, ENDED = "membership.resumed", "membership.ended"
CONTRIBUTED, GIVEN, REFUNDED = "contribution.given", "gift.given", "payment.refunded"
NEWSLETTER_JOINED, NEWSLETTER_LEFT = "newsletter.joined", "newsletter.left"
ERASED, TEST = "reader.erased", "endpoint.test"

# What each says has happened, as the admin and docs/reference/webhooks.md say it.
KINDS: Mapping[str, str] = {
    JOINED: "A membership was paid for the first time, or begun with free days.",
    RENEWED: "A further period was paid for; also when a failed payment was made good, and the "
    "first payment after free days.",
    CHANGED: "Its amount, interval, plan or reader is another now, or what it costs for a time. "
    "That a lower price ran out as it was told is no change.",
    FAILED: "A renewal could not be charged; what was paid for runs on, and it is tried again.",
    CANCELLED: "Nothing more will be charged; it runs to the end of what was paid for.",
    RESUMED: "A cancellation was taken back.",
    ENDED: "It is over.",
    CONTRIBUTED: "Money was given once.",
    GIVEN: "Something was opened to somebody without a payment of theirs.",
    REFUNDED: "Money is on its way back, in whole or in part.",
    NEWSLETTER_JOINED: "A newsletter is sent to an address from now on; its owner confirmed it.",
    NEWSLETTER_LEFT: "It is sent there no more: take the address off its list.",
    ERASED: "A reader had their account erased: delete what you hold about them.",
}
LIVE = frozenset({"active", "past_due"})

# The wait after each failed attempt, as the specification proposes it: three days in all.
RETRY_AFTER = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
# How long an old secret signs beside the new one.
BOTH_SECRETS_FOR = timedelta(days=1)
SECRET_PREFIX, SECRET_BYTES = "whsec_", 32


class ToldFacts(NamedTuple):
    """What of a membership other systems were told, or would be told now."""

    status: str
    amount_minor: int
    currency: str
    interval: str
    plan: int
    reader: int | None
    email: str
    paid_until: datetime | None
    trial_ends_at: datetime | None = None
    lower_minor: int | None = None
    lower_until: datetime | None = None


NOTHING_YET = ToldFacts("", 0, "", "", 0, None, "", None)
# A change of these has an event of its own; the others have theirs by what they mean.
TOLD_AS_CHANGE = ("amount_minor", "currency", "interval", "plan", "reader", "email")


def kinds_of(before: ToldFacts, now: ToldFacts) -> list[str]:
    """Return what happened between two states of one membership, in the order to tell it."""
    if before.paid_until is None:
        # One that was never paid for has not begun, whatever its state.
        return [JOINED] if now.paid_until is not None and now.status != "ended" else []
    found = []
    if now.paid_until is not None and now.paid_until > before.paid_until:
        found.append(RENEWED)
    # Of an erased reader other systems were told by an event of its own.
    if now.email and (_differ(before, now, TOLD_AS_CHANGE) or _is_lower_otherwise(before, now)):
        found.append(CHANGED)
    if before.status == now.status:
        return found
    if now.status == "ended":
        found.append(ENDED)
    elif now.status == "ending":
        found.append(CANCELLED)
    elif before.status in ("ending", "ended"):
        found.append(RESUMED)
    elif now.status == "past_due":
        found.append(FAILED)
    return found


def _differ(before: ToldFacts, now: ToldFacts, names: Iterable[str]) -> bool:
    return any(getattr(before, name) != getattr(now, name) for name in names)


def _is_lower_otherwise(before: ToldFacts, now: ToldFacts) -> bool:
    """Tell whether a lower price came, or is another; that it ends was told with its day."""
    return now.lower_minor is not None and _differ(before, now, ("lower_minor", "lower_until"))


def changes(before: ToldFacts, now: ToldFacts) -> dict[str, object]:
    """Return what was so before, of all that is another now."""
    old, new = before._asdict(), now._asdict()
    return {name: value for name, value in old.items() if value != new[name]}


def retry_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many failed attempts, or None when it is time to stop."""
    return RETRY_AFTER[attempts - 1] if attempts <= len(RETRY_AFTER) else None


def signatures(*, name: str, at: int, body: bytes, secrets: Iterable[str]) -> str:
    """Return the signature header: one for each secret, parted by spaces."""
    signed = f"{name}.{at}.".encode() + body
    return " ".join(
        f"v1,{base64.b64encode(hmac.digest(_key(one), signed, 'sha256')).decode()}"
        for one in secrets
    )


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(SECRET_PREFIX))


def written_secret(random: bytes) -> str:
    """Return random bytes as a secret is handed to another system."""
    return SECRET_PREFIX + base64.b64encode(random).decode()


# What a key may ask for.
MEMBERS, ENTITLEMENTS = "members:read", "entitlements:read"
SCOPES: Mapping[str, str] = {
    MEMBERS: "Every membership and its reader’s address.",
    ENTITLEMENTS: "What one reader holds, for whoever knows the address or a number.",
}
KEY_WORD = "wellread"
# Ten a second: enough to list 100,000 members in two minutes, and to ask at each sign-in.
ASKED_A_MINUTE = 600


def written_key(prefix: str, secret: str) -> str:
    """Return a key as it is handed to another system."""
    return f"{KEY_WORD}_{prefix}_{secret}"


def read_key(text: str) -> tuple[str, str] | None:
    """Return a key's beginning and the digest of the rest, or None for what is none of ours."""
    parts = text.split("_", 2)
    if len(parts) != 3 or parts[0] != KEY_WORD or not text.isascii():
        return None
    return parts[1], digest(parts[2])


def digest(secret: str) -> str:
    """Return what is kept of a key: it is random and long, so that one plain hash suffices."""
    return hashlib.sha256(secret.encode()).hexdigest()
