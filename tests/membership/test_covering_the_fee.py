"""The fee of the payment service, covered by whoever ticks the box: never unasked, never hidden."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.membership.test_joining import join_and_return, text_of
from tests.membership.test_prices import rows
from tests.membership.test_solidarity import open_pot
from tests.payments.world import PRICE, Shop, deliver, hidden_fields, make_plan
from tests.staff import sign_in_staff
from wellread.cli import main
from wellread.membership import rules
from wellread.membership.models import Membership, Plan, Price, SolidarityEntry
from wellread.payments import clock
from wellread.payments.models import Checkout, Payment
from wellread.payments.money import Money

LINK = {"interval": "month", "amount": "800", "fee": "1"}
HIDDEN = 'method="get" action="/join/#charge"'


@pytest.fixture
def fees(plan: Plan) -> None:
    """Have a payment service that keeps 2.9 % and 30 cents."""
    Price.objects.update(fee_hundredths=290, fee_fixed_minor=30)


def member(client: Client, shop: Shop, link: dict[str, str] = LINK) -> Membership:
    join_and_return(client, shop, link)
    return Membership.objects.select_related("subscription").get()


@given(
    amount=st.integers(1, 99_999_999),
    hundredths=st.integers(0, 2000),
    fixed=st.integers(0, 500),
    step=st.sampled_from([1, 10, 100]),
)
def test_all_that_was_given_is_left_after_the_fee_and_no_more_is_added_than_that(
    amount: int, hundredths: int, fixed: int, step: int
) -> None:
    amount *= step
    whole = amount + rules.fee_to_add(
        amount, hundredths=hundredths, fixed_minor=fixed, step_minor=step
    )

    def left_times_10000(charged: int) -> int:
        return charged * (10_000 - hundredths) - fixed * 10_000

    assert whole % step == 0
    assert left_times_10000(whole) >= amount * 10_000 > left_times_10000(whole - step)


@pytest.mark.parametrize(("amount", "added"), [(800, 55), (600, 49), (10_000, 330), (1, 31)])
def test_what_is_added_to_some_amounts(amount: int, added: int) -> None:
    assert rules.fee_to_add(amount, hundredths=290, fixed_minor=30) == added


def test_nobody_is_asked_where_the_newsroom_names_no_fee(client: Client, plan: Plan) -> None:
    html = client.get("/join/", LINK).content.decode()

    assert 'role="checkbox"' not in html
    assert "Support with $8 a month" in text_of(html)


@pytest.mark.usefixtures("fees")
def test_the_box_is_not_ticked_and_once_it_is_the_button_says_the_sum(
    client: Client, plan: Plan
) -> None:
    html = client.get("/join/", {"interval": "month", "amount": "800"}).content.decode()
    ticked = client.get("/join/", hidden_fields(html, HIDDEN)).content.decode()
    unticked = client.get("/join/", hidden_fields(ticked, HIDDEN)).content.decode()

    assert ('aria-checked="false"' in html, 'aria-checked="true"' in ticked) == (True, True)
    assert "Add $0.55 a month to cover the fee of our payment service" in text_of(html)
    assert "Support with $8 a month" in text_of(html)
    assert "You pay $8.55 today, then $8.55 every month." in text_of(ticked)
    assert "Support with $8.55 a month" in text_of(ticked)
    assert "Support with $8 a month" in text_of(unticked)


@pytest.mark.usefixtures("fees")
def test_a_contribution_covers_it_too(client: Client, shop: Shop, plan: Plan) -> None:
    join_and_return(client, shop, {"interval": "once", "amount": "10000", "fee": "1"})

    payment = Payment.objects.get()
    assert (payment.amount_minor, payment.fee_covered_minor) == (10_330, 330)
    receipt = text_of(client.get(f"/account/receipts/{payment.pk}/").content.decode())
    assert "Of it to cover the payment fee $3.30" in receipt


@pytest.mark.usefixtures("fees")
def test_it_is_in_the_amount_on_the_account_and_on_every_receipt(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    shop.lever("clock", {"advance_days": 33})
    clock.follow()
    deliver(shop.messages())

    assert membership.subscription.money == Money(855, "USD")
    account = text_of(client.get("/account/").content.decode())
    assert "$8.55 a month Of it $0.55 to cover the payment fee" in account
    paid = Payment.objects.values_list("amount_minor", "fee_covered_minor")
    assert list(paid) == [(855, 55), (855, 55)]
    assert main(["reconcile"]) == 0


@pytest.mark.usefixtures("fees")
def test_another_amount_keeps_it_and_says_so_and_the_box_drops_it(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)

    page = client.get("/account/amount/", {"own": "10"}).content.decode()
    assert "You pay $10.61 a month from" in text_of(page)
    assert 'aria-checked="true"' in page
    client.post("/account/amount/", hidden_fields(page))
    kept = Membership.objects.get().subscription
    assert (kept.money, kept.fee_covered_minor) == (Money(1061, "USD"), 61)

    page = client.get("/account/amount/", {"own": "10", "fee": "0"}).content.decode()
    assert "You pay $10 a month from" in text_of(page)
    client.post("/account/amount/", hidden_fields(page))
    dropped = Membership.objects.get().subscription
    assert (dropped.money, dropped.fee_covered_minor) == (Money(1000, "USD"), 0)


@pytest.mark.usefixtures("fees")
def test_paying_less_instead_leaves_it_out(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)

    cancel = client.get("/account/cancel/").content.decode()

    assert "/account/amount/?own=6&amp;fee=0" in cancel
    page = text_of(client.get("/account/amount/?own=6&fee=0").content.decode())
    assert "You pay $6 a month from" in page


@pytest.mark.usefixtures("fees")
def test_years_instead_of_months_have_the_fee_of_a_year(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)

    client.post("/account/amount/", {"interval": "year", "own": "96"})

    changed = Membership.objects.get().subscription
    assert (changed.money, changed.interval, changed.fee_covered_minor) == (
        Money(9918, "USD"),
        "year",
        318,
    )


@pytest.mark.usefixtures("fees")
def test_the_pot_gets_nothing_of_it(client: Client, shop: Shop, plan: Plan) -> None:
    open_pot()
    page = client.get("/join/", LINK).content.decode()
    assert "Put $2 a month, which is above" in text_of(page)

    way = client.post("/join/", hidden_fields(page) | {"for_pot": "1"}).headers["Location"]
    client.get(shop.pay(way).removeprefix("http://localhost:8000"))

    assert SolidarityEntry.objects.get(kind="paid_in").money == Money(200, "USD")
    assert "You pay $2 a month above" not in text_of(client.get("/account/").content.decode())


@pytest.mark.usefixtures("fees")
def test_who_leaves_the_checkout_finds_the_tick_kept(
    client: Client, shop: Shop, plan: Plan
) -> None:
    page = client.get("/join/", LINK).content.decode()
    client.post("/join/", hidden_fields(page))

    html = client.get(f"/join/cancelled/{Checkout.objects.get().pk}/").content.decode()

    assert "interval=month&amp;amount=800&amp;fee=1" in html


def test_yen_have_no_decimals() -> None:
    assert rules.fee_to_add(1000, hundredths=360, fixed_minor=0) == 38


@pytest.mark.django_db
def test_staff_write_the_fixed_part_as_money(client: Client) -> None:
    plan = make_plan()
    sign_in_staff(client)
    price = plan.prices.get()
    typed = {
        "prices-TOTAL_FORMS": "1",
        "prices-INITIAL_FORMS": "1",
        "prices-MIN_NUM_FORMS": "0",
        "prices-MAX_NUM_FORMS": "1000",
        "prices-0-id": str(price.pk),
        "prices-0-ORDER": "1",
        **{f"prices-0-{name}": str(value) for name, value in PRICE.items()},
        "prices-0-minimum_month_minor": "6",
        "prices-0-minimum_year_minor": "60",
        "prices-0-minimum_once_minor": "5",
        "prices-0-maximum_minor": "10000",
        "prices-0-fee_hundredths": "290",
        "prices-0-fee_fixed_minor": "0.30",
    }
    form = {
        "name": plan.name,
        "benefits": plan.benefits,
        "once_days": "0",
        "grace_days": "16",
        "is_offered": "on",
        **typed,
        **rows("local_prices"),
    }

    client.post(f"/admin/snippets/membership/plan/edit/{plan.pk}/", form)

    price.refresh_from_db()
    assert (price.fee_hundredths, price.fee_fixed_minor) == (290, 30)
