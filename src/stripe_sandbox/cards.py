"""The card numbers that mean something here, the same ones as Stripe's test cards."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """A test card, and what happens when it is charged."""

    number: str
    brand: str
    decline_code: str | None = None
    is_disputed: bool = False

    @property
    def last4(self) -> str:
        """The digits a reader sees."""
        return self.number[-4:]


GOOD = Card("4242424242424242", "visa")
DECLINED = Card("4000000000000002", "visa", "generic_decline")
CARDS = {
    card.number: card
    for card in (
        GOOD,
        DECLINED,
        Card("5555555555554444", "mastercard"),
        Card("378282246310005", "amex"),
        Card("4000000000009995", "visa", "insufficient_funds"),
        Card("4000000000009987", "visa", "lost_card"),
        Card("4000000000000069", "visa", "expired_card"),
        Card("4000000000000127", "visa", "incorrect_cvc"),
        Card("4000000000000119", "visa", "processing_error"),
        Card("4000000000000341", "visa", "generic_decline"),
        Card("4000000000000259", "visa", is_disputed=True),
    )
}
TOKENS = {
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_amex": "378282246310005",
    "pm_card_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_createDispute": "4000000000000259",
}


def card_for(number: str) -> Card:
    """Return the card of a number; one that is no test card is refused as incorrect."""
    digits = re.sub(r"\D", "", number)
    return CARDS.get(digits) or Card(digits.rjust(4, "0"), "unknown", "incorrect_number")
