"""Why a bank refused, as its customer may be told: Stripe's many codes come to a few reasons.

The codes and what to tell of each: docs.stripe.com/declines/codes and, for debits,
docs.stripe.com/payments/bank-debits (both read in November 2026). Of a card that was reported lost
or stolen, or is thought to be in a stranger's hands, Stripe asks that nobody be told more than of a
refusal without a reason: the stranger might be reading.
"""

from collections.abc import Mapping
from enum import StrEnum


class Reason(StrEnum):
    """What a reader can do something about."""

    MONEY = "money"
    EXPIRED = "expired"
    LIMIT = "limit"
    DETAILS = "details"
    AGREEMENT = "agreement"
    UNSUITED = "unsuited"
    ACCOUNT = "account"
    MISSING = "missing"
    LATER = "later"
    REFUSED = "refused"
    UNKNOWN = "unknown"


CODES: Mapping[Reason, tuple[str, ...]] = {
    Reason.MONEY: ("insufficient_funds",),
    Reason.EXPIRED: (
        *("expired_card", "invalid_expiry_month", "invalid_expiry_year"),
        "new_account_information_available",
    ),
    Reason.LIMIT: ("card_velocity_exceeded", "withdrawal_count_limit_exceeded", "amount_too_large"),
    Reason.DETAILS: (
        *("incorrect_number", "invalid_number", "incorrect_cvc", "invalid_cvc", "incorrect_zip"),
        *("incorrect_address", "incorrect_pin", "invalid_pin"),
    ),
    Reason.AGREEMENT: (
        *("authentication_required", "authentication_not_handled", "approve_with_id"),
        *("payment_intent_authentication_failure", "mobile_device_authentication_required"),
        *("offline_pin_required", "online_or_offline_pin_required"),
        "invoice_payment_intent_requires_action",
    ),
    Reason.UNSUITED: (
        *("card_not_supported", "currency_not_supported", "transaction_not_allowed"),
        *("invalid_amount", "testmode_decline", "live_mode_test_card"),
    ),
    Reason.ACCOUNT: (
        *("invalid_account", "account_closed", "no_account", "debit_not_authorized"),
        *("bank_account_restricted", "revocation_of_authorization"),
        *("revocation_of_all_authorizations", "stop_payment_order"),
    ),
    Reason.MISSING: ("resource_missing", "payment_method_unactivated", "missing"),
    Reason.LATER: (
        *("issuer_not_available", "processing_error", "reenter_transaction", "try_again_later"),
        *("duplicate_transaction", "payment_intent_payment_attempt_failed"),
    ),
    Reason.REFUSED: (
        *("generic_decline", "do_not_honor", "call_issuer", "do_not_try_again"),
        *("no_action_taken", "not_permitted", "restricted_card", "security_violation"),
        *("service_not_allowed", "pin_try_exceeded", "card_declined"),
        # These look to a reader as a refusal without a reason does.
        *("lost_card", "stolen_card", "pickup_card", "fraudulent", "merchant_blacklist"),
    ),
}
_REASONS = {code: reason for reason, codes in CODES.items() for code in codes}


def reason(code: str) -> Reason:
    """Return what a decline code of Stripe's comes to; one that is not known says so."""
    return _REASONS.get(code, Reason.UNKNOWN)
