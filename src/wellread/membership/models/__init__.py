"""Rows about promises: what is offered, who joined, what is held and why."""

from wellread.membership.models.agreements import AmountAgreement
from wellread.membership.models.cancellations import Cancellation
from wellread.membership.models.failed_renewals import FailedRenewal
from wellread.membership.models.gifts import GiftMembership
from wellread.membership.models.grants import Gift, Grant, every_entitlement
from wellread.membership.models.groups import Seat, SeatChange, SeatGroup
from wellread.membership.models.institutions import Institution
from wellread.membership.models.memberships import Membership
from wellread.membership.models.notes import ReaderNote
from wellread.membership.models.offers import OfferUse
from wellread.membership.models.pauses import Pause
from wellread.membership.models.plans import LocalPrice, Plan, Price, first_benefits, first_reason
from wellread.membership.models.postal import PostalAddress
from wellread.membership.models.price_changes import PriceChange, PriceNotice
from wellread.membership.models.promotions import Promotion, PromotionUse
from wellread.membership.models.returning import LeftAlone, WinBack
from wellread.membership.models.seller import Seller, TaxRate
from wellread.membership.models.solidarity import (
    PotIsAppendOnly,
    SolidarityEntry,
    SolidarityPledge,
    SolidarityPot,
    SolidarityYear,
)
from wellread.membership.models.withdrawals import ReturnedPayment, Withdrawal

__all__ = [
    "AmountAgreement",
    "Cancellation",
    "FailedRenewal",
    "Gift",
    "GiftMembership",
    "Grant",
    "Institution",
    "LeftAlone",
    "LocalPrice",
    "Membership",
    "OfferUse",
    "Pause",
    "Plan",
    "PostalAddress",
    "PotIsAppendOnly",
    "Price",
    "PriceChange",
    "PriceNotice",
    "Promotion",
    "PromotionUse",
    "ReaderNote",
    "ReturnedPayment",
    "Seat",
    "SeatChange",
    "SeatGroup",
    "Seller",
    "SolidarityEntry",
    "SolidarityPledge",
    "SolidarityPot",
    "SolidarityYear",
    "TaxRate",
    "WinBack",
    "Withdrawal",
    "every_entitlement",
    "first_benefits",
    "first_reason",
]
