"""The graphs along which money's states may move. Nothing here looks anything up."""

from collections.abc import Mapping
from datetime import timedelta

PAYMENT_STEPS: Mapping[str, frozenset[str]] = {
    "pending": frozenset({"failed", "succeeded", "partly_refunded", "refunded", "disputed"}),
    "failed": frozenset({"succeeded", "partly_refunded", "refunded", "disputed"}),
    "succeeded": frozenset({"partly_refunded", "refunded", "disputed"}),
    "partly_refunded": frozenset({"refunded", "disputed"}),
    # Stripe reinstates a dispute that was won, and the payment stands again.
    "disputed": frozenset({"succeeded", "partly_refunded", "refunded"}),
    "refunded": frozenset(),
}
RECEIVED = frozenset({"succeeded", "partly_refunded", "refunded", "disputed"})

CHECKOUT_STEPS: Mapping[str, frozenset[str]] = {
    "open": frozenset({"paid", "expired"}),
    # A session may complete in the very moment in which we believed it expired.
    "expired": frozenset({"paid"}),
    "paid": frozenset(),
}

SUBSCRIPTION_ENDS = frozenset({"canceled", "incomplete_expired"})

RETRY_AFTER = tuple(
    timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200, 21600, 43200, 86400)
)


def may_become(steps: Mapping[str, frozenset[str]], old: str, new: str) -> bool:
    """Tell whether a state may move to another; staying is no move."""
    return new in steps[old]


def payment_state(
    *, intent_status: str, attempted: bool, amount_minor: int, refunded_minor: int, disputed: bool
) -> str:
    """Return the state of a payment from what its intent and charge say at present."""
    if intent_status != "succeeded":
        return "failed" if attempted else "pending"
    if disputed:
        return "disputed"
    if refunded_minor >= amount_minor > 0:
        return "refunded"
    return "partly_refunded" if refunded_minor else "succeeded"


def retry_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many failed attempts, or None when it is time to stop."""
    return RETRY_AFTER[attempts - 1] if attempts <= len(RETRY_AFTER) else None
