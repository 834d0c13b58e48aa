"""Starting to pay: our row first, and one page however often it is asked for."""

from typing import Any
from uuid import uuid4

import pytest

from tests.payments.world import Shop, join, make_reader, start
from wellread.membership.models import Plan
from wellread.payments import actions, gateway, opening
from wellread.payments.models import Checkout, Customer
from wellread.payments.money import Money


def posts(shop: Shop, path: str) -> int:
    calls = shop.lever(f"calls?method=POST&path=/v1/{path}")["calls"]
    return len([call for call in calls if call["status"] == 200])


def test_our_row_is_there_before_stripe_hears_of_it(shop: Shop, plan: Plan, settings: Any) -> None:
    settings.STRIPE_API_ADDRESS = "http://127.0.0.1:9"

    with pytest.raises(gateway.GatewayUnavailable):
        start(plan)

    assert Checkout.objects.get().state == "open"


def test_a_crash_after_stripe_answered_opens_no_second_page(shop: Shop, plan: Plan) -> None:
    first = start(plan, checkout_id=uuid4())
    Checkout.objects.update(url="", stripe_session_id=None)

    again = start(plan, checkout_id=first.pk)

    assert again.url == first.url
    assert len(shop.call("checkout/sessions")["data"]) == 1


def test_a_time_out_after_stripe_did_it_opens_no_second_page(shop: Shop, plan: Plan) -> None:
    shop.lever("chaos", {"fail_next": {"status": 500, "after_commit": True}})

    start(plan)

    assert len(shop.call("checkout/sessions")["data"]) == 1


def test_a_reader_is_one_customer_however_often_they_pay(shop: Shop, plan: Plan) -> None:
    reader = make_reader()

    pages = [start(plan, reader=reader, money=Money(minor, "USD")) for minor in (800, 1200)]

    assert (len({page.pk for page in pages}), Customer.objects.count()) == (2, 1)
    assert len(shop.call("customers")["data"]) == 1


def test_a_paid_checkout_is_not_opened_again(shop: Shop, plan: Plan) -> None:
    checkout = join(shop, plan)
    actions.finish_checkout(checkout=checkout)

    with pytest.raises(opening.CheckoutClosed):
        start(plan, checkout_id=checkout.pk)


def test_what_is_made_of_a_checkout_carries_its_id(shop: Shop, plan: Plan) -> None:
    monthly = join(shop, plan)
    once = join(shop, plan, kind="once", interval="once", money=Money(2500, "USD"))

    subscription = shop.call("subscriptions")["data"][0]["metadata"]["wellread_checkout"]
    intents = shop.call("payment_intents")["data"]
    carried = [intent["metadata"].get("wellread_checkout") for intent in intents]
    assert subscription == str(monthly.pk)
    assert carried == [str(once.pk), None]


def test_finishing_twice_changes_nothing(shop: Shop, plan: Plan) -> None:
    checkout = join(shop, plan, kind="once", interval="once", money=Money(2500, "USD"))
    first = actions.finish_checkout(checkout=checkout)

    second = actions.finish_checkout(checkout=first)

    assert (first.state, second.state, second.payments.count()) == ("paid", "paid", 1)


def test_another_checkouts_session_finishes_nothing(shop: Shop, plan: Plan) -> None:
    paid, open_one = join(shop, plan), start(plan)
    Checkout.objects.filter(pk=paid.pk).update(stripe_session_id=None)
    Checkout.objects.filter(pk=open_one.pk).update(stripe_session_id=paid.stripe_session_id)
    open_one.refresh_from_db()

    with pytest.raises(gateway.GatewayRefused):
        actions.finish_checkout(checkout=open_one)

    open_one.refresh_from_db()
    assert open_one.state == "open"


def test_a_payment_is_claimed_once(shop: Shop, plan: Plan) -> None:
    checkout = actions.finish_checkout(checkout=join(shop, plan))
    ada, bea = make_reader(), make_reader("bea@example.com")
    actions.claim_checkout(checkout=checkout, reader=ada)

    with pytest.raises(actions.ClaimedBySomeoneElse):
        actions.claim_checkout(checkout=checkout, reader=bea)

    assert Checkout.objects.get().reader == ada
