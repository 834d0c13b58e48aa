"""Rows about money. Amounts are whole minor units of the currency beside them."""

# Django looks for a room's models here.
from wellread.payments.bank import models as _bank  # noqa: F401
from wellread.payments.models.card_testing import CheckoutPause, DeclinedTry
from wellread.payments.models.checkouts import (
    BROUGHT_IN_KEY,
    GIFT_KEY,
    GROUP_KEY,
    Checkout,
    Customer,
)
from wellread.payments.models.disputes import Dispute
from wellread.payments.models.events import BillingEvent
from wellread.payments.models.ledger import LedgerEntry, LedgerIsAppendOnly
from wellread.payments.models.payments import Payment
from wellread.payments.models.payouts import Payout, PayoutLine
from wellread.payments.models.refunds import Refund, RefundOrder
from wellread.payments.models.sandbox_clock import SandboxClock
from wellread.payments.models.subscriptions import PRICE_OF, Subscription

__all__ = [
    "BROUGHT_IN_KEY",
    "GIFT_KEY",
    "GROUP_KEY",
    "PRICE_OF",
    "BillingEvent",
    "Checkout",
    "CheckoutPause",
    "Customer",
    "DeclinedTry",
    "Dispute",
    "LedgerEntry",
    "LedgerIsAppendOnly",
    "Payment",
    "Payout",
    "PayoutLine",
    "Refund",
    "RefundOrder",
    "SandboxClock",
    "Subscription",
]
