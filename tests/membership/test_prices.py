"""A plan's amounts are typed as money, a price for each currency; the join page sells in it."""

import html
import re
from importlib import import_module
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.membership.test_joining import hidden_fields, join_and_return, text_of
from tests.payments.world import PRICE, Shop, make_plan
from tests.staff import sign_in_staff
from wellread.membership.models import Plan, Price
from wellread.payments.models import Checkout

ADD = "wagtailsnippets_membership_plan:add"
EDIT = "wagtailsnippets_membership_plan:edit"
TYPED = {
    "currency": "USD",
    "minimum_month_minor": "6",
    "minimum_year_minor": "60",
    "minimum_once_minor": "$5",
    "maximum_minor": "10000",
    "suggested_month": "8, 12.50, 20",
    "suggested_year": "80",
    "suggested_once": "",
}


def form(*prices: dict[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": "Friend",
        "benefits": "No ads",
        "gives_ad_free": "on",
        "once_days": "0",
        "grace_days": "7",
        "is_offered": "on",
    }
    return fields | rows("prices", *prices) | rows("local_prices")


def rows(name: str, *typed: dict[str, str]) -> dict[str, Any]:
    """Return what the rows of a form send."""
    fields: dict[str, Any] = {
        f"{name}-TOTAL_FORMS": len(typed),
        f"{name}-INITIAL_FORMS": 0,
        f"{name}-MIN_NUM_FORMS": 0,
        f"{name}-MAX_NUM_FORMS": 1000,
    }
    for place, row in enumerate(typed):
        fields |= {f"{name}-{place}-{field}": value for field, value in row.items()}
        fields |= {f"{name}-{place}-ORDER": place + 1, f"{name}-{place}-DELETE": ""}
    return fields


def faults(response: Any) -> list[str]:
    text = html.unescape(response.content.decode())
    found = re.findall(r'<p class="error-message">(.*?)</p>', text, re.S)
    return [re.sub(r"<[^>]+>|\s+", " ", one).strip() for one in found]


@pytest.fixture
def staff(client: Client, db: None) -> Client:
    sign_in_staff(client)
    return client


def minor(price: Price) -> tuple[int, int, int, int]:
    return (
        price.minimum_month_minor,
        price.minimum_year_minor,
        price.minimum_once_minor,
        price.maximum_minor,
    )


def test_six_is_six_dollars_in_every_field(staff: Client) -> None:
    response = staff.post(reverse(ADD), form(TYPED))

    assert (response.status_code, faults(response)) == (302, [])
    price = Price.objects.get()
    assert minor(price) == (600, 6000, 500, 1_000_000)
    assert [str(one) for one in price.offers("month")] == ["$6", "$8", "$12.50", "$20"]


def test_what_was_saved_is_shown_as_it_is_typed_and_saved_again_unchanged(staff: Client) -> None:
    staff.post(reverse(ADD), form({**TYPED, "minimum_month_minor": "6.5"}))
    before = minor(Price.objects.get())

    page = staff.get(reverse(EDIT, args=[Plan.objects.get().pk])).content.decode()
    shown = dict(re.findall(r'name="(prices-0-\w+)"[^>]* value="([^"]*)"', page))
    shown |= {
        name: value for value, name in re.findall(r'value="([^"]*)" name="(prices-0-\w+)"', page)
    }
    sent = form(TYPED) | shown | {"prices-INITIAL_FORMS": 1}
    response = staff.post(reverse(EDIT, args=[Plan.objects.get().pk]), sent)

    assert shown["prices-0-minimum_month_minor"] == "6.50"
    assert (response.status_code, faults(response)) == (302, [])
    assert minor(Price.objects.get()) == before


@pytest.mark.parametrize(
    ("currency", "typed", "kept"),
    [("JPY", "600", 600), ("KWD", "2.5", 2500), ("jpy", "600", 600), ("EUR", "6", 600)],
)
def test_each_currency_has_its_own_decimals(
    currency: str, typed: str, kept: int, staff: Client
) -> None:
    suggestions = {"suggested_month": "", "suggested_year": "", "suggested_once": ""}
    same = dict.fromkeys(
        ("minimum_month_minor", "minimum_year_minor", "minimum_once_minor", "maximum_minor"), typed
    )

    response = staff.post(reverse(ADD), form({"currency": currency, **same, **suggestions}))

    assert faults(response) == []
    assert set(minor(Price.objects.get())) == {kept}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"minimum_month_minor": "six"}, "Please write an amount in figures, such as 8.50."),
        ({"minimum_month_minor": "€6"}, "We can only take USD: please write it so."),
        ({"maximum_minor": "5"}, "This is more than the maximum: nothing could be chosen."),
        ({"suggested_year": "80, many"}, "Please write an amount in figures, such as 8.50."),
        ({"suggested_month": "5"}, "The smallest amount is $6 a month."),
        ({"minimum_once_minor": "0"}, "A multiple of $0.01, and more than nothing."),
        ({"minimum_once_minor": ""}, "This field is required."),
        (
            {"currency": "KRW", "minimum_once_minor": "5"},
            "Please write whole numbers only, and no separators",
        ),
    ],
)
def test_an_amount_that_cannot_be_taken_is_told_at_its_field(
    wrong: dict[str, str], words: str, staff: Client
) -> None:
    response = staff.post(reverse(ADD), form({**TYPED, **wrong}))

    assert [fault.startswith(words) for fault in faults(response)] == [True]
    assert not Plan.objects.exists()


