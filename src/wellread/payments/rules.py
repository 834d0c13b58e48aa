"""The graphs along which money's states may move. Nothing here looks anything up."""

from collections.abc import Mapping
from datetime import timedelta

PAYMENT_STEPS: Mapping[str, frozenset[str]] = {
    "pending": frozenset({"promised", "failed", "succeeded"}),
    # A bank was asked for a debit, and answers days later.
    "promised": frozenset({"failed", "succeeded"}),
    # An invoice may be tried again, by a debit too.
    "failed": frozenset({"promised", "succeeded"}),
    "succeeded": frozenset({"partly_refunded", "refunded", "disputed", "lost"}),
    # A bank may send a refund back, and then the payment stands again.
    "partly_refunded": frozenset({"succeeded", "refunded", "disputed", "lost"}),
    "refunded": frozenset({"succeeded", "partly_refunded", "disputed", "lost"}),
    # So it does when a dispute was won.
    "disputed": frozenset({"succeeded", "partly_refunded", "refunded", "lost"}),
    "lost": frozenset(),
}
RECEIVED = frozenset({"succeeded", "partly_refunded", "refunded", "disputed", "lost"})
TAKEN_BACK = frozenset({"refunded", "lost"})

# The later of two states of a refund stands, whichever we hear of first.
# A charge is owed and may be tried again at any time.
IN_ARREARS = frozenset({"past_due", "unpaid"})
REFUND_ORDER = ("requires_action", "pending", "succeeded", "canceled", "failed")
# Between the two the reader's bank has it; before, Stripe waits for the reader.
REFUND_UNDER_WAY = frozenset({"pending", "succeeded"})
REFUND_CAME_BACK = frozenset({"canceled", "failed"})

CHECKOUT_STEPS: Mapping[str, frozenset[str]] = {
    "open": frozenset({"promised", "paid", "failed", "expired"}),
    # A session may complete in the very moment in which we believed it expired.
    "expired": frozenset({"promised", "paid", "failed"}),
    # Its bank was asked; the money comes days later, or never.
    "promised": frozenset({"paid", "failed"}),
    "failed": frozenset({"paid"}),
    "paid": frozenset(),
}

# Of these nothing was ever open to anybody.
NOT_BEGUN = frozenset({"incomplete", "incomplete_expired"})
SUBSCRIPTION_ENDS = frozenset({"canceled", "incomplete_expired"})

# Days after the try before it on which Stripe charges a failed renewal again, and ends it after
# the last one. They are set in Stripe's dashboard (Billing, Revenue recovery, custom schedule),
# which the API does not tell; `docs/howto/revenue.md` says where. Grace lasts as long.
RETRIED_AFTER_DAYS = (3, 5, 7)
RETRIED_FOR_DAYS = sum(RETRIED_AFTER_DAYS)

RETRY_AFTER = tuple(
    timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200, 21600, 43200, 86400)
)


def may_become(steps: Mapping[str, frozenset[str]], old: str, new: str) -> bool:
    """Tell whether a state may move to another; staying is no move."""
    return new in steps[old]


def attempt_state(*, intent_status: str, attempted: bool) -> str:
    """Return the state of a payment from what its intent says, refunds and disputes apart."""
    if intent_status == "succeeded":
        return "succeeded"
    if intent_status == "processing":
        return "promised"
    return "failed" if attempted else "pending"


def received_state(
    *, amount_minor: int, refunded_minor: int, disputed_minor: int, is_lost: bool
) -> str:
    """Return the state of a payment that was received, from what was taken back of it since."""
    if is_lost:
        return "lost"
    if disputed_minor:
        return "disputed"
    if refunded_minor >= amount_minor > 0:
        return "refunded"
    return "partly_refunded" if refunded_minor else "succeeded"


def refund_status(known: str, told: str) -> str:
    """Return the later of two states of a refund."""
    later = told in REFUND_ORDER and (
        known not in REFUND_ORDER or REFUND_ORDER.index(told) > REFUND_ORDER.index(known)
    )
    return told if later else known


def retry_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many failed attempts, or None when it is time to stop."""
    return RETRY_AFTER[attempts - 1] if attempts <= len(RETRY_AFTER) else None
