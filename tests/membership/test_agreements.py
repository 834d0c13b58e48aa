"""Paying more with the bank's agreement, where the card's country asks for it."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.membership.test_account import kinds
from tests.membership.test_joining import LETTER_LINK, press
from tests.payments.world import Shop, make_reader
from wellread.membership import agreements
from wellread.membership.models import AmountAgreement, Membership, Plan

GERMAN = "4000 0027 6000 0016"
FORM = "/account/amount/"


def member_with(client: Client, shop: Shop, card: str) -> Membership:
    """Sign a reader in and join with a card."""
    client.force_login(make_reader())
    leads_to = shop.pay(press(client, LETTER_LINK).headers["Location"], card=card)
    client.get(leads_to.removeprefix("http://localhost:8000"))
    return Membership.objects.get()


def want(client: Client, own: str, interval: str = "month") -> str:
    """Confirm another amount; return where it leads."""
    return str(client.post(FORM, {"own": own, "interval": interval}).headers["Location"])


def answer(shop: Shop, page: str, action: str) -> str:
    """Enter the card, and answer the bank; return where it leads."""
    shop.pay(page, card=GERMAN)
    return shop.pay(page.replace("/c/pay/", "/c/auth/"), action=action)


def amount() -> int:
    return Membership.objects.get().subscription.amount_minor


@pytest.mark.parametrize(
    ("country", "asks"),
    [("DE", True), ("GB", True), ("NO", True), ("US", False), ("", False), ("CH", False)],
)
def test_banks_of_the_eea_and_the_united_kingdom_are_asked(country: str, asks: bool) -> None:
    assert agreements.asks_the_bank(country) is asks


def test_a_higher_amount_waits_for_the_bank(client: Client, shop: Shop, plan: Plan) -> None:
    member_with(client, shop, GERMAN)

    said = client.get(FORM, {"own": "12"}).content.decode()
    page = want(client, "12")
    before = amount()
    back = urlsplit(answer(shop, page, "complete")).path
    shown = client.get(back, follow=True).content.decode()
    client.get(back)

    assert "Your bank is asked to agree before you pay more" in said
    assert (page.startswith("http"), before, amount()) == (True, 800, 1200)
    assert "Your membership is $12 a month now" in shown
    assert AmountAgreement.objects.get().done_at is not None
    assert kinds() == ["welcome", "amount_changed"]
    default = shop.call("subscriptions")["data"][0]["default_payment_method"]
    assert shop.call(f"payment_methods/{default}")["card"]["country"] == "DE"


def test_what_the_bank_did_not_agree_to_changes_nothing(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member_with(client, shop, GERMAN)
    page = want(client, "12")
    answer(shop, page, "fail")

    asked = AmountAgreement.objects.get()
    shown = client.get(f"/account/amount/agreed/{asked.pk}/", follow=True).content.decode()

    assert "Your bank did not agree, so nothing was changed." in shown
    assert (amount(), kinds()) == (800, ["welcome"])


def test_nobody_finishes_what_another_asked_for(client: Client, shop: Shop, plan: Plan) -> None:
    member_with(client, shop, GERMAN)
    page = want(client, "12")
    answer(shop, page, "complete")
    stranger = Client()
    stranger.force_login(make_reader("eve@example.com"))

    stranger.get(f"/account/amount/agreed/{AmountAgreement.objects.get().pk}/")

    assert amount() == 800


@pytest.mark.parametrize(
    ("card", "own", "interval"),
    [(GERMAN, "6", "month"), ("4242 4242 4242 4242", "12", "month")],
)
def test_less_and_cards_of_elsewhere_need_no_bank(
    card: str, own: str, interval: str, client: Client, shop: Shop, plan: Plan
) -> None:
    member_with(client, shop, card)

    assert want(client, own, interval) == "/account/"
    assert (amount(), AmountAgreement.objects.count()) == (int(own) * 100, 0)


def test_a_year_is_a_higher_charge_than_a_month(client: Client, shop: Shop, plan: Plan) -> None:
    member_with(client, shop, GERMAN)

    page = want(client, "60", "year")
    back = urlsplit(answer(shop, page, "complete")).path
    client.get(back)

    subscription = Membership.objects.get().subscription
    assert (subscription.amount_minor, subscription.interval) == (6000, "year")