def test_a_plan_has_one_price_a_currency_and_one_at_least(staff: Client) -> None:
    twice = staff.post(reverse(ADD), form(TYPED, {**TYPED, "currency": "usd"}))
    none = staff.post(reverse(ADD), form())

    assert "“USD” stands in this list already; each may be in it once." in faults(twice)
    assert "A plan needs a price" in html.unescape(none.content.decode())
    assert not Plan.objects.exists()


@pytest.mark.parametrize("currency", ["ZZZ", "EURO", "DEM"])
def test_a_currency_that_stripe_does_not_take_is_refused(currency: str, staff: Client) -> None:
    response = staff.post(
        reverse(ADD), form({**TYPED, "minimum_once_minor": "5", "currency": currency})
    )

    words = f"Stripe does not take {currency}; choose a currency of the list."
    assert faults(response) == [words]
    assert not Plan.objects.exists()


def test_currencies_are_chosen_by_name(staff: Client) -> None:
    staff.post(reverse(ADD), form(TYPED))

    page = staff.get(reverse(EDIT, args=[Plan.objects.get().pk])).content.decode()

    assert '<option value="USD" selected>USD: US Dollar</option>' in page
    assert '<option value="JPY">JPY: Japanese Yen</option>' in page


@pytest.mark.parametrize(
    ("currency", "least", "words"),
    [("USD", "0.49", "$0.50"), ("JPY", "49", "¥50"), ("GBP", "0.29", "£0.30")],
)
def test_a_minimum_that_stripe_cannot_charge_is_refused(
    currency: str, least: str, words: str, staff: Client
) -> None:
    whole = dict.fromkeys(("minimum_month_minor", "minimum_year_minor", "maximum_minor"), "9000")
    plain = dict.fromkeys(("suggested_month", "suggested_year", "suggested_once"), "")
    typed = {**plain, **whole, "minimum_once_minor": least, "currency": currency}

    response = staff.post(reverse(ADD), form(typed))

    assert faults(response) == [f"Stripe takes no less than {words}."]


SLIPS = {
    "minimum_month_minor": (6, "the minimum $0.06 a month is less than Stripe takes, $0.50."),
    "minimum_year_minor": (
        60,
        "the minimum $0.60 a year is a hundredth of what is suggested, $80, or less.",
    ),
    "minimum_once_minor": (5, "the minimum $0.05 is less than Stripe takes, $0.50."),
    "suggested_once": ("many", "what is suggested (once) cannot be read."),
}


@pytest.mark.parametrize("field", SLIPS)
def test_a_slip_of_earlier_forms_is_told_at_home_and_at_the_plan(field: str, staff: Client) -> None:
    staff.post(reverse(ADD), form(TYPED))
    slip, words = SLIPS[field]
    Price.objects.update(**{field: slip})

    pages = [staff.get(at) for at in ("/admin/", reverse(EDIT, args=[Plan.objects.get().pk]))]

    told = f"Friend in USD: {words}"
    assert [html.unescape(page.content.decode()).count(told) for page in pages] == [1, 1]


def test_a_currency_saved_earlier_that_stripe_does_not_take_stays_in_sight(staff: Client) -> None:
    staff.post(reverse(ADD), form(TYPED))
    Price.objects.update(currency="ZZZ")
    address = reverse(EDIT, args=[Plan.objects.get().pk])

    page = staff.get(address).content.decode()
    again = staff.post(
        address,
        form(
            {
                **TYPED,
                "currency": "ZZZ",
                "minimum_once_minor": "5",
                "id": str(Price.objects.get().pk),
            }
        )
        | {"prices-INITIAL_FORMS": 1},
    )

    assert '<option value="ZZZ" selected>ZZZ: Stripe does not take it</option>' in page
    assert "Friend in ZZZ is a price that Stripe cannot charge." in page
    assert faults(again) == ["Stripe does not take ZZZ; choose a currency of the list."]


