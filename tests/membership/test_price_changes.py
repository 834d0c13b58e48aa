"""Asking members to pay more: a month ahead, with their word, and never in silence."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.membership.test_account import member, pass_days
from tests.membership.test_groups import manager, resize
from tests.membership.test_joining import LETTER_LINK, join_and_return
from tests.membership.test_pausing import paid
from tests.outbox import outbox
from tests.payments.world import Shop, make_reader
from tests.staff import colleague
from wellread.mail.models import Email
from wellread.membership import actions, jobs, price_changes
from wellread.membership.models import Plan, PriceChange, PriceNotice
from wellread.membership.price_changes import WantedRise
from wellread.payments import clock
from wellread.payments.money import Money

AGREE = re.compile(r"/agree/[\w-]{20,}/")


def wanted(plan: Plan, *, days: int = 1, amount_minor: int = 1000) -> WantedRise:
    since = (clock.now() + timedelta(days=days)).date()
    return WantedRise(plan, Money(amount_minor, "USD"), "month", since)


def announce(plan: Plan, **changes: int) -> PriceChange:
    change = price_changes.announce(wanted(plan, **changes), why="Paper costs more.", by=None)
    jobs.ask_for_higher_prices()
    return change


def link() -> str:
    """Return the link of the letter."""
    found = [AGREE.search(str(one.body)) for one in outbox()]
    return next(one[0] for one in found if one)


def pass_weeks(shop: Shop, weeks: int) -> None:
    for _ in range(weeks):
        pass_days(shop, 7)
        jobs.ask_for_higher_prices()


def names() -> list[str]:
    found = Email.objects.filter(name__startswith="price").order_by("pk")
    return list(found.values_list("name", flat=True))


def test_who_agrees_pays_more_from_the_day_of_the_letter_on_and_not_before(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    announce(plan)
    notice = PriceNotice.objects.get()

    page = Client().get(link()).content.decode()
    Client().post(link())
    pass_weeks(shop, 5)
    after_the_next = paid()
    pass_weeks(shop, 5)

    assert notice.charge_at >= notice.told_at + timedelta(days=30)
    assert "You pay $8 a month. It would be $10 a month from" in page
    assert (after_the_next[:2], paid()[:3]) in (
        ([800, 1000], [800, 1000, 1000]),
        ([800, 800], [800, 800, 1000]),
    )
    assert names() == ["price_rise", "price_rises_soon"]


def test_silence_changes_nothing(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)
    announce(plan)
    Client().get(link())

    pass_weeks(shop, 14)

    assert set(paid()) == {800}
    assert names() == ["price_rise"]


def test_no_charge_within_thirty_days_of_the_letter_rises(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    pass_days(shop, 10)
    announce(plan)
    notice = PriceNotice.objects.get()
    next_charge = membership.subscription.current_period_ends_at

    Client().post(link())
    pass_weeks(shop, 4)

    # The next charge came three weeks after the letter.
    assert next_charge < notice.told_at + timedelta(days=30) < notice.charge_at
    assert paid() == [800, 800]


def test_each_is_asked_once_and_those_who_pay_enough_are_not(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    other = Client()
    other.force_login(make_reader("eve@example.com"))
    join_and_return(other, shop, LETTER_LINK | {"amount": "1200"})
    change = announce(plan)
    for _ in range(3):
        jobs.ask_for_higher_prices()

    assert price_changes.counts(change) == {"asked": 1, "agreed": 0, "applied": 0}
    assert Email.objects.filter(name="price_rise").count() == 1
    notice = PriceNotice.objects.get()
    notice.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        notice.save(force_insert=True)


def test_taken_back_nobody_pays_more_and_who_was_asked_is_told(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    change = announce(plan)
    path = link()
    pass_days(shop, 1)
    price_changes.take_back(change)
    price_changes.take_back(change)
    spent = Client().post(path)

    pass_weeks(shop, 10)

    assert (spent.status_code, set(paid())) == (410, {800})
    assert names() == ["price_rise", "price_stays"]


def test_who_left_meanwhile_is_not_told_that_the_price_stays(
    client: Client, shop: Shop, plan: Plan, caplog: pytest.LogCaptureFixture
) -> None:
    reader = member(client, shop).reader
    change = announce(plan)
    jobs.ask_for_higher_prices()
    assert reader is not None
    actions.erase(reader=reader)

    price_changes.take_back(change)

    assert Email.objects.filter(name="price_stays").count() == 0
    assert "No address" not in caplog.text


def test_who_chose_another_amount_meanwhile_keeps_it(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    announce(plan)
    path = link()
    client.post("/account/amount/", {"own": "7"})

    answer = Client().post(path)
    pass_weeks(shop, 10)

    assert (answer.status_code, set(paid()[1:])) == (410, {700})


def test_a_yearly_charge_rises_at_the_first_that_is_late_enough(plan: Plan) -> None:
    class Subscription:
        interval = "year"
        current_period_ends_at = clock.now() + timedelta(days=12)
        started_at = clock.now() - timedelta(days=353)

    class Yearly:
        subscription = Subscription

    found = price_changes.charge_at(
        Yearly,  # type: ignore[arg-type]
        since=date(2020, 1, 1),
        told_at=clock.now(),
    )

    assert 370 < (found - clock.now()).days < 380


def test_staff_see_who_is_touched_before_anybody_is_written_to(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    staff = colleague("lin", "access_admin", "view_pricechange", "add_pricechange")
    form = {
        "plan": str(plan.pk),
        "currency": "USD",
        "interval": "month",
        "amount": "10",
        "since": f"{clock.now() + timedelta(days=3):%Y-%m-%d}",
        "why": "Paper costs more.",
    }

    shown = staff.post("/admin/members/prices/", form).content.decode()
    nothing = PriceChange.objects.count()
    staff.post("/admin/members/prices/", {**form, "confirmed": "1"})
    jobs.ask_for_higher_prices()
    change = PriceChange.objects.get()
    listed = staff.get("/admin/members/prices/").content.decode()
    staff.post(f"/admin/members/prices/{change.pk}/take-back/")

    change.refresh_from_db()
    assert ("1 member would be asked" in shown, "$2" in shown, nothing) == (True, True, 0)
    assert PriceNotice.objects.count() == 1
    assert ("Take back" in listed, change.cancelled_at is not None) == (True, True)
    assert client.get("/admin/members/prices/").status_code in {302, 403}


def test_a_group_is_asked_for_all_its_seats_and_pays_them_once_it_agrees(
    client: Client, shop: Shop, plan: Plan
) -> None:
    clock.follow()
    Plan.objects.update(group_discount_percent=10)
    plan.refresh_from_db()
    group = manager(client, shop)
    [row] = price_changes.preview(wanted(plan))
    assert (str(row.before), str(row.after), row.members) == ("$27", "$45", 1)

    announce(plan)
    letter = next(str(one.body) for one in outbox() if AGREE.search(str(one.body)))
    assert "$45 a month" in letter
    client.post(link())
    pass_weeks(shop, 10)

    assert Email.objects.filter(name="manager_price_rises_soon").exists()
    subscription = group.checkout.subscription
    assert (subscription.money, subscription.quantity) == (Money(4500, "USD"), 5)
    assert paid()[0] == 2700
    assert paid()[-1] == 4500


def test_a_group_with_other_seats_is_asked_anew_and_its_word_was_for_the_others(
    client: Client, shop: Shop, plan: Plan
) -> None:
    clock.follow()
    group = manager(client, shop)
    change = announce(plan)
    first = link()
    client.post(first)

    resize(client, group, 4)
    jobs.ask_for_higher_prices()
    jobs.ask_for_higher_prices()

    assert client.get(first).status_code == 410
    letters = [str(one.body) for one in outbox() if AGREE.search(str(one.body))]
    assert [("$50 a month" in one, "$40 a month" in one) for one in letters] == [
        (True, False),
        (False, True),
    ]
    assert price_changes.counts(change) == {"asked": 1, "agreed": 1, "applied": 0}
    pass_weeks(shop, 10)
    assert set(paid()) == {3000, 2400}

    second = AGREE.search(letters[1])
    assert second is not None
    client.post(second[0])
    pass_weeks(shop, 10)

    assert paid()[-1] == 4000
    assert price_changes.counts(change) == {"asked": 1, "agreed": 1, "applied": 1}


def test_a_change_taken_back_is_told_once_of_what_is_paid_now(
    client: Client, shop: Shop, plan: Plan
) -> None:
    clock.follow()
    group = manager(client, shop)
    change = announce(plan)
    resize(client, group, 4)
    jobs.ask_for_higher_prices()

    price_changes.take_back(change)

    told = Email.objects.get(name="price_stays")
    assert told.facts["price"] == "$24 a month"


def test_a_group_that_says_nothing_pays_as_before(client: Client, shop: Shop, plan: Plan) -> None:
    clock.follow()
    manager(client, shop)
    announce(plan)

    pass_weeks(shop, 10)

    assert set(paid()) == {3000}
