"""The lower price of the first months: said before, kept on a change, and once for each reader."""

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests.membership.test_joining import join_and_return, press, text_of
from tests.membership.test_promotions import later, make_promotion
from tests.payments.world import Shop, make_reader
from tests.staff import sign_in_staff
from wellread.cli import main
from wellread.membership import charges, data_export, intro, rules
from wellread.membership.models import Membership, Plan, Price
from wellread.payments import clock
from wellread.payments.discounts import Discount
from wellread.payments.models import Checkout, Payment
from wellread.payments.money import Money

LINK = {"interval": "month", "amount": "800"}


@pytest.fixture
def first(plan: Plan) -> None:
    """Sell the first three months for a dollar each."""
    Price.objects.update(intro_minor=100, intro_months=3)


def said(client: Client, link: dict[str, str]) -> str:
    return text_of(client.get("/join/", link).content.decode())


def paid() -> list[int]:
    return list(Payment.objects.order_by("paid_at").values_list("amount_minor", flat=True))


@pytest.mark.usefixtures("first")
def test_the_page_says_what_the_first_months_cost_and_what_the_others(
    client: Client, plan: Plan
) -> None:
    assert "By the month: $1 for each of the first 3 months." in said(client, {})
    text = said(client, LINK)
    assert "You pay $1 today, then $1 every month. From" in text
    assert "on you pay $8 a month." in text
    assert "Support with $1 now" in text
    assert "You pay $80 today, then $80 every year." in said(
        client, {"interval": "year", "amount": "8000"}
    )


@pytest.mark.usefixtures("first")
def test_the_first_months_are_charged_so_and_the_next_in_full(
    client: Client, shop: Shop, plan: Plan
) -> None:
    clock.follow()
    join_and_return(client, shop, LINK)

    membership = Membership.objects.get()
    until = rules.months_later(membership.subscription.started_at, 3)
    assert membership.subscription.off_until == until
    assert charges.price_of(membership) == f"$1 a month until {until:%-d %B %Y}, then $8 a month"
    for _ in range(3):
        later(shop, days=31)

    assert paid() == [100, 100, 100, 800]
    assert main(["reconcile"]) == 0


@pytest.mark.usefixtures("first")
def test_who_has_paid_here_pays_the_full_price(client: Client, shop: Shop, plan: Plan) -> None:
    join_and_return(client, shop, {"interval": "once", "amount": "2500"})

    assert "You pay $8 today, then $8 every month." in said(client, LINK)
    assert "for each of the first" not in said(client, {})


@pytest.mark.usefixtures("first")
def test_with_a_code_the_code_counts(client: Client, shop: Shop, plan: Plan) -> None:
    make_promotion()

    assert "You pay $4 today" in said(client, LINK | {"code": "spring"})


@pytest.mark.parametrize("days", [0, 1, 32])
@pytest.mark.usefixtures("first")
def test_paying_less_in_the_first_months_changes_what_comes_after_them(
    client: Client, shop: Shop, plan: Plan, days: int
) -> None:
    clock.follow()
    join_and_return(client, shop, LINK)
    later(shop, days=days)

    page = said_at(client, "/account/amount/?own=6")
    assert "You pay $1 a month from" in page
    assert "then it is $6 a month." in page
    client.post("/account/amount/", {"own": "6"})

    subscription = Membership.objects.get().subscription
    assert (subscription.money, subscription.off_minor) == (Money(600, "USD"), 500)
    for _ in range(3):
        later(shop, days=31)
    assert paid()[:4] == [100, 100, 100, 600]
    assert main(["reconcile"]) == 0


@pytest.mark.usefixtures("first")
def test_a_change_in_the_second_of_joining_that_stripe_hears_of_in_the_next_covers_no_month_more(
    client: Client, shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    introduce = intro.introduce

    def slowly(found: Discount, *, currency: str) -> None:
        introduce(found, currency=currency)
        time.sleep(1)

    clock.follow()
    join_and_return(client, shop, LINK)
    subscription = Membership.objects.get().subscription
    # As if it were still the second of joining, of which a busy machine has none left.
    begun = time.monotonic()
    monkeypatch.setattr(
        intro,
        "clock",
        SimpleNamespace(
            now=lambda: subscription.started_at + timedelta(seconds=time.monotonic() - begun)
        ),
    )
    monkeypatch.setattr(intro, "introduce", slowly)
    client.post("/account/amount/", {"own": "6"})

    for _ in range(4):
        later(shop, days=31)
    assert paid()[:4] == [100, 100, 100, 600]


@pytest.mark.usefixtures("first")
def test_paying_by_the_year_ends_the_first_months_and_says_so(
    client: Client, shop: Shop, plan: Plan
) -> None:
    clock.follow()
    join_and_return(client, shop, LINK)

    page = said_at(client, "/account/amount/?interval=year&own=80")
    assert "you pay $80, and not" in page
    client.post("/account/amount/", {"interval": "year", "own": "80"})

    membership = Membership.objects.get()
    assert charges.price_of(membership) == "$80 a year"
    later(shop, days=32)
    assert paid() == [100, 8000]


@pytest.mark.usefixtures("first")
def test_two_readers_of_one_amount_share_a_coupon(shop: Shop, plan: Plan) -> None:
    for client in (Client(), Client()):
        press(client, LINK)

    assert [one["id"] for one in shop.call("coupons?limit=9")["data"]] == [
        "wellread-intro-usd-700-3"
    ]
    assert set(Checkout.objects.values_list("coupon", "off_minor")) == {
        ("wellread-intro-usd-700-3", 700)
    }


@pytest.mark.parametrize(("minor", "months"), [(600, 3), (49, 3), (100, 0)])
def test_a_first_price_that_is_none_is_not_saved(plan: Plan, minor: int, months: int) -> None:
    price = plan.prices.get()
    price.intro_minor, price.intro_months = minor, months

    with pytest.raises(ValidationError):
        price.clean()


def said_at(client: Client, path: str) -> str:
    return text_of(client.get(path).content.decode())


@pytest.mark.usefixtures("first")
def test_wherever_a_member_is_told_of_the_lower_price_is_told(
    client: Client, shop: Shop, plan: Plan
) -> None:
    client.force_login(make_reader())
    join_and_return(client, shop, LINK)
    membership = Membership.objects.get()
    assert membership.reader is not None

    [held] = data_export.export(membership.reader)["memberships"]
    staff = Client()
    sign_in_staff(staff)
    page = text_of(staff.get("/admin/members/person/", {"address": "ada@example.com"}).text)

    assert (held["amount"], held["next_charge"]) == ("$8", "$1")
    assert "$1 a month until" in page
