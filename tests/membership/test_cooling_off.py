"""Withdrawing from a renewal of a year, and from the first full price, as the law table has it."""

import datetime
import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.membership.test_account import pass_days
from tests.membership.test_joining import held_by, press
from tests.membership.test_withdrawing import declare, refunded, sent
from tests.payments.world import Shop, make_reader
from wellread.cli import main
from wellread.mail.models import Email
from wellread.membership import cooling_off, declarations, jobs, law, place, postal, rules
from wellread.membership.models import Grant, Membership, Plan, Price, ReturnedPayment
from wellread.payments import clock
from wellread.payments.models import Checkout, Payment

YEAR = {"interval": "year", "amount": "8000", "currency": "GBP"}
MONTH = {"interval": "month", "amount": "800", "currency": "GBP"}
NOTICE = "You can change your mind until"
# Longer than until the day from which the United Kingdom's rule is expected, and a whole year.
A_YEAR = 366


@pytest.fixture(autouse=True)
def in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the rule apply on any day, whichever it comes into force on."""
    [rule] = [one for one in law.table().rules if one.cools_off_after]

    def asked(_on: datetime.date, place: str) -> law.Rule | None:
        return rule if place in (rule.place, "") else None

    monkeypatch.setattr(law, "cooling_off", asked)


@pytest.fixture
def in_pounds(plan: Plan) -> Plan:
    Price.objects.update(currency="GBP")
    return plan


def join(client: Client, shop: Shop, link: dict[str, str], country: str = "GB") -> Membership:
    client.force_login(make_reader())
    leads_to = shop.pay(press(client, link).headers["Location"], country=country)
    client.get(leads_to.removeprefix("http://localhost:8000"))
    return Membership.objects.get()


def give_address(membership: Membership, country: str) -> None:
    postal.write(
        reader=membership.reader,
        checkouts=(membership.checkout_id,),
        name="Ada",
        lines="1 Quay",
        country=country,
    )


def notices() -> list[Email]:
    return list(Email.objects.filter(name="cooling_off").order_by("pk"))


def offered(client: Client) -> list[str]:
    return re.findall(r'name="chosen" value="([0-9a-f-]{36})"', client.get("/withdraw/").text)


def test_a_renewal_of_a_year_is_told_of_and_withdrawn_from_for_the_days_to_come(
    client: Client, shop: Shop, in_pounds: Plan
) -> None:
    membership = join(client, shop, YEAR)
    assert notices() == []
    pass_days(shop, A_YEAR)

    assert len(notices()) == 1
    [payment] = Payment.objects.filter(paid_at__gt=membership.started_at + timedelta(days=300))
    opened = cooling_off.after(payment)
    assert opened is not None
    account = client.get("/account/").text
    assert "You were charged £80 on" in account
    assert f"{opened.last_day.day}" in account
    due = opened.goes_back(clock.now())
    assert 7500 < due.amount_minor <= 8000

    page = declare(client)
    pass_days(shop, 0)

    membership.refresh_from_db()
    assert (membership.status, refunded()) == ("ended", [0, due.amount_minor])
    assert held_by(client) == frozenset()
    assert f"{due}, for the days that you have not used" in page.text
    [body] = sent("We received your withdrawal")
    assert f"{due}, for the days that you have not used" in body
    assert "all that you paid" not in body
    assert main(["reconcile"]) == 0


def test_the_rest_of_the_year_is_closed_from_the_moment_of_withdrawing(
    client: Client, shop: Shop, in_pounds: Plan
) -> None:
    join(client, shop, YEAR)
    pass_days(shop, A_YEAR)
    declare(client)

    latest = Grant.objects.order_by("-ends_at")[0]
    [withdrawn] = ReturnedPayment.objects.values_list("withdrawal__declared_at", flat=True)

    assert latest.withdrawn_at == withdrawn
    assert Membership.objects.get().paid_until == withdrawn


def test_the_door_closes_after_fourteen_days_and_is_open_for_all_of_them(
    client: Client, shop: Shop, in_pounds: Plan
) -> None:
    membership = join(client, shop, YEAR)
    pass_days(shop, A_YEAR)
    [payment] = Payment.objects.filter(paid_at__gt=membership.started_at + timedelta(days=300))
    assert payment.paid_at is not None

    def found(days: float) -> int:
        at = payment.paid_at + timedelta(days=days)
        return len(declarations.withdrawable_by_address("ada@example.com", at=at))

    assert (found(0), found(14.9), found(15.1)) == (1, 1, 0)


def test_a_renewal_of_a_month_opens_nothing_anew(
    client: Client, shop: Shop, in_pounds: Plan
) -> None:
    join(client, shop, MONTH)
    pass_days(shop, 33)

    assert Payment.objects.filter(status="succeeded").count() == 2
    assert (offered(client), notices()) == ([], [])


def test_elsewhere_a_renewal_of_a_year_opens_nothing_anew(
    client: Client, shop: Shop, plan: Plan
) -> None:
    join(client, shop, YEAR | {"currency": "USD"}, country="US")
    pass_days(shop, A_YEAR)

    assert Payment.objects.filter(status="succeeded").count() == 2
    assert (offered(client), notices()) == ([], [])


def test_where_a_member_lives_counts_and_not_what_they_pay_in(
    client: Client, shop: Shop, plan: Plan
) -> None:
    join(client, shop, YEAR | {"currency": "USD"}, country="GB")
    pass_days(shop, A_YEAR)

    assert (len(offered(client)), len(notices())) == (1, 1)


def test_of_whom_nobody_knows_where_they_live_the_kinder_rule_counts(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = join(client, shop, YEAR | {"currency": "USD"}, country="US")
    Checkout.objects.update(country="")
    assert place.of_checkout(Checkout.objects.get()) == place.UNKNOWN
    pass_days(shop, A_YEAR)
    Checkout.objects.update(country="")

    assert len(offered(client)) == 1
    give_address(membership, "US")
    assert offered(client) == []


def test_the_first_full_price_after_a_cheap_beginning_opens_it_and_no_later_one(
    client: Client, shop: Shop, in_pounds: Plan
) -> None:
    Price.objects.update(intro_minor=100, intro_months=1)
    join(client, shop, MONTH)
    pass_days(shop, 32)

    assert list(Payment.objects.order_by("pk").values_list("amount_minor", flat=True)) == [100, 800]
    assert (len(offered(client)), len(notices())) == (1, 1)
    pass_days(shop, 31)

    assert Payment.objects.count() == 3
    assert (offered(client), len(notices())) == ([], 1)


def test_what_the_cheap_beginning_cost_stays_paid(
    client: Client, shop: Shop, in_pounds: Plan
) -> None:
    Price.objects.update(intro_minor=100, intro_months=1)
    join(client, shop, MONTH)
    pass_days(shop, 32)

    declare(client)
    pass_days(shop, 0)

    first, second = refunded()
    assert first == 0
    assert 600 < second <= 800
    assert main(["reconcile"]) == 0


def test_a_part_that_stripe_refuses_at_first_goes_back_once_and_then_all_ends(
    client: Client, shop: Shop, in_pounds: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wellread.payments import gateway

    join(client, shop, YEAR)
    pass_days(shop, A_YEAR)
    refund = gateway.refund

    def refuse(*_args: object, **_facts: object) -> None:
        raise gateway.GatewayRefused("no money")

    monkeypatch.setattr(gateway, "refund", refuse)
    declare(client)
    assert refunded() == [0, 0]

    monkeypatch.setattr(gateway, "refund", refund)
    ReturnedPayment.objects.update(try_again_at=clock.now())
    jobs.give_back_what_was_refused()
    ReturnedPayment.objects.update(try_again_at=clock.now())
    jobs.give_back_what_was_refused()

    [returned] = ReturnedPayment.objects.all()
    client.get("/account/")
    assert refunded() == [0, returned.amount_minor]
    assert held_by(client) == frozenset()
    assert main(["reconcile"]) == 0


def test_of_what_was_given_back_before_no_more_goes_back_than_is_left(
    client: Client, shop: Shop, in_pounds: Plan
) -> None:
    join(client, shop, YEAR)
    pass_days(shop, A_YEAR)
    payment = Payment.objects.latest("paid_at")
    shop.call("refunds", {"payment_intent": payment.stripe_id, "amount": "7900"})
    pass_days(shop, 0)

    declare(client)
    pass_days(shop, 0)

    assert refunded() == [0, 8000]


@pytest.mark.parametrize(
    ("hours", "minor"),
    [(-1, 36500), (0, 36500), (23, 36500), (24, 36400), (24 * 14 + 1, 35100), (24 * 366, 0)],
)
def test_a_day_is_used_once_it_is_over(hours: int, minor: int) -> None:
    begun = datetime.datetime(2027, 5, 1, 9, tzinfo=datetime.UTC)
    period = rules.Period(begun, begun + timedelta(days=365))

    assert rules.unused_minor(36500, period=period, at=begun + timedelta(hours=hours)) == minor


def test_what_goes_back_is_rounded_up_and_in_steps_that_can_be_charged() -> None:
    begun = datetime.datetime(2027, 5, 1, 9, tzinfo=datetime.UTC)
    period = rules.Period(begun, begun + timedelta(days=30))
    at = begun + timedelta(days=7)

    assert rules.unused_minor(1000, period=period, at=at) == 767
    assert rules.unused_minor(1000, period=period, at=at, step_minor=10) == 770


def test_the_first_charge_after_free_days_is_told_of_and_goes_back_whole(
    client: Client, shop: Shop, in_pounds: Plan
) -> None:
    Price.objects.update(trial_days=14)
    join(client, shop, MONTH)
    pass_days(shop, 16)

    assert [one.facts["gives_back_all"] for one in notices()] == [True]
    declare(client)
    pass_days(shop, 0)

    assert refunded() == [800]
    assert main(["reconcile"]) == 0
