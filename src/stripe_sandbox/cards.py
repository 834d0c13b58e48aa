"""The card numbers that mean something here, the same ones as Stripe's test cards.

docs.stripe.com/testing says what each does; the names of their tokens stand there too.
"""

import re
from dataclasses import dataclass
from typing import Literal

# When a card asks for authentication (3-D Secure): at every payment; at every payment unless it is
# off session and the card was set up for that; or only while its holder is there.
Asks = Literal["always", "unless_set_up", "on_session"]


@dataclass(frozen=True, slots=True)
class Card:
    """A test card, and what happens when it is charged."""

    number: str
    brand: str = "visa"
    decline_code: str | None = None
    asks: Asks | None = None
    dispute: str | None = None
    """Why a payment with it is disputed at once."""
    refund: Literal["fails", "pending"] | None = None
    country: str = "US"
    """Where its bank is."""
    attaches: bool = False
    """Whether it can be saved though it will be declined when it is charged."""

    @property
    def last4(self) -> str:
        """The digits a reader sees."""
        return self.number[-4:]


GOOD = Card("4242424242424242")
DECLINED = Card("4000000000000002", decline_code="generic_decline")
CARDS = {
    card.number: card
    for card in (
        GOOD,
        DECLINED,
        Card("5555555555554444", "mastercard"),
        Card("4000002760000016", country="DE"),
        Card("4000008260000000", country="GB"),
        Card("378282246310005", "amex"),
        Card("4000000000009995", decline_code="insufficient_funds"),
        Card("4000000000009987", decline_code="lost_card"),
        Card("4000000000009979", decline_code="stolen_card"),
        Card("4000000000006975", decline_code="card_velocity_exceeded"),
        Card("4100000000000019", decline_code="fraudulent"),
        Card("4000000000000069", decline_code="expired_card"),
        Card("4000000000000127", decline_code="incorrect_cvc"),
        Card("4000000000000119", decline_code="processing_error"),
        Card("4242424242424241", decline_code="incorrect_number"),
        Card("4000000000000341", decline_code="generic_decline", attaches=True),
        Card("4000002760003184", asks="always"),
        Card("4000002500003155", asks="unless_set_up"),
        Card("4000003800000446", asks="on_session"),
        Card("4000000000003220", asks="always"),
        Card("4000000000003055"),
        Card("4000008260003178", decline_code="insufficient_funds", asks="always", attaches=True),
        Card("4000008400001629", decline_code="generic_decline", asks="always"),
        Card("4000000000000259", dispute="fraudulent"),
        Card("4000000000002685", dispute="product_not_received"),
        Card("4000000000005126", refund="fails"),
        Card("4000000000007726", refund="pending"),
    )
}
TOKENS = {
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_amex": "378282246310005",
    "pm_card_chargeDeclined": "4000000000000002",
    "pm_card_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_chargeDeclinedLostCard": "4000000000009987",
    "pm_card_chargeDeclinedStolenCard": "4000000000009979",
    "pm_card_chargeDeclinedVelocityLimitExceeded": "4000000000006975",
    "pm_card_radarBlock": "4100000000000019",
    "pm_card_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_chargeDeclinedIncorrectCvc": "4000000000000127",
    "pm_card_chargeDeclinedProcessingError": "4000000000000119",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_authenticationRequiredOnSetup": "4000002500003155",
    "pm_card_authenticationRequiredSetupForOffSession": "4000003800000446",
    "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds": "4000008260003178",
    "pm_card_threeDSecure2Required": "4000000000003220",
    "pm_card_threeDSecureOptional": "4000000000003055",
    "pm_card_threeDSecureRequiredChargeDeclined": "4000008400001629",
    "pm_card_createDispute": "4000000000000259",
    "pm_card_createDisputeProductNotReceived": "4000000000002685",
    "pm_card_refundFail": "4000000000005126",
    "pm_card_pendingRefund": "4000000000007726",
}
# The declining ones have a second name each.
TOKENS |= {
    name.replace("pm_card_", "pm_card_visa_", 1): number
    for name, number in TOKENS.items()
    if name.startswith("pm_card_chargeDeclined")
}


# Stripe itself refuses these: here they are many good cards, so that many payers have one each.
_ONE_OF_MANY = re.compile(r"424242\d{10}")


def checks(digits: str) -> bool:
    """Tell whether a number's last digit is right (Luhn, ISO/IEC 7812-1)."""
    doubled = [int(one) * (2 if place % 2 else 1) for place, one in enumerate(digits[::-1])]
    return sum(one // 10 + one % 10 for one in doubled) % 10 == 0


def card_for(number: str) -> Card:
    """Return the card of a number; one that is no test card is refused as incorrect."""
    digits = re.sub(r"\D", "", number)
    if digits not in CARDS and _ONE_OF_MANY.fullmatch(digits) and checks(digits):
        return Card(digits)
    unknown = Card(digits.rjust(4, "0"), "unknown", decline_code="incorrect_number")
    return CARDS.get(digits) or unknown
