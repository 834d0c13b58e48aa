"""Pausing for up to three months, and going on by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.membership.test_account import fail_card, kinds, member, pass_days
from tests.membership.test_joining import held_by
from tests.payments.world import Shop
from wellread.cli import main
from wellread.membership import jobs, pauses, queries, rules
from wellread.membership.models import Grant, Pause, Plan
from wellread.payments import actions as payments
from wellread.payments import clock
from wellread.payments.models import Payment


def paid() -> list[int]:
    """Return what was charged, in the order of the charges."""
    return list(Payment.objects.order_by("paid_at").values_list("amount_minor", flat=True))


def held(client: Client) -> frozenset[str]:
    """Return what a browser holds that has just looked."""
    client.get("/account/")
    return held_by(client)


def pause(client: Client, months: int) -> Pause:
    client.get("/account/pause/")
    client.post("/account/pause/", {"months": str(months)})
    return Pause.objects.get()


def pass_to(shop: Shop, moment: datetime) -> None:
    """Let time pass to shortly after a moment, with the jobs of each week."""
    while clock.now() < moment:
        days = min(5, (moment - clock.now()).days + 1)
        pass_days(shop, days)
        jobs.look_after_pauses()


def test_while_it_rests_nothing_is_charged_and_paid_time_stays(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    until = membership.paid_until
    assert until is not None

    found = pause(client, 2)
    page = client.get("/account/").content.decode()
    pass_to(shop, until - timedelta(days=2))
    before_its_end = held(client)
    pass_to(shop, until + timedelta(days=3))

    membership.refresh_from_db()
    assert f"Active, paused from {until:%-d %B %Y}" in page
    assert f"{found.resumes_at:%-d %B %Y}" in page
    assert before_its_end == {"ad_free", "community_content"}
    assert (held(client), membership.status, paid()) == (frozenset(), "active", [800])
    assert list(Grant.objects.values_list("reason", flat=True)) == ["membership"]
    assert kinds() == ["welcome", "paused"]
    assert "Paused" in client.get("/account/").content.decode()


def test_it_goes_on_by_itself_and_says_so_a_week_ahead(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    found = pause(client, 1)

    pass_to(shop, found.resumes_at - timedelta(days=5))
    told = kinds()
    pass_to(shop, found.resumes_at + timedelta(days=1))
    client.get("/account/")

    membership.refresh_from_db()
    found.refresh_from_db()
    assert told == ["welcome", "paused", "pause_ends"]
    assert paid() == [800, 800]
    assert held(client) == {"ad_free", "community_content"}
    assert membership.paid_until is not None
    assert membership.paid_until > found.resumes_at + timedelta(days=27)
    assert found.ended_at is not None
    assert kinds() == ["welcome", "paused", "pause_ends", "receipt"]


def test_ended_while_paid_time_runs_it_is_as_if_it_had_never_been(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    until = membership.paid_until
    assert until is not None
    pause(client, 3)

    asked = client.get("/account/pause/end/").content.decode()
    client.post("/account/pause/end/")
    client.post("/account/pause/end/")
    membership.refresh_from_db()
    next_charge_at = queries.next_charge_at(membership)
    pass_to(shop, until + timedelta(days=1))

    assert "Nothing is charged today." in asked
    assert (next_charge_at, paid()) == (until, [800, 800])
    assert held(client) == {"ad_free", "community_content"}


def test_ended_while_benefits_rest_it_charges_at_once_and_opens_at_once(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    until = membership.paid_until
    assert until is not None
    pause(client, 3)
    pass_to(shop, until + timedelta(days=10))

    asked = client.get("/account/pause/end/").content.decode()
    for _ in range(2):
        client.post("/account/pause/end/")
    held_then = held(client)
    pass_to(shop, clock.now() + timedelta(days=25))

    membership.refresh_from_db()
    assert "You pay $8 today" in asked
    assert (held_then, paid()) == ({"ad_free", "community_content"}, [800, 800])
    assert membership.paid_until is not None
    assert membership.paid_until > clock.now()


def test_ended_once_more_after_its_answer_was_lost_it_charges_once(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    until = membership.paid_until
    assert until is not None
    pause(client, 3)
    pass_to(shop, until + timedelta(days=10))
    client.post("/account/pause/end/")
    # Killed between Stripe's answer and our note of it.
    Pause.objects.update(ended_at=None)
    pass_days(shop, 2)

    client.post("/account/pause/end/")

    assert paid() == [800, 800]
    assert queries.pause_of(membership) is None


def test_one_that_stripe_never_heard_of_is_ended_without_a_second_charge(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    until = membership.paid_until
    assert until is not None
    Pause.objects.create(
        membership=membership,
        asked_at=clock.now(),
        rests_from=until,
        resumes_at=until + timedelta(days=60),
    )
    pass_days(shop, (until - clock.now()).days + 3)

    client.post("/account/pause/end/")

    assert paid() == [800, 800]
    assert queries.pause_of(membership) is None


def test_one_that_stripe_heard_of_late_is_ended_without_a_second_charge(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    until = membership.paid_until
    assert until is not None
    shop.lever("chaos", {"error_before": 1.0, "seed": 1})
    client.post("/account/pause/", {"months": "2"})
    shop.lever("chaos", {"error_before": 0.0})
    found = Pause.objects.get()
    pass_days(shop, (until - clock.now()).days + 1)
    # Asked for before the charge, and heard after it.
    payments.move_next_charge(subscription=membership.subscription, at=found.resumes_at)
    pass_days(shop, 5)

    client.post("/account/pause/end/")
    pass_days(shop, 2)

    membership.refresh_from_db()
    assert paid() == [800, 800]
    assert queries.pause_of(membership) is None
    assert queries.next_charge_at(membership) == membership.paid_until


def test_a_pause_that_comes_too_late_is_none(client: Client, shop: Shop, plan: Plan) -> None:
    membership = member(client, shop)
    until = membership.paid_until
    assert until is not None
    shop.lever("chaos", {"error_before": 1.0, "seed": 1})
    client.post("/account/pause/", {"months": "2"})
    shop.lever("chaos", {"error_before": 0.0})
    found = Pause.objects.get()
    pass_days(shop, (until - clock.now()).days + 1)

    # A worker had found it undone before Stripe charged anew.
    pauses.carry_out_or_drop(found)
    jobs.look_after_pauses()

    membership.refresh_from_db()
    assert (queries.pause_of(membership), kinds().count("paused")) == (None, 0)
    assert (paid(), membership.subscription.status) == ([800, 800], "active")


def test_who_cancels_a_pause_is_charged_no_more(client: Client, shop: Shop, plan: Plan) -> None:
    membership = member(client, shop)
    found = pause(client, 1)
    client.post("/account/cancel/")

    pass_to(shop, found.resumes_at + timedelta(days=3))

    membership.refresh_from_db()
    assert (membership.status, paid()) == ("ended", [800])
    assert kinds() == ["welcome", "paused", "cancelled"]


@pytest.mark.parametrize("months", ["0", "4", "x", ""])
def test_no_other_length_is_taken(months: str, client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)

    answer = client.post("/account/pause/", {"months": months})

    assert (answer.status_code, Pause.objects.count()) == (200, 0)


def test_no_pause_begins_in_another_or_after_a_failed_charge(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    pause(client, 1)
    client.post("/account/pause/", {"months": "3"})
    client.post("/account/pause/end/")
    fail_card(client, shop, membership)
    pass_days(shop, 33)
    client.post("/account/pause/", {"months": "3"})

    assert Pause.objects.count() == 1


def test_two_at_once_are_one(client: Client, shop: Shop, plan: Plan) -> None:
    membership = member(client, shop)
    assert membership.paid_until is not None
    facts = {
        "membership": membership,
        "asked_at": clock.now(),
        "rests_from": membership.paid_until,
        "resumes_at": membership.paid_until + timedelta(days=30),
    }
    Pause.objects.create(**facts)

    with pytest.raises(IntegrityError), transaction.atomic():
        Pause.objects.create(**facts)
    with pytest.raises(pauses.CannotPause):
        pauses.pause(membership=membership, months=1)


def test_what_stripe_did_not_hear_is_told_it_again(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)
    shop.lever("chaos", {"error_before": 1.0, "seed": 1})
    client.post("/account/pause/", {"months": "2"})
    undone = (Pause.objects.get().done_at, kinds())

    shop.lever("chaos", {"error_before": 0.0})
    jobs.look_after_pauses()

    assert undone == (None, ["welcome"])
    assert Pause.objects.get().done_at is not None
    assert kinds() == ["welcome", "paused"]


def test_both_sides_agree_about_a_pause(
    client: Client, shop: Shop, plan: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    member(client, shop)
    found = pause(client, 1)
    pass_to(shop, found.resumes_at + timedelta(days=1))

    status = main(["reconcile"])

    assert (status, capsys.readouterr().out.count("at Stripe")) == (0, 0)


@pytest.mark.parametrize(
    ("until", "first", "months", "resumes"),
    [
        ("2027-02-28", "2026-12-31", 1, "2027-03-31"),
        ("2027-01-31", "2026-12-31", 1, "2027-02-28"),
        ("2028-01-31", "2027-12-31", 1, "2028-02-29"),
        ("2026-12-15", "2026-11-15", 3, "2027-03-15"),
        ("2027-02-28", "2026-11-28", 1, "2027-03-28"),
    ],
)
def test_it_ends_on_the_day_of_the_month_on_which_is_charged(
    until: str, first: str, months: int, resumes: str
) -> None:
    def at(day: str) -> datetime:
        return datetime.fromisoformat(f"{day}T23:30:00").replace(tzinfo=UTC)

    day = rules.day_of_charges(at(until), first=at(first))

    assert rules.months_later(at(until), months, day=day) == at(resumes)
