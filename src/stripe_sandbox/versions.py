"""`Stripe-Version`: which version of the API a request is written for.

Answers always have the shapes of `API_VERSION`; what a version changes of that is asked here. A
version whose shapes are others is refused, since an answer in the wrong shape would mislead.
"""

import re

from stripe_sandbox.errors import ApiError

API_VERSION = "2026-10-28.endive"
# Since "basil" a subscription's period stands on its items, as it does here.
EARLIEST = "2025-03-31.basil"
# docs.stripe.com/changelog/clover/2025-09-30/billing-mode-default-flexible
FLEXIBLE_SINCE = "2025-09-30"
WELL_FORMED = re.compile(r"\d{4}-\d{2}-\d{2}(\.[a-z_]+)?")


def asked_for(header: str | None) -> str:
    """Return the version a request names, or the account's own when it names none."""
    if not header:
        return API_VERSION
    if not WELL_FORMED.fullmatch(header) or header[:10] > API_VERSION[:10]:
        raise ApiError(f"Invalid Stripe API version: {header}", param="Stripe-Version")
    if header[:10] < EARLIEST[:10]:
        raise ApiError(
            f"This sandbox plays the versions from {EARLIEST} to {API_VERSION}, not {header}.",
            param="Stripe-Version",
        )
    return header


def bills_flexibly(version: str) -> bool:
    """Whether subscriptions made by a request of this version are flexible unless it says so."""
    return version[:10] >= FLEXIBLE_SINCE
