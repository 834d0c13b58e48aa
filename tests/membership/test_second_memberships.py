"""Two memberships of one address: one goes on, and what the other charged beside it comes back."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.utils import timezone

from tests.membership.test_draft_hour import go_to, renews_at
from tests.membership.test_joining import held_by
from tests.membership.test_proving import EVERYTHING, TYPED, pay_as, sign_in
from tests.payments.world import Shop, deliver, sweep
from tests.staff import sign_in_staff
from wellread.cli import main
from wellread.mail import delivery
from wellread.mail.models import Email
from wellread.membership import actions, jobs, rules, second_memberships
from wellread.membership.models import Membership, Plan, ReturnedPayment
from wellread.payments import clock, gateway
from wellread.payments.models import LedgerEntry, Subscription


@pytest.fixture(autouse=True)
def site(db: None) -> None:
    from wellread.newsroom.actions import ensure_site

    ensure_site()


def pay_twice(shop: Shop) -> Client:
    """Join in two browsers by one address, and prove it in a third; return that one."""
    for browser in (Client(), Client()):
        browser.get(pay_as(browser, shop, TYPED[0]))
    phone = Client()
    sign_in(phone, TYPED[0])
    return phone


def refunds(shop: Shop) -> list[int]:
    return [one["amount"] for one in shop.call("refunds")["data"]]


def assert_undone(shop: Shop) -> None:
    assert list(Membership.objects.order_by("started_at", "pk").values_list("status")) == [
        ("active",),
        ("ended",),
    ]
    assert refunds(shop) == [800]
    assert list(LedgerEntry.objects.filter(kind="refund").values_list("amount_minor")) == [(-800,)]
    assert list(
        Email.objects.filter(name__in=("second_membership", "refunded")).values_list("name")
    ) == [("second_membership",)]


def test_the_later_is_stopped_and_its_money_comes_back(shop: Shop, plan: Plan) -> None:
    phone = pay_twice(shop)

    sweep()
    sweep()
    delivery.send_due()
    phone.get("/account/")

    assert_undone(shop)
    assert "We have given back the $8 that you had been charged twice." in mail.outbox[-1].body
    assert held_by(phone) == EVERYTHING


def test_any_order_of_messages_ends_the_same(shop: Shop, plan: Plan) -> None:
    pay_twice(shop)
    sweep()

    deliver(reversed(shop.messages()))
    sweep()
    deliver(shop.messages())
    sweep()

    assert_undone(shop)


@pytest.mark.parametrize("after", ["cancel_subscription", "give_back", "end_subscription"])
def test_whoever_goes_on_after_a_crash_gives_back_once(
    shop: Shop, plan: Plan, after: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pay_twice(shop)
    done: Callable[..., Any] = getattr(actions.payments, after)

    def done_and_crash(**facts: Any) -> None:
        done(**facts)
        raise gateway.GatewayUnavailable("the process was killed")

    with monkeypatch.context() as crashing:
        crashing.setattr(actions.payments, after, done_and_crash)
        jobs.undo_second_memberships()
    deliver(shop.messages())
    jobs.undo_second_memberships()
    jobs.undo_second_memberships()

    assert_undone(shop)


def test_who_joins_again_while_the_first_fails_keeps_the_one_that_is_paid(
    shop: Shop, plan: Plan
) -> None:
    for browser in (Client(), Client()):
        browser.get(pay_as(browser, shop, TYPED[0]))
    first = Membership.objects.order_by("started_at", "pk")[0]
    Membership.objects.filter(pk=first.pk).update(status="past_due")
    Subscription.objects.filter(pk=first.subscription_id).update(status="past_due")

    sign_in(Client(), TYPED[0])

    rows = Membership.objects.order_by("pk")
    assert [(row.status, row.second_since is None) for row in rows] == [
        ("ending", False),
        ("active", True),
    ]


def months_go_by(shop: Shop, months: int) -> None:
    """Let as many renewals be charged as months go by, and hear of each."""
    for _ in range(months):
        latest = Membership.objects.filter(status="active").order_by("-started_at", "-pk")[0]
        go_to(shop, renews_at(latest) + timedelta(hours=2))


def letter() -> str:
    """Return what the e-mail about two memberships says."""
    return str(delivery.message_of(Email.objects.get(name="second_membership")).body)


def home_page() -> str:
    """Return what whoever minds the asking sees in the morning."""
    client = Client()
    sign_in_staff(
        client, "access_admin", "view_campaign", "view_membership", email=f"{uuid4()}@x.example"
    )
    return client.get("/admin/").content.decode()


def pay_in(browser: Client, shop: Shop) -> Membership:
    browser.get(pay_as(browser, shop, TYPED[0]))
    return Membership.objects.order_by("-pk")[0]


def test_every_charge_of_a_second_membership_comes_back(shop: Shop, plan: Plan) -> None:
    pay_in(Client(), shop)
    pay_in(Client(), shop)
    months_go_by(shop, 2)
    phone = Client()
    sign_in(phone, TYPED[0])

    sweep()
    sweep()
    deliver(shop.messages())
    sweep()

    first, second = Membership.objects.order_by("pk")
    assert (first.status, second.status, second.second_to) == ("active", "ended", first)
    assert refunds(shop) == [800, 800, 800]
    assert set(second.subscription.payments.values_list("status")) == {("refunded",)}
    assert set(first.subscription.payments.values_list("status")) == {("succeeded",)}
    assert "We have given back the $24 that you had been charged twice." in letter()
    assert not Email.objects.filter(name="refunded").exists()
    assert main(["reconcile"]) == 0


def test_what_somebody_gave_back_already_is_left_as_they_left_it(shop: Shop, plan: Plan) -> None:
    pay_in(Client(), shop)
    second = pay_in(Client(), shop)
    months_go_by(shop, 2)
    partly, wholly, untouched = second.subscription.payments.order_by("paid_at")
    shop.call("refunds", {"payment_intent": partly.stripe_id, "amount": "300"})
    shop.call("refunds", {"payment_intent": wholly.stripe_id})
    deliver(shop.messages())

    sign_in(Client(), TYPED[0])
    sweep()

    assert refunds(shop) == [800, 800, 300]
    assert [one.payment for one in ReturnedPayment.objects.all()] == [untouched]
    assert "We have given back the $8 that you had been charged twice." in letter()


def test_a_second_membership_that_was_cancelled_before_it_was_found_comes_back_too(
    shop: Shop, plan: Plan
) -> None:
    laptop = Client()
    pay_in(Client(), shop)
    second = pay_in(laptop, shop)
    months_go_by(shop, 1)
    laptop.post("/account/cancel/")
    phone = Client()
    sign_in(phone, TYPED[0])

    sweep()

    second.refresh_from_db()
    assert (second.status, refunds(shop)) == ("ended", [800, 800])
    assert "One of them ($8 a month) is stopped" in letter()
    assert held_by(phone) == EVERYTHING


@pytest.mark.parametrize(("days", "comes_back"), [(119, [800]), (121, [])])
def test_what_ended_long_before_it_was_found_is_left_alone(
    days: int, comes_back: list[int], shop: Shop, plan: Plan
) -> None:
    laptop = Client()
    pay_in(Client(), shop)
    second = pay_in(laptop, shop)
    laptop.post("/account/cancel/")
    go_to(shop, renews_at(second) + timedelta(hours=2))
    second.refresh_from_db()
    assert second.subscription.ended_at is not None
    go_to(shop, second.subscription.ended_at + timedelta(days=days))

    sign_in(Client(), TYPED[0])
    sweep()

    assert refunds(shop) == comes_back


def test_of_two_that_were_both_cancelled_what_ran_side_by_side_comes_back(
    shop: Shop, plan: Plan
) -> None:
    laptop, desktop = Client(), Client()
    first = pay_in(laptop, shop)
    second = pay_in(desktop, shop)
    months_go_by(shop, 1)
    laptop.post("/account/cancel/")
    go_to(shop, renews_at(second) + timedelta(hours=2))
    go_to(shop, renews_at(second) - timedelta(days=2))
    desktop.post("/account/cancel/")

    phone = Client()
    sign_in(phone, TYPED[0])
    sweep()

    second.refresh_from_db()
    # The third charge came when the first membership was over: it is no second one.
    assert refunds(shop) == [800, 800]
    assert (second.second_to, second.status) == (first, "ending")
    assert held_by(phone) == EVERYTHING


def test_who_cancelled_and_joined_anew_was_not_charged_twice(shop: Shop, plan: Plan) -> None:
    laptop, desktop = Client(), Client()
    pay_in(laptop, shop)
    laptop.post("/account/cancel/")
    pay_in(desktop, shop)
    desktop.post("/account/cancel/")

    sign_in(Client(), TYPED[0])
    sweep()

    assert (refunds(shop), Email.objects.filter(name="second_membership").count()) == ([], 0)


def test_one_that_was_cancelled_and_comes_back_keeps_what_it_was_paid_alone(
    shop: Shop, plan: Plan
) -> None:
    laptop = Client()
    first = pay_in(laptop, shop)
    months_go_by(shop, 1)
    laptop.post("/account/cancel/")
    later = pay_in(Client(), shop)
    sign_in(Client(), TYPED[0])

    shop.call(f"subscriptions/{first.subscription.stripe_id}", {"cancel_at_period_end": "false"})
    deliver(shop.messages())
    sweep()

    first.refresh_from_db()
    assert (first.second_to, first.status, refunds(shop)) == (later, "ending", [])
    assert "stays open to you until" in letter()


def refuse_refunds(shop: Shop, monkeypatch: pytest.MonkeyPatch, refused: list[str]) -> None:
    give = gateway.refund

    def refuse(payment_intent: str, *, key: str) -> None:
        if payment_intent in refused:
            raise gateway.GatewayRefused("Your account has not enough money.")
        give(payment_intent, key=key)

    monkeypatch.setattr(gateway, "refund", refuse)


def test_a_refund_that_is_refused_is_tried_again_and_shown(
    shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pay_in(Client(), shop)
    second = pay_in(Client(), shop)
    months_go_by(shop, 1)
    early = second.subscription.payments.order_by("paid_at")[0]
    refused = [early.stripe_id]
    refuse_refunds(shop, monkeypatch, refused)
    sign_in(Client(), TYPED[0])

    sweep()
    told = letter()
    morning = home_page()
    found = (main(["reconcile"]), capsys.readouterr().out)
    sweep()
    refused.clear()
    sweep()
    at_once = refunds(shop)
    go_to(shop, clock.now() + timedelta(hours=1, minutes=1))
    sweep()
    sweep()

    assert "We have given back the $8 that you had been charged twice." in told
    assert "$8 could not be given back yet. We keep trying" in told
    assert "could not be given back. Your account has not enough money." in " ".join(
        morning.split()
    )
    assert found[0] == 1
    assert f"payment {early.stripe_id} ($8) of a second membership could not" in found[1]
    assert (at_once, refunds(shop)) == ([800], [800, 800])
    assert [one.facts["given_back"] for one in Email.objects.filter(name="refunded")] == ["$8"]
    assert "could not be given back" not in home_page()
    assert main(["reconcile"]) == 0


def test_a_refund_that_the_bank_sends_back_is_shown(shop: Shop, plan: Plan) -> None:
    pay_twice(shop)
    sweep()
    shop.lever("refunds", {"refund": shop.call("refunds")["data"][0]["id"]})
    deliver(shop.messages())
    sweep()

    assert "Nothing tries again" in home_page()


def test_what_is_charged_after_all_comes_back_too(
    shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    pay_twice(shop)
    second = Membership.objects.order_by("-pk")[0]
    with monkeypatch.context() as blind:
        blind.setattr(actions.payments, "cancel_subscription", lambda subscription: subscription)
        blind.setattr(actions.payments, "end_subscription", lambda subscription: subscription)
        jobs.undo_second_memberships()
    shop.call(f"subscriptions/{second.subscription.stripe_id}", {"cancel_at_period_end": "false"})
    go_to(shop, renews_at(second) + timedelta(hours=2), hear=False)
    monkeypatch.setattr(actions.payments, "cancel_subscription", lambda subscription: subscription)
    deliver(shop.messages())

    sweep()
    sweep()

    assert refunds(shop) == [800, 800]
    assert Email.objects.filter(name="second_membership").count() == 1
    assert [one.facts["given_back"] for one in Email.objects.filter(name="refunded")] == ["$8"]


def test_the_letter_adds_up_each_currency_by_itself(shop: Shop, plan: Plan) -> None:
    pay_in(Client(), shop)
    second = pay_in(Client(), shop)
    months_go_by(shop, 2)
    sign_in(Client(), TYPED[0])
    for number, payment in enumerate(second.subscription.payments.order_by("pk")):
        returned = ReturnedPayment.objects.create(membership=second, payment=payment)
        payment.refunds.create(
            stripe_id=f"re_{number}",
            status="succeeded",
            amount_minor=800,
            currency="EUR" if number == 1 else "USD",
            created_at=timezone.now(),
        )
        assert returned.try_again_at is None

    second_memberships.tell(second)

    assert "given back the €8 and $16 that you" in letter()


def test_an_erased_reader_gets_the_money_of_a_second_membership_all_the_same(
    shop: Shop, plan: Plan
) -> None:
    phone = pay_twice(shop)

    assert phone.post("/account/erase/", {"confirm": "yes"}).status_code in {200, 302, 303}
    sweep()

    assert Membership.objects.filter(reader=None).count() == 2
    assert refunds(shop) == [800]
    assert not Email.objects.filter(name="second_membership").exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_find_it_at_once_give_back_once(shop: Shop, plan: Plan) -> None:
    from tests.membership.test_races import together

    pay_in(Client(), shop)
    pay_in(Client(), shop)
    months_go_by(shop, 1)
    sign_in(Client(), TYPED[0])

    together(*[jobs.undo_second_memberships] * 3)
    sweep()

    assert refunds(shop) == [800, 800]
    assert ReturnedPayment.objects.count() == 2
    assert Email.objects.filter(name="second_membership").count() == 1


def test_a_refund_that_is_refused_is_asked_for_ever_less_often() -> None:
    rests = [rules.refused_refund_rests(refusals) for refusals in range(7)]

    assert [one / timedelta(hours=1) for one in rests] == [1, 2, 4, 8, 16, 24, 24]


def test_what_was_being_given_back_before_there_could_be_several_is_kept(
    shop: Shop, plan: Plan
) -> None:
    pay_twice(shop)
    first, second = Membership.objects.order_by("pk")
    payment = second.subscription.payments.get()
    Membership.objects.filter(pk=second.pk).update(second_to=None)
    migration = import_module("wellread.membership.migrations.0013_keep_returned_payments")
    then = MigrationLoader(connection).project_state(
        [("membership", "0013_keep_returned_payments")]
    )
    # PostgreSQL changes no table of which something is still to be checked.
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE membership_membership ADD COLUMN returned_payment_id bigint")
        cursor.execute(
            "UPDATE membership_membership SET returned_payment_id = %s WHERE id = %s",
            [payment.pk, second.pk],
        )

    for _ in range(2):
        migration.keep(then.apps, SimpleNamespace(connection=connection))
    sweep()

    second.refresh_from_db()
    assert [one.payment for one in ReturnedPayment.objects.all()] == [payment]
    assert (second.second_to, refunds(shop)) == (first, [800])
