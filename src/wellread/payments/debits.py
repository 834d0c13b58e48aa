"""Debits of bank accounts: promised at the Checkout, and known to have worked days later.

Each is made in one currency alone (docs.stripe.com/payments/bank-debits).
"""

from collections.abc import Mapping

KINDS: Mapping[str, str] = {"EUR": "sepa_debit", "GBP": "bacs_debit", "USD": "us_bank_account"}
CARD = "card"


def methods(currency: str, *, takes_debits: bool) -> list[str]:
    """Return how a page can be paid, in Stripe's words: by card, and by debit where it is taken."""
    debit = KINDS.get(currency) if takes_debits else None
    return [CARD, debit] if debit else [CARD]
