"""Paying more with the bank's agreement, where the law asks for it: Delegated Regulation 2018/389.

Its article 14 asks for strong authentication when a payer changes a series of payments. It binds
banks of the Union, the EEA and the United Kingdom, so a card's own country says where.
"""

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse

from wellread.membership import actions, law
from wellread.membership.models import AmountAgreement, Membership
from wellread.payments import actions as payments
from wellread.payments import clock
from wellread.payments.facts import ChargeTerms

EEA_BESIDE_THE_UNION = frozenset({"IS", "LI", "NO"})
MONTHS = {"month": 1, "year": 12}
AGREED = "amount_agreed"


class WayBack(NamedTuple):
    """Where whoever was at their bank comes back: with its agreement, or without."""

    back: str
    agreed: Callable[[UUID], str]


def is_needed(membership: Membership, wanted: ChargeTerms) -> bool:
    """Tell whether a change is a higher one and its card is of a place that asks the bank.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    subscription = membership.subscription
    before = actions.terms_of(subscription)
    return _is_higher(before, wanted) and asks_the_bank(
        payments.cards_country(subscription=subscription)
    )


def asks_the_bank(country: str) -> bool:
    """Tell whether a card of this country is asked about."""
    union = set(law.table().places["EU"])
    return country in union | EEA_BESIDE_THE_UNION | {"GB"}


def begin(membership: Membership, wanted: ChargeTerms, *, way_back: WayBack | None = None) -> str:
    """Write down what is wanted; return the address of the page on which the bank is asked.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    way_back = way_back or WayBack(
        reverse("change_amount"), lambda asked: reverse(AGREED, args=[asked])
    )
    asked = AmountAgreement.objects.create(
        membership=membership,
        amount_minor=wanted.money.amount_minor,
        currency=wanted.money.currency,
        interval=wanted.interval,
        fee_covered_minor=wanted.fee_covered_minor,
        quantity=wanted.quantity,
        asked_at=clock.now(),
    )
    session_id, address = payments.agreement_page(
        subscription=membership.subscription,
        key=f"agree:{asked.pk}",
        return_path=way_back.agreed(asked.pk),
        back_path=way_back.back,
    )
    AmountAgreement.objects.filter(pk=asked.pk).update(stripe_session_id=session_id)
    return address


def finish(asked: AmountAgreement) -> bool:
    """Change the amount once the bank agreed; return whether it did. Doing it twice is the same.

    Raises actions.ChargeUnderWay, gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    if asked.done_at is not None:
        return True
    if not take_card(asked):
        return False
    membership = asked.membership
    if membership.subscription.quantity != asked.quantity:
        # The amount was that of other seats.
        raise actions.ChargeUnderWay
    wanted = ChargeTerms(asked.money, asked.interval, asked.fee_covered_minor, asked.quantity)
    actions.change_amount(membership=membership, wanted=wanted)
    note_done(asked)
    return True


def take_card(asked: AmountAgreement) -> bool:
    """Charge from now on the card to which its bank agreed; return whether it did.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    return bool(asked.stripe_session_id) and payments.take_agreed_card(
        subscription=asked.membership.subscription, session_id=asked.stripe_session_id
    )


def note_done(asked: AmountAgreement) -> None:
    """Write down that what the bank agreed to is done."""
    AmountAgreement.objects.filter(pk=asked.pk).update(done_at=clock.now())


def _is_higher(before: ChargeTerms, wanted: ChargeTerms) -> bool:
    """Compare each charge and the sum of a year: either may be what the bank did not agree to."""
    charge = wanted.money.amount_minor > before.money.amount_minor
    return charge or _in_a_year(wanted) > _in_a_year(before)


def _in_a_year(terms: ChargeTerms) -> int:
    return terms.money.amount_minor * 12 // MONTHS[terms.interval]
