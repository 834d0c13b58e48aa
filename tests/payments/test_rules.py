"""The graphs along which states may move."""

from itertools import pairwise

import pytest

from wellread.payments import rules
from wellread.payments.models import Checkout, Payment


def test_every_state_has_its_place_in_the_graph() -> None:
    assert set(rules.PAYMENT_STEPS) == set(Payment.Status.values)
    assert set(rules.CHECKOUT_STEPS) == set(Checkout.State.values)


@pytest.mark.parametrize("received", sorted(rules.RECEIVED))
def test_money_received_never_becomes_pending_or_failed(received: str) -> None:
    assert not rules.PAYMENT_STEPS[received] & {"pending", "failed"}


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"intent_status": "requires_payment_method", "attempted": False}, "pending"),
        ({"intent_status": "requires_payment_method", "attempted": True}, "failed"),
        ({"intent_status": "processing", "attempted": False}, "pending"),
        ({"intent_status": "succeeded"}, "succeeded"),
        ({"intent_status": "succeeded", "refunded_minor": 1}, "partly_refunded"),
        ({"intent_status": "succeeded", "refunded_minor": 800}, "refunded"),
        ({"intent_status": "succeeded", "refunded_minor": 1, "disputed": True}, "disputed"),
    ],
)
def test_a_payments_state_follows_from_what_stripe_says(facts: dict, state: str) -> None:
    told = {
        "attempted": True,
        "amount_minor": 800,
        "refunded_minor": 0,
        "disputed": False,
        **facts,
    }

    assert rules.payment_state(**told) == state


def test_we_wait_longer_each_time_and_then_stop() -> None:
    waits = [rules.retry_after(attempts) for attempts in range(1, 10)]

    assert waits[-1] is None
    assert all(a < b for a, b in pairwise(wait for wait in waits if wait is not None))