def test_prices_that_are_meant_are_not_doubted(staff: Client) -> None:
    staff.post(reverse(ADD), form(TYPED, {**TYPED, "currency": "JPY", "suggested_month": "9"}))

    assert [
        doubt for price in Price.objects.filter(currency="USD") for doubt in price.doubts()
    ] == []


@pytest.fixture
def two_currencies(db: None) -> Plan:
    plan = make_plan()
    euros = {"currency": "EUR", "minimum_month_minor": 500, "suggested_month": "7, 11"}
    Price.objects.create(plan=plan, **{**PRICE, **euros})
    return plan


def join_page(client: Client, **given: str) -> str:
    return client.get("/join/", given).content.decode()


def amounts_on(page: str) -> list[str]:
    found = re.search(r'id="how-much".*?</section>', page, re.S)
    return re.findall(r">([^<\s]+)</a>", found[0]) if found else []


@pytest.mark.usefixtures("two_currencies")
def test_the_join_page_sells_in_the_currency_asked_for(client: Client) -> None:
    euros = join_page(client, interval="month", amount="700", currency="EUR")
    usual = join_page(client, interval="month")

    assert "You pay €7 today, then €7 every month." in text_of(euros)
    assert hidden_fields(euros)["currency"] == "EUR"
    assert (amounts_on(euros), amounts_on(usual)) == (
        ["€5", "€7", "€11"],
        ["$6", "$8", "$12", "$20"],
    )


@pytest.mark.usefixtures("two_currencies")
def test_what_is_charged_is_in_the_currency_asked_for(client: Client, shop: Shop) -> None:
    join_and_return(client, shop, {"interval": "month", "amount": "700", "currency": "EUR"})

    assert str(Checkout.objects.get().money) == "€7"
    assert [one["currency"] for one in shop.call("payment_intents")["data"]] == ["eur"]


@pytest.mark.usefixtures("two_currencies")
def test_an_amount_in_a_currency_not_sold_is_not_taken_for_another(client: Client) -> None:
    page = join_page(client, interval="month", amount="800", currency="JPY", offer="month:800,1200")

    assert "We do not take JPY. Please choose an amount in USD." in text_of(page)
    assert ("You pay" in page, amounts_on(page)) == (False, ["$6", "$8", "$12", "$20"])


def test_an_appeals_amounts_are_those_of_the_join_page(client: Client, plan: Plan) -> None:
    page = join_page(client, interval="month", currency="USD", offer="month:600,1000,2000")
    chosen = re.search(r'href="([^"]*amount=1000[^"]*)"', page)
    assert chosen is not None

    after = client.get(html.unescape(chosen[1])).content.decode()

    assert (amounts_on(page), amounts_on(after)) == (["$6", "$10", "$20"], ["$6", "$10", "$20"])


@pytest.mark.parametrize("offer", ["year:600", "month:", "month:1,x", "month:" + "9" * 40, "600"])
def test_an_offer_that_is_none_leaves_the_plans_amounts(
    offer: str, client: Client, plan: Plan
) -> None:
    page = join_page(client, interval="month", offer=offer)

    assert amounts_on(page) == ["$6", "$8", "$12", "$20"]


def test_an_offer_never_passes_the_limits(client: Client, plan: Plan) -> None:
    page = join_page(client, interval="month", offer="month:1,700,99999999")

    assert amounts_on(page) == ["$7"]


def test_a_plan_of_before_keeps_its_amounts_as_a_price() -> None:
    class Row:
        currency = "usd"
        minimum_month_minor, minimum_year_minor, minimum_once_minor = 600, 6000, 500
        maximum_minor = 1_000_000
        suggested_month = suggested_year = suggested_once = "8, 12"

    made: list[dict[str, Any]] = []

    class Rows:
        all = staticmethod(lambda: [Row])
        create = staticmethod(lambda **facts: made.append(facts))

    class Apps:
        @staticmethod
        def get_model(_app: str, _name: str) -> Any:
            return type("Model", (), {"objects": Rows})

    import_module("wellread.membership.migrations.0003_prices").give_prices(Apps, None)

    assert [
        (one["currency"], one["minimum_once_minor"], one["suggested_year"]) for one in made
    ] == [("USD", 500, "8, 12")]
