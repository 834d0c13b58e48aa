"""Looking after what no message told, and never being held up by one thing."""

import logging
from datetime import timedelta
from typing import Any

import pytest

from tests.payments.world import Shop, deliver, join, start, sweep
from wellread.membership.models import Grant, Membership, Plan
from wellread.payments import clock, gateway
from wellread.payments.models import Checkout, Subscription


def let_months_pass(shop: Shop, days: int) -> None:
    shop.lever("clock", {"advance_days": days})
    clock.follow()


def test_a_renewal_whose_payment_nobody_told_of_is_found(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    ends_at = Membership.objects.get().subscription.current_period_ends_at
    # The new period has begun and its invoice is a draft still: nothing looks overdue.
    shop.lever("clock", {"to": int(ends_at.timestamp()) + 60})
    clock.follow()
    deliver(shop.messages())
    let_months_pass(shop, 1)

    sweep()

    membership = Membership.objects.get()
    assert membership.paid_until == membership.subscription.current_period_ends_at
    assert Grant.objects.filter(reason="membership").count() == 2


def test_what_stripe_forgot_keeps_nobody_waiting(
    shop: Shop, plan: Plan, caplog: pytest.LogCaptureFixture
) -> None:
    gone, kept = join(shop, plan), join(shop, plan)
    deliver(shop.messages())
    Subscription.objects.filter(checkout=gone).update(stripe_id="sub_forgotten")
    let_months_pass(shop, 32)

    with caplog.at_level(logging.ERROR):
        sweep()
        sweep()

    assert Membership.objects.get(checkout=kept).status == "active"
    assert Grant.objects.filter(checkout=kept).count() == 2
    assert len([one for one in caplog.records if "could not be looked after" in one.message]) == 1


def test_what_stays_silent_is_asked_after_less_and_less(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    let_months_pass(shop, 32)
    Subscription.objects.update(stripe_id="sub_forgotten")
    waits = []

    for hours in (0, 25, 25):
        shop.lever("clock", {"advance_seconds": hours * 3600})
        clock.follow()
        sweep()
        later = Subscription.objects.get().look_again_at
        assert later is not None
        waits.append(round((later - clock.now()) / timedelta(hours=1)))

    assert waits == [24, 24, 24]


def test_a_checkout_that_stripe_forgot_keeps_nobody_waiting(shop: Shop, plan: Plan) -> None:
    gone, kept = start(plan), join(shop, plan)
    Checkout.objects.filter(pk=gone.pk).update(stripe_session_id="cs_forgotten")
    Checkout.objects.update(look_again_at=clock.now())
    Checkout.objects.filter(pk=gone.pk).update(look_again_at=clock.now() - timedelta(hours=1))

    sweep()

    kept.refresh_from_db()
    assert kept.state == "paid"


def test_a_silent_stripe_is_not_asked_for_each(
    shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        join(shop, plan)
    Checkout.objects.update(look_again_at=clock.now())
    asked = []

    def silent(session_id: str) -> Any:
        asked.append(session_id)
        raise gateway.GatewayUnavailable

    monkeypatch.setattr(gateway, "session", silent)
    sweep()

    assert len(asked) == 1


def test_a_membership_that_ended_at_stripe_needs_no_stopping(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    Membership.objects.update(status="ending")
    subscription = Subscription.objects.get()
    shop.delete(f"subscriptions/{subscription.stripe_id}")

    sweep()

    assert Membership.objects.get().status == "ended"
