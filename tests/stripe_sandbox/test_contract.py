"""What the sandbox and Stripe must both do: the same tests against either.

They run against the sandbox, and against Stripe's own test mode too when its key is in the
environment as `STRIPE_CONTRACT_KEY` (docs/reference/sandbox.md). Nothing here may use what only
one of them has: no lever, no page.
"""

import os
import time

import pytest
import stripe

from stripe_sandbox.server import Sandbox
from tests.stripe_sandbox.wire_types import CheckedClient
from tests.stripe_sandbox.world import KEY

STRIPES_KEY = os.environ.get("STRIPE_CONTRACT_KEY", "")
TARGETS = ["sandbox", "stripe"] if STRIPES_KEY else ["sandbox"]
DAY = 86_400
RETURN = "https://example.com/back"


@pytest.fixture(params=TARGETS)
def target(request):
    """A client of the sandbox or of Stripe, whose answers all fit the client's types."""
    carrier = CheckedClient()
    if request.param == "stripe":
        assert STRIPES_KEY.startswith(("sk_test_", "rk_test_")), "a key of test mode only"
        yield stripe.StripeClient(STRIPES_KEY, http_client=carrier, max_network_retries=2)
    else:
        with Sandbox() as sandbox:
            yield stripe.StripeClient(
                KEY, base_addresses={"api": sandbox.address}, http_client=carrier
            )
    assert sorted(set(carrier.faults)) == []


@pytest.fixture
def clock(target):
    made = target.v1.test_helpers.test_clocks.create({"frozen_time": int(time.time())})
    yield made
    target.v1.test_helpers.test_clocks.delete(made.id)


def advance(target, clock, to):
    target.v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": to})
    for _ in range(120):
        if target.v1.test_helpers.test_clocks.retrieve(clock.id).status == "ready":
            return
        time.sleep(1)
    raise AssertionError("the clock was not ready in two minutes")


@pytest.fixture
def customer(target, clock):
    made = target.v1.customers.create(
        {
            "test_clock": clock.id,
            "payment_method": "pm_card_visa",
            "invoice_settings": {"default_payment_method": "pm_card_visa"},
        }
    )
    return made.id


@pytest.fixture
def price(target):
    return target.v1.prices.create(
        {
            "currency": "usd",
            "unit_amount": 800,
            "recurring": {"interval": "month"},
            "product_data": {"name": "Membership"},
        }
    ).id


def subscribe(target, customer, price, **changes):
    return target.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": price}], **changes}
    )


def pay(target, card, **changes):
    return target.v1.payment_intents.create(
        {
            "amount": 800,
            "currency": "usd",
            "payment_method": card,
            "payment_method_types": ["card"],
            "confirm": True,
            **changes,
        }
    )


def test_a_subscription_is_flexible_unless_it_says_otherwise(target, customer, price):
    default = subscribe(target, customer, price)
    classic = subscribe(target, customer, price, billing_mode={"type": "classic"})

    assert (default.status, default.billing_mode.type) == ("active", "flexible")
    assert classic.billing_mode.type == "classic"


def test_an_end_is_named_by_the_period(target, customer, price):
    made = subscribe(target, customer, price, cancel_at="min_period_end")

    assert made.cancel_at == made["items"].data[0].current_period_end


def test_a_month_later_the_card_is_charged_again(target, clock, customer, price):
    made = subscribe(target, customer, price)

    end = made["items"].data[0].current_period_end
    advance(target, clock, end + 2 * 3600)

    renewed = target.v1.subscriptions.retrieve(made.id)
    [second, first] = target.v1.invoices.list({"subscription": made.id}).data
    assert renewed["items"].data[0].current_period_start == end
    assert (first.billing_reason, second.billing_reason) == (
        "subscription_create",
        "subscription_cycle",
    )
    assert (second.status, second.amount_paid) == ("paid", 800)
    assert second.lines.data[0].period.start == end


