"""Paying more with the bank's agreement, where the law asks for it: Delegated Regulation 2018/389.

Its article 14 asks for strong authentication when a payer changes a series of payments. It binds
banks of the Union, the EEA and the United Kingdom, so a card's own country says where.
"""

from django.urls import reverse

from wellread.membership import actions, law
from wellread.membership.models import AmountAgreement, Membership
from wellread.payments import actions as payments
from wellread.payments import clock
from wellread.payments.facts import ChargeTerms

EEA_BESIDE_THE_UNION = frozenset({"IS", "LI", "NO"})
MONTHS = {"month": 1, "year": 12}


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


def begin(membership: Membership, wanted: ChargeTerms) -> str:
    """Write down what is wanted; return the address of the page on which the bank is asked.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    asked = AmountAgreement.objects.create(
        membership=membership,
        amount_minor=wanted.money.amount_minor,
        currency=wanted.money.currency,
        interval=wanted.interval,
        fee_covered_minor=wanted.fee_covered_minor,
        asked_at=clock.now(),
    )
    session_id, address = payments.agreement_page(
        subscription=membership.subscription,
        key=f"agree:{asked.pk}",
        return_path=reverse("amount_agreed", args=[asked.pk]),
        back_path=reverse("change_amount"),
    )
    AmountAgreement.objects.filter(pk=asked.pk).update(stripe_session_id=session_id)
    return address


def finish(asked: AmountAgreement) -> bool:
    """Change the amount once the bank agreed; return whether it did. Doing it twice is the same.

    Raises actions.ChargeUnderWay, gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    if asked.done_at is not None:
        return True
    membership = asked.membership
    if not asked.stripe_session_id or not payments.take_agreed_card(
        subscription=membership.subscription, session_id=asked.stripe_session_id
    ):
        return False
    wanted = ChargeTerms(asked.money, asked.interval, asked.fee_covered_minor)
    actions.change_amount(membership=membership, wanted=wanted)
    AmountAgreement.objects.filter(pk=asked.pk).update(done_at=clock.now())
    return True


def _is_higher(before: ChargeTerms, wanted: ChargeTerms) -> bool:
    """Compare each charge and the sum of a year: either may be what the bank did not agree to."""
    charge = wanted.money.amount_minor > before.money.amount_minor
    return charge or _in_a_year(wanted) > _in_a_year(before)


def _in_a_year(terms: ChargeTerms) -> int:
    return terms.money.amount_minor * 12 // MONTHS[terms.interval]
