"""Codes for a lower price: what is said before, what is charged, and what is said after."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.membership.test_joining import join_and_return, press, text_of
from tests.membership.test_solidarity import open_pot
from tests.payments.world import Shop, deliver, hidden_fields
from tests.staff import colleague
from wellread.cli import main
from wellread.insights.models import Conversion
from wellread.mail.models import Email
from wellread.membership import charges, promotions, rules
from wellread.membership.models import (
    Membership,
    Plan,
    Promotion,
    PromotionUse,
    SolidarityEntry,
)
from wellread.payments import clock, gateway
from wellread.payments.models import Checkout, LedgerEntry, Payment
from wellread.payments.money import Money

LINK = {"interval": "month", "amount": "800", "code": "spring"}


def make_promotion(**changes: Any) -> Promotion:
    """Make a code for half of the price, for three months."""
    wanted = {"code": "SPRING", "percent": 50, "months": 3, **changes}
    made = Promotion(**wanted)
    made.full_clean()
    made.save()
    return made


def join_page(client: Client, link: dict[str, str]) -> str:
    return text_of(client.get("/join/", link).content.decode())


def follow(shop: Shop) -> None:
    """Work off every message so far."""
    deliver(shop.messages())


def later(shop: Shop, *, days: int) -> None:
    """Let days pass at Stripe, and hear of what came of them."""
    shop.lever("clock", {"advance_days": days})
    clock.follow()
    follow(shop)


@pytest.mark.django_db
def test_the_page_says_what_is_charged_today_and_what_after_it(
    client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_promotion()
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 1, 31, 12, tzinfo=UTC))

    text = join_page(client, LINK)

    assert "Code SPRING : 50% less for 3 months." in text
    assert (
        "You pay $4 today, then $4 every month. From 30 April 2026 on you pay $8 a month." in text
    )
    assert "Support with $4 now" in text


@pytest.mark.parametrize(
    ("changes", "link", "said"),
    [
        ({"months": 1}, {}, "You pay $4 today. From 28 February 2026 on you pay $8 a month."),
        ({"months": None}, {}, "You pay $4 today, then $4 every month. Next charge"),
        (
            {"months": 12},
            {"interval": "year", "amount": "8000"},
            "You pay $40 today. From 31 January 2027 on you pay $80 a year.",
        ),
        (
            {"months": 13},
            {"interval": "year", "amount": "8000"},
            "You pay $40 today, then $40 every year. From 31 January 2028 on you pay $80 a year.",
        ),
        (
            {"percent": None, "off_minor": 250, "currency": "USD"},
            {},
            "You pay $5.50 today, then $5.50 every month.",
        ),
    ],
)
@pytest.mark.django_db
def test_each_kind_of_code_is_said_in_words(
    client: Client,
    plan: Plan,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, Any],
    link: dict[str, str],
    said: str,
) -> None:
    make_promotion(**changes)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 1, 31, 12, tzinfo=UTC))

    assert said in join_page(client, LINK | link)


@pytest.mark.parametrize(
    ("changes", "link", "fault"),
    [
        ({"code": "OTHER"}, {}, "We know no code “spring”. Is it written as it was given to you?"),
        ({"is_on": False}, {}, "We know no code “spring”."),
        (
            {"starts_at": datetime(2026, 2, 14, tzinfo=UTC)},
            {},
            "The code “SPRING” can be used from 14 February 2026 on.",
        ),
        (
            {"ends_at": datetime(2026, 1, 31, 12, tzinfo=UTC)},
            {},
            "The code “SPRING” can be used no more: its time is over.",
        ),
        (
            {},
            {"interval": "once", "amount": "2500"},
            "The code “SPRING” is for memberships, by the month or by the year.",
        ),
        (
            {"percent": None, "off_minor": 250, "currency": "EUR"},
            {},
            "The code “SPRING” is for amounts in EUR.",
        ),
        (
            {"percent": None, "off_minor": 751, "currency": "USD"},
            {},
            "With the code “SPRING” less would be left than can be charged.",
        ),
    ],
)
@pytest.mark.django_db
def test_a_code_that_cannot_be_used_says_why_and_the_button_says_the_full_price(
    client: Client,
    plan: Plan,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, Any],
    link: dict[str, str],
    fault: str,
) -> None:
    make_promotion(**changes)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 1, 31, 12, tzinfo=UTC))

    html = client.get("/join/", LINK | link).content.decode()

    assert fault in text_of(html)
    assert ("now" in text_of(html).split("Support with")[-1][:14], 'name="code"' in html) == (
        False,
        True,
    )
    assert 'type="hidden" name="code"' not in html


@pytest.mark.django_db
def test_fifty_cents_are_left_at_least(client: Client, plan: Plan) -> None:
    make_promotion(percent=None, off_minor=750, currency="USD")

    assert "You pay $0.50 today" in join_page(client, LINK)
    assert "The smallest amount is $6 a month." in join_page(client, LINK | {"amount": "500"})


@pytest.mark.django_db
def test_who_joins_with_a_code_is_charged_less_for_as_long_as_was_said(
    client: Client, shop: Shop, plan: Plan
) -> None:
    make_promotion(months=2)
    clock.follow()

    join_and_return(client, shop, LINK)

    membership = Membership.objects.get()
    begun = membership.subscription.started_at
    assert membership.subscription.off_until == rules.months_later(begun, 2)
    ends = f"{rules.months_later(begun, 2):%-d %B %Y}"
    assert charges.price_of(membership) == f"$4 a month until {ends}, then $8 a month"
    welcome = Email.objects.get(name="welcome")
    assert (welcome.facts["amount"], welcome.facts["price"]) == (
        "$4",
        f"$4 a month until {ends}, then $8 a month",
    )

    for _ in range(3):
        later(shop, days=31)

    assert list(Payment.objects.order_by("paid_at").values_list("amount_minor", flat=True)) == [
        400,
        400,
        800,
        800,
    ]
    booked = LedgerEntry.objects.filter(kind="payment").order_by("occurred_at")
    assert list(booked.values_list("amount_minor", flat=True)) == [400, 400, 800, 800]
    membership.refresh_from_db()
    assert charges.price_of(membership) == "$8 a month"
    assert main(["reconcile"]) == 0


@pytest.mark.django_db
def test_figures_count_what_was_paid_and_not_what_will_be(
    client: Client, shop: Shop, plan: Plan
) -> None:
    make_promotion()
    attributed = {"campaign": "autumn-letter", "variant": "control", "version": "9f2c41d07a"}

    join_and_return(client, shop, LINK | attributed)

    assert Conversion.objects.get().amount_minor == 400


@pytest.mark.django_db
def test_a_code_is_made_at_stripe_once_and_named_as_ours(
    client: Client, shop: Shop, plan: Plan
) -> None:
    made = make_promotion(percent=33, most_uses=5)

    promotions.introduce(made)
    Promotion.objects.update(stripe_coupon="", stripe_code="")
    promotions.introduce(Promotion.objects.get())

    (coupon,) = shop.call("coupons?limit=10")["data"]
    (code,) = shop.call("promotion_codes?limit=10")["data"]
    assert (coupon["percent_off"], coupon["duration_in_months"], coupon["name"]) == (
        33,
        3,
        "SPRING",
    )
    assert (code["code"], code["max_redemptions"]) == ("SPRING", 5)
    assert coupon["metadata"] == code["metadata"] == {"wellread_code": "1"}


@pytest.mark.django_db
def test_a_code_is_used_no_oftener_than_it_can_be(shop: Shop, plan: Plan) -> None:
    made = make_promotion(most_uses=1)
    first, second, late = Client(), Client(), Client()
    ways = [press(one, LINK).headers["Location"] for one in (first, second)]

    leads_to = [shop.pay(way, email=f"{n}@example.com") for n, way in enumerate(ways)]

    first.get(leads_to[0].removeprefix("http://localhost:8000"))
    assert (promotions.uses(made), "/c/pay/" in leads_to[1] or leads_to[1] == "") == (1, True)
    assert "The code “SPRING” was used as often as it can be." in join_page(late, LINK)
    assert PromotionUse.objects.count() == 2


@pytest.mark.django_db
def test_a_code_for_new_readers_is_not_for_who_has_paid_here(
    client: Client, shop: Shop, plan: Plan
) -> None:
    make_promotion(is_for_new_readers=True)
    join_and_return(client, shop, {"interval": "once", "amount": "2500"})

    fault = "The code “SPRING” is for readers who have paid nothing here before."
    assert fault in join_page(client, LINK)
    assert "You pay $4 today" in join_page(Client(), LINK)


@pytest.mark.django_db
def test_who_presses_a_button_whose_code_has_ended_meanwhile_is_not_charged_more(
    client: Client, shop: Shop, plan: Plan
) -> None:
    made = make_promotion()
    page = client.get("/join/", LINK).content.decode()
    Promotion.objects.filter(pk=made.pk).update(ends_at=clock.now() - timedelta(hours=1))
    answer = client.post("/join/", hidden_fields(page))

    assert answer.status_code == 400
    assert "its time is over" in text_of(answer.content.decode())
    assert not Checkout.objects.exists()


@pytest.mark.django_db
def test_who_leaves_the_checkout_finds_the_code_kept(
    client: Client, shop: Shop, plan: Plan
) -> None:
    make_promotion()
    press(client, LINK)

    html = client.get(f"/join/cancelled/{Checkout.objects.get().pk}/").content.decode()

    assert "&amp;code=SPRING" in html


@pytest.mark.django_db
def test_without_stripe_nobody_joins_with_a_code_it_does_not_know(
    client: Client, shop: Shop, plan: Plan
) -> None:
    make_promotion()
    shop.lever("chaos", {"error_before": 1})

    answer = press(client, LINK)

    assert (answer.status_code, Checkout.objects.count()) == (503, 0)


@pytest.mark.django_db
def test_another_amount_is_lower_for_as_long_as_the_code_lasts(
    client: Client, shop: Shop, plan: Plan
) -> None:
    make_promotion()
    join_and_return(client, shop, LINK)
    until = f"{Membership.objects.get().subscription.off_until:%-d %B %Y}"

    text = text_of(client.get("/account/amount/", {"own": "10"}).content.decode())

    assert "You pay $5 a month from" in text
    assert f"Your lower price runs until {until}; then it is $10 a month." in text
    client.post("/account/amount/", {"own": "10"})
    assert charges.price_of(Membership.objects.get()) == (
        f"$5 a month until {until}, then $10 a month"
    )


@pytest.mark.django_db
def test_nobody_changes_to_an_amount_of_which_too_little_is_left(
    client: Client, shop: Shop, plan: Plan
) -> None:
    make_promotion(percent=None, off_minor=590, currency="USD")
    join_and_return(client, shop, LINK)

    text = text_of(client.get("/account/amount/", {"own": "6"}).content.decode())

    assert "While your lower price runs, less would be left of this" in text


@pytest.mark.django_db
def test_the_pot_gets_what_is_paid_above_the_price_and_no_more(
    client: Client, shop: Shop, plan: Plan
) -> None:
    make_promotion(percent=None, off_minor=100, currency="USD")
    open_pot()
    page = client.get("/join/", LINK).content.decode()
    assert "Put $1 a month, which is above" in text_of(page)
    way = client.post("/join/", hidden_fields(page) | {"for_pot": "1"}).headers["Location"]
    client.get(shop.pay(way).removeprefix("http://localhost:8000"))

    assert SolidarityEntry.objects.get(kind="paid_in").money == Money(100, "USD")


@pytest.mark.parametrize(
    "changes",
    [
        {"percent": None},
        {"percent": 100},
        {"percent": 50, "off_minor": 100, "currency": "USD"},
        {"percent": None, "off_minor": 100},
        {"code": "a b"},
        {"months": 0},
        {
            "starts_at": datetime(2026, 2, 1, tzinfo=UTC),
            "ends_at": datetime(2026, 1, 1, tzinfo=UTC),
        },
    ],
)
@pytest.mark.django_db
def test_a_code_that_means_nothing_is_not_saved(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        make_promotion(**changes)


@pytest.mark.django_db
def test_of_two_codes_alike_one_can_be_used(plan: Plan) -> None:
    make_promotion()
    make_promotion(is_on=False)

    with pytest.raises(ValidationError):
        make_promotion(code="Spring")


@pytest.mark.django_db
def test_staff_make_a_code_and_switch_it_off_and_cannot_change_what_it_promises(
    client: Client, shop: Shop, plan: Plan
) -> None:
    staff = colleague(
        "lin", "access_admin", *(f"{do}_promotion" for do in ("view", "add", "change"))
    )
    form = {"code": "summer", "off_minor": "2.50", "currency": "USD", "months": "6", "is_on": "on"}

    staff.post("/admin/members/codes/new/", form)

    made = Promotion.objects.get()
    assert (made.code, made.off_minor, made.currency, bool(made.stripe_code)) == (
        "SUMMER",
        250,
        "USD",
        True,
    )
    staff.post(f"/admin/members/codes/edit/{made.pk}/", {"note": "for the fair", "percent": "9"})
    made.refresh_from_db()
    assert (made.is_on, made.note, made.percent, made.off_minor) == (
        False,
        "for the fair",
        None,
        250,
    )
    assert shop.call(f"promotion_codes/{made.stripe_code}")["active"] is False


@pytest.mark.django_db
def test_staff_are_told_where_stripe_takes_no_such_code(
    client: Client, shop: Shop, plan: Plan
) -> None:
    shop.call("coupons", {"percent_off": "10", "duration": "forever", "id": "theirs"})
    shop.call(
        "promotion_codes",
        {"promotion[type]": "coupon", "promotion[coupon]": "theirs", "code": "SUMMER"},
    )
    staff = colleague(
        "lin", "access_admin", *(f"{do}_promotion" for do in ("view", "add", "change"))
    )
    form = {"code": "summer", "percent": "20", "is_on": "on"}

    page = staff.post("/admin/members/codes/new/", form, follow=True).content.decode()

    assert "An active promotion code with the same code already exists." in page
    with pytest.raises(gateway.GatewayRefused):
        promotions.introduce(Promotion.objects.get())


@pytest.mark.django_db
def test_codes_are_counted_all_at_once() -> None:
    staff = colleague("desk")

    def asked(codes: int) -> int:
        while Promotion.objects.count() < codes:
            make_promotion(code=f"CODE{Promotion.objects.count()}")
        with CaptureQueriesContext(connection) as found:
            assert staff.get("/admin/members/codes/").status_code == 200
        return len(found)

    asked(1)
    assert asked(1) == asked(3)