def test_a_trial_costs_nothing_until_it_ends(target, clock, customer, price):
    made = subscribe(target, customer, price, trial_period_days=7)
    status = made.status

    advance(target, clock, made.trial_end + 2 * 3600)

    due = [one.amount_due for one in target.v1.invoices.list({"subscription": made.id}).data]
    assert (status, target.v1.subscriptions.retrieve(made.id).status) == ("trialing", "active")
    assert due == [800, 0]


def test_a_coupon_takes_its_share_off_once(target, clock, customer, price):
    coupon = target.v1.coupons.create({"percent_off": 25, "duration": "once"})
    made = subscribe(target, customer, price, discounts=[{"coupon": coupon.id}])

    advance(target, clock, made["items"].data[0].current_period_end + 2 * 3600)

    due = [one.amount_due for one in target.v1.invoices.list({"subscription": made.id}).data]
    assert due == [800, 600]


def test_a_preview_tells_the_next_charge(target, customer, price):
    made = subscribe(target, customer, price)

    told = target.v1.invoices.create_preview({"subscription": made.id})

    assert (told.amount_due, told.billing_reason) == (800, "upcoming")


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedLostCard", "card_declined", "lost_card"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", None),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", None),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", None),
    ],
)
def test_a_card_is_declined_as_documented(target, card, code, decline_code):
    with pytest.raises(stripe.CardError) as refused:
        pay(target, card)

    told = refused.value.error.to_dict()
    assert (refused.value.code, told.get("decline_code")) == (code, decline_code)


def test_a_card_that_asks_its_holder_waits_for_them(target):
    asked = pay(target, "pm_card_authenticationRequired", return_url=RETURN)

    assert (asked.status, asked.next_action.type) == ("requires_action", "redirect_to_url")


def test_nobody_is_asked_off_session(target, customer):
    card = target.v1.payment_methods.attach(
        "pm_card_authenticationRequired", {"customer": customer}
    )
    with pytest.raises(stripe.CardError) as refused:
        pay(target, card.id, customer=customer, off_session=True)

    assert refused.value.code == "authentication_required"


def test_a_card_is_kept_without_being_charged(target, customer):
    kept = target.v1.setup_intents.create(
        {
            "customer": customer,
            "payment_method": "pm_card_visa",
            "payment_method_types": ["card"],
            "confirm": True,
        }
    )

    assert kept.status == "succeeded"
    owner = target.v1.payment_methods.retrieve(kept.payment_method).customer
    assert owner == customer


def test_money_is_set_aside_and_taken_in_part(target):
    held = pay(target, "pm_card_visa", capture_method="manual")

    taken = target.v1.payment_intents.capture(held.id, {"amount_to_capture": 500})

    assert (held.status, held.amount_capturable) == ("requires_capture", 800)
    assert (taken.status, taken.amount_received) == ("succeeded", 500)


def test_what_was_paid_is_given_back_once(target):
    paid = pay(target, "pm_card_visa")

    part = target.v1.refunds.create({"payment_intent": paid.id, "amount": 300})
    rest = target.v1.refunds.create({"payment_intent": paid.id})

    assert (part.status, rest.amount) == ("succeeded", 500)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        target.v1.refunds.create({"payment_intent": paid.id})
    assert refused.value.code == "charge_already_refunded"


def test_the_same_key_is_answered_by_the_same_object(target):
    key = f"contract:{time.time_ns()}"

    made = [
        target.v1.customers.create({"name": "Ada"}, {"idempotency_key": key}).id for _ in range(2)
    ]
    with pytest.raises(stripe.IdempotencyError):
        target.v1.customers.create({"name": "Eve"}, {"idempotency_key": key})

    assert made[0] == made[1]


@pytest.mark.parametrize("version", ["2025-08-27.basil", "2026-10-28.endive"])
def test_the_version_asked_for_is_the_one_that_answers(target, version):
    answer = target.v1.balance.retrieve({}, {"stripe_version": version})

    assert answer.last_response.headers["Stripe-Version"] == version


def test_an_unknown_id_is_named(target):
    with pytest.raises(stripe.InvalidRequestError, match="No such customer") as refused:
        target.v1.customers.retrieve("cus_nobody")

    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
