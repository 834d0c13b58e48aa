"""What readers of some countries are offered: their own amounts and currency, and no others'."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.membership.test_joining import join_and_return, press
from tests.membership.test_prices import ADD, TYPED, faults, form, rows
from tests.payments.world import PRICE, Shop
from tests.staff import sign_in_staff
from wellread.appeals.models import Ask
from wellread.desk.checks import check_ask
from wellread.membership.models import LocalPrice, Membership, Plan, Price
from wellread.payments.models import Checkout

RUPEES = {
    "currency": "INR",
    "minimum_month_minor": 9900,
    "minimum_year_minor": 99_000,
    "minimum_once_minor": 5000,
    "maximum_minor": 10_000_000,
    "suggested_month": "99, 199, 399",
    "suggested_year": "999",
    "suggested_once": "200",
}
LESS = {**PRICE, "minimum_month_minor": 200, "suggested_month": "2, 3, 5"}
MONTH = {"interval": "month"}


@pytest.fixture
def worldly(plan: Plan, settings: Any) -> Plan:
    """Sell the plan for less in two countries, and in rupees in India."""
    settings.COUNTRY_HEADER = "CF-IPCountry"
    Price.objects.create(
        plan=plan, **{**RUPEES, "minimum_month_minor": 50_000, "suggested_month": "900"}
    )
    LocalPrice.objects.create(plan=plan, countries="IN", sort_order=1, **RUPEES)
    LocalPrice.objects.create(plan=plan, countries="NG, KE", sort_order=2, **LESS)
    return plan


def from_country(code: str) -> Client:
    return Client(headers={"CF-IPCountry": code})


def offered(client: Client, **link: str) -> list[str]:
    html = client.get("/join/", {**MONTH, **link}).text
    amounts = html.split('id="how-much"', 1)[1].split("</section>", 1)[0]
    return re.findall(r'class="choice"[^>]*>([^<]*)</a>', amounts)


@pytest.mark.parametrize(
    ("country", "amounts"),
    [
        ("KE", ["$2", "$3", "$5"]),
        ("IN", ["₹99", "₹199", "₹399"]),
        ("FR", ["$6", "$8", "$12", "$20"]),
        ("XX", ["$6", "$8", "$12", "$20"]),
    ],
)
def test_readers_are_offered_what_their_country_is(
    worldly: Plan, country: str, amounts: list[str]
) -> None:
    assert offered(from_country(country)) == amounts


def test_another_currency_may_be_chosen_that_the_plan_sells(worldly: Plan) -> None:
    assert offered(from_country("IN"), currency="USD") == ["$6", "$8", "$12", "$20"]
    assert offered(from_country("KE"), currency="INR")[0] == "₹500"


def test_a_link_handed_to_another_country_is_taken_by_that_countrys_least(worldly: Plan) -> None:
    link = {**MONTH, "currency": "USD", "amount": "200"}

    here, elsewhere = (from_country(code).get("/join/", link).text for code in ("NG", "FR"))

    assert "Support with $2 a month" in here
    assert "The smallest amount is $6 a month." in elsewhere


def test_no_cache_keeps_the_page_of_a_country(worldly: Plan) -> None:
    for country, least in (("KE", "$2"), ("FR", "$6"), ("KE", "$2")):
        answer = from_country(country).get("/join/", MONTH)
        assert least in answer.text
        assert "no-store" in answer.headers["Cache-Control"]
        assert "private" in answer.headers["Cache-Control"]


def test_who_joined_at_a_countrys_price_may_pay_as_little_wherever_they_are(
    shop: Shop, worldly: Plan
) -> None:
    client = from_country("KE")
    join_and_return(client, shop, {**MONTH, "currency": "USD", "amount": "300"})
    del client.defaults["HTTP_CF_IPCOUNTRY"]

    membership = Membership.objects.get()
    page = client.get("/account/cancel/").text

    assert membership.price is not None
    assert membership.price.limits("month").least_minor == 200
    assert "$2" in page


def test_a_price_taken_away_leaves_the_plans_own(shop: Shop, worldly: Plan) -> None:
    join_and_return(from_country("KE"), shop, {**MONTH, "currency": "USD", "amount": "300"})
    LocalPrice.objects.all().delete()

    membership = Membership.objects.get()

    assert membership.price == worldly.price("USD")


def test_what_is_paid_is_what_the_page_said(shop: Shop, worldly: Plan) -> None:
    press(from_country("IN"), {**MONTH, "amount": "9900", "currency": "INR"})

    checkout = Checkout.objects.get()
    session = shop.call("checkout/sessions")["data"][0]
    assert (checkout.amount_minor, checkout.currency) == (9900, "INR")
    assert (session["amount_total"], session["currency"]) == (9900, "inr")


def test_editors_choose_countries_by_name_and_amounts_as_money(client: Client, db: None) -> None:
    sign_in_staff(client)
    row = {**TYPED, "countries": "Kenya, Nigeria", "minimum_month_minor": "2"}
    fields = form(TYPED) | rows("local_prices", row | {"suggested_month": "3, 5"})

    answer = client.post(reverse(ADD), fields)

    assert (answer.status_code, faults(answer)) == (302, [])
    local = LocalPrice.objects.get()
    assert (local.countries, local.minimum_month_minor) == ("KE, NG", 200)
    assert [str(one) for one in local.offers("month")] == ["$2", "$3", "$5"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"countries": "Atlantis"}, "There is no country “Atlantis”; choose one of the list."),
        ({"countries": ""}, "This field is required."),
        (
            {"currency": "EUR", "minimum_once_minor": "5"},
            "The plan has no price in EUR: add it under “Prices”.",
        ),
    ],
)
def test_what_cannot_be_sold_there_is_refused(
    client: Client, db: None, changes: dict[str, str], fault: str
) -> None:
    sign_in_staff(client)
    row = {**TYPED, "countries": "KE", **changes}

    answer = client.post(reverse(ADD), form(TYPED) | rows("local_prices", row))

    assert faults(answer) == [fault]


def test_a_campaign_may_ask_what_its_countries_are_sold_for(worldly: Plan) -> None:
    ask = Ask(currency="USD", amounts="2, 5", preset="5", minimum="2", countries="KE, NG")
    everywhere = Ask(currency="USD", amounts="2, 5", preset="5", minimum="2")
    also_here = Ask(currency="USD", amounts="2, 5", preset="5", minimum="2", countries="KE, US")

    assert check_ask(ask) == {}
    assert check_ask(everywhere) == {"minimum": "The plan takes no less than $6."}
    assert check_ask(also_here) == {"minimum": "The plan takes no less than $6."}
