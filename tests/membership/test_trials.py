"""Days free at first: what is said before and ahead of the charge, what opens, and what ends."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.formats import date_format

from tests.membership.test_joining import held_by, join_and_return, press, text_of
from tests.membership.test_promotions import later, make_promotion
from tests.payments.world import Shop, hidden_fields
from tests.staff import colleague
from wellread.cli import main
from wellread.insights.models import Conversion
from wellread.language import writing
from wellread.mail import delivery
from wellread.mail.models import Email
from wellread.membership import jobs, rules
from wellread.membership.models import FailedRenewal, Grant, Membership, Plan, Price
from wellread.payments import clock
from wellread.payments.models import Checkout, LedgerEntry, Payment

LINK = {"interval": "month", "amount": "800"}
EVERYTHING = frozenset({"ad_free", "community_content"})


@pytest.fixture
def trial(plan: Plan) -> None:
    """Let everybody begin with fourteen free days."""
    Price.objects.update(trial_days=14)


def said_at(client: Client, path: str, link: dict[str, str] | None = None) -> str:
    return text_of(client.get(path, link).content.decode())


def written() -> list[str]:
    return list(Email.objects.order_by("pk").values_list("name", flat=True))


def paid() -> list[int]:
    return list(Payment.objects.order_by("paid_at").values_list("amount_minor", flat=True))


@pytest.mark.usefixtures("trial")
def test_page_and_button_say_until_when_it_is_free_and_what_it_costs_then(
    client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 28, 12, tzinfo=UTC))
    day = "12 December 2026"

    assert f"Free until {day}. Cancel before that day, and you pay nothing." in said_at(
        client, "/join/"
    )
    text = said_at(client, "/join/", LINK)
    assert f"You pay nothing today. From {day} on you pay $8 a month." in text
    assert f"Free until {day}, then $8 a month" in text
    assert f"First charge: {day} . It renews until you cancel." in text
    yearly = said_at(client, "/join/", {"interval": "year", "amount": "8000"})
    assert f"Free until {day}, then $80 a year" in yearly
    assert "Give $25 once" in said_at(client, "/join/", {"interval": "once", "amount": "2500"})


@pytest.mark.usefixtures("trial")
def test_everything_is_open_at_once_and_the_first_charge_comes_after_it(
    client: Client, shop: Shop, plan: Plan
) -> None:
    clock.follow()
    join_and_return(client, shop, LINK)

    membership = Membership.objects.get()
    ends_at = membership.subscription.started_at + timedelta(days=14)
    assert membership.paid_until == membership.subscription.current_period_ends_at == ends_at
    assert (membership.status, paid(), held_by(client)) == ("active", [], EVERYTHING)
    assert (Conversion.objects.count(), LedgerEntry.objects.count()) == (0, 0)
    assert written() == ["trial_begun"]
    account = said_at(client, "/account/")
    assert f"Free until {writing.day(ends_at)}" in account
    assert f"First charge {writing.day(ends_at)}" in account

    later(shop, days=15)

    membership.refresh_from_db()
    assert membership.paid_until == rules.months_later(ends_at, 1)
    assert (paid(), Conversion.objects.get().amount_minor) == ([800], 800)
    assert written() == ["trial_begun", "receipt"]
    assert main(["reconcile"]) == 0


@pytest.mark.usefixtures("trial")
def test_who_cancels_in_time_pays_nothing_and_keeps_what_was_promised(
    client: Client, shop: Shop, plan: Plan
) -> None:
    clock.follow()
    join_and_return(client, shop, LINK)
    page = said_at(client, "/account/cancel/")
    assert "Nothing was charged, and after cancelling nothing will be." in page

    client.post("/account/cancel/")

    ends_on = writing.day(Membership.objects.get().subscription.current_period_ends_at)
    assert Membership.objects.get().status == "ending"
    assert f"Benefits until {ends_on}" in said_at(client, "/account/")
    assert written() == ["trial_begun", "trial_cancelled"]
    later(shop, days=13)
    client.get("/account/")
    assert held_by(client) == EVERYTHING
    later(shop, days=20)
    assert (Membership.objects.get().status, paid()) == ("ended", [])
    assert written() == ["trial_begun", "trial_cancelled"]
    assert main(["reconcile"]) == 0


@pytest.mark.usefixtures("trial")
def test_the_first_charge_is_told_of_a_week_ahead_once(
    client: Client, shop: Shop, plan: Plan
) -> None:
    clock.follow()
    join_and_return(client, shop, LINK)

    jobs.tell_of_first_charges()
    later(shop, days=7)
    for _ in range(2):
        jobs.tell_of_first_charges()

    told = Email.objects.get(name="first_charge")
    ends_at = Membership.objects.get().subscription.current_period_ends_at
    assert told.facts["next_charge"] == writing.day(ends_at)
    assert told.facts["price"] == "$8 a month"


@pytest.mark.parametrize(("days", "ahead"), [(3, None), (7, 2), (14, 8), (60, 8)])
def test_how_long_ahead_follows_from_how_long_it_is_free(days: int, ahead: int | None) -> None:
    began_at = clock.now()
    ends_at = began_at + timedelta(days=days)

    told_at = rules.first_charge_told_at(began_at=began_at, ends_at=ends_at)

    assert told_at == (ends_at - timedelta(days=ahead) if ahead else None)


@pytest.mark.usefixtures("trial")
def test_a_yearly_member_gets_no_yearly_reminder_of_a_first_charge(
    client: Client, shop: Shop, plan: Plan
) -> None:
    clock.follow()
    join_and_return(client, shop, {"interval": "year", "amount": "8000"})

    jobs.remind()

    assert written() == ["trial_begun"]


@pytest.mark.usefixtures("trial")
def test_a_card_that_cannot_pay_at_the_end_is_a_failed_renewal(
    client: Client, shop: Shop, plan: Plan
) -> None:
    clock.follow()
    join_and_return(client, shop, LINK)
    customer = shop.customer_of(Checkout.objects.get())
    shop.lever("cards", {"customer": customer, "fails": True})

    later(shop, days=15)

    membership = Membership.objects.get()
    assert (membership.status, FailedRenewal.objects.count()) == ("past_due", 1)
    assert written() == ["trial_begun", "payment_failed"]
    assert Grant.objects.filter(reason="grace").count() == 1
    assert main(["reconcile"]) == 0


@pytest.mark.usefixtures("trial")
def test_who_withdraws_in_the_free_days_owes_nothing_and_all_ends(
    client: Client, shop: Shop, plan: Plan
) -> None:
    clock.follow()
    join_and_return(client, shop, LINK)
    fields = {"name": "Ada", "address": "ada@example.com", "confirmed": "1"}

    client.post("/withdraw/", {**fields, "chosen": str(Checkout.objects.get().pk)})
    later(shop, days=1)

    membership = Membership.objects.get()
    assert (membership.status, paid()) == ("ended", [])
    client.get("/account/")
    assert held_by(client) == frozenset()
    later(shop, days=30)
    assert (paid(), main(["reconcile"])) == ([], 0)


@pytest.mark.usefixtures("trial")
def test_free_days_are_had_once(client: Client, shop: Shop, plan: Plan) -> None:
    clock.follow()
    join_and_return(client, shop, LINK)
    client.post("/account/cancel/")
    later(shop, days=20)

    assert "Free until" not in said_at(client, "/join/")
    assert "You pay $8 today" in said_at(client, "/join/", LINK)


@pytest.mark.usefixtures("trial")
def test_who_has_paid_here_pays_at_once(client: Client, shop: Shop, plan: Plan) -> None:
    join_and_return(client, shop, {"interval": "once", "amount": "2500"})

    assert "You pay $8 today, then $8 every month." in said_at(client, "/join/", LINK)


@pytest.mark.usefixtures("trial")
def test_with_a_code_the_code_counts(client: Client, plan: Plan) -> None:
    make_promotion()

    text = said_at(client, "/join/", LINK | {"code": "spring"})
    assert "You pay $4 today" in text
    assert "Free until" not in text


@pytest.mark.usefixtures("trial")
def test_another_amount_or_interval_is_charged_when_the_free_days_are_over(
    client: Client, shop: Shop, plan: Plan
) -> None:
    clock.follow()
    join_and_return(client, shop, LINK)

    assert client.get("/account/pause/").status_code == 303
    client.post("/account/amount/", {"interval": "year", "own": "70"})
    assert (Membership.objects.get().subscription.interval, paid()) == ("year", [])
    later(shop, days=15)

    assert paid() == [7000]
    assert main(["reconcile"]) == 0


@pytest.mark.usefixtures("trial")
def test_a_page_left_open_for_one_offer_is_not_the_page_of_another(
    client: Client, shop: Shop, plan: Plan
) -> None:
    page = client.get("/join/", LINK).content.decode()
    client.post("/join/", hidden_fields(page))
    Price.objects.update(trial_days=0)
    press(client, LINK)

    assert list(Checkout.objects.order_by("created_at").values_list("trial_days", "state")) == [
        (14, "expired"),
        (0, "open"),
    ]


def test_free_days_and_a_first_price_exclude_each_other(plan: Plan) -> None:
    price = plan.prices.get()
    price.intro_minor, price.intro_months, price.trial_days = 100, 3, 14

    with pytest.raises(ValidationError) as fault:
        price.clean()

    assert list(fault.value.message_dict) == ["trial_days"]


@pytest.mark.usefixtures("trial")
def test_a_colleague_sees_that_it_is_free_and_until_when(
    client: Client, shop: Shop, plan: Plan
) -> None:
    clock.follow()
    join_and_return(client, shop, LINK)
    desk = colleague("desk", "access_admin", "view_membership")

    page = desk.get("/admin/members/person/", {"address": "ada@example.com"}).text

    ends_at = Membership.objects.get().subscription.current_period_ends_at
    assert f"free until {date_format(ends_at, 'DATE_FORMAT')}" in page


@pytest.mark.usefixtures("trial")
def test_a_new_amount_in_the_free_days_takes_the_place_of_none_that_was_paid(
    client: Client, shop: Shop, plan: Plan
) -> None:
    clock.follow()
    join_and_return(client, shop, LINK)
    form = client.get("/account/amount/", {"own": "12"}).content.decode()

    client.post("/account/amount/", hidden_fields(form[form.index('<form method="post"') :]))
    delivery.send_due()

    [told] = [one.body for one in mail.outbox if one.subject == "Your new amount"]
    assert "costs $12 a month from its next charge on" in told
    assert "So far you have paid" not in told
