"""Two live memberships of one address: one goes on, the other's untouched money comes back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tests.membership.test_joining import held_by
from tests.membership.test_proving import EVERYTHING, TYPED, pay_as, sign_in
from tests.payments.world import Shop, deliver, sweep
from wellread.mail import delivery
from wellread.mail.models import Email
from wellread.membership import actions, jobs
from wellread.membership.models import Membership, Plan
from wellread.payments import gateway
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
    assert "We have given back the $8 that you had paid for it." in mail.outbox[-1].body
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
