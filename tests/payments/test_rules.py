"""The graphs along which states may move."""

from collections.abc import Mapping
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
    ("intent_status", "attempted", "state"),
    [
        ("requires_payment_method", False, "pending"),
        ("requires_payment_method", True, "failed"),
        ("processing", False, "promised"),
        ("processing", True, "promised"),
        ("succeeded", True, "succeeded"),
    ],
)
def test_the_state_of_an_attempt_follows_from_what_stripe_says(
    intent_status: str, attempted: bool, state: str
) -> None:
    assert rules.attempt_state(intent_status=intent_status, attempted=attempted) == state


@pytest.mark.parametrize(
    ("taken", "state"),
    [
        ({}, "succeeded"),
        ({"refunded_minor": 1}, "partly_refunded"),
        ({"refunded_minor": 800}, "refunded"),
        ({"refunded_minor": 1, "disputed_minor": 799}, "disputed"),
        ({"disputed_minor": 800, "is_lost": True}, "lost"),
    ],
)
def test_a_payments_state_follows_from_what_was_taken_back(taken: dict, state: str) -> None:
    nothing = {"amount_minor": 800, "refunded_minor": 0, "disputed_minor": 0, "is_lost": False}

    assert rules.received_state(**{**nothing, **taken}) == state


@pytest.mark.parametrize(
    ("known", "told", "status"),
    [
        ("pending", "succeeded", "succeeded"),
        ("succeeded", "pending", "succeeded"),
        ("succeeded", "failed", "failed"),
        ("failed", "succeeded", "failed"),
        ("pending", "a word of next year", "pending"),
    ],
)
def test_the_later_state_of_a_refund_stands(known: str, told: str, status: str) -> None:
    assert rules.refund_status(known, told) == status


def test_we_wait_longer_each_time_and_then_stop() -> None:
    waits = [rules.retry_after(attempts) for attempts in range(1, 10)]

    assert waits[-1] is None
    assert all(a < b for a, b in pairwise(wait for wait in waits if wait is not None))


@pytest.mark.parametrize(
    ("steps", "old", "new", "may"),
    [
        (rules.CHECKOUT_STEPS, "open", "paid", True),
        (rules.CHECKOUT_STEPS, "expired", "paid", True),
        (rules.CHECKOUT_STEPS, "paid", "expired", False),
        (rules.PAYMENT_STEPS, "succeeded", "succeeded", False),
        (rules.PAYMENT_STEPS, "refunded", "succeeded", True),
        (rules.PAYMENT_STEPS, "lost", "succeeded", False),
    ],
)
def test_a_state_moves_along_its_graph_alone(
    steps: Mapping[str, frozenset[str]], old: str, new: str, may: bool
) -> None:
    assert rules.may_become(steps, old, new) is may
