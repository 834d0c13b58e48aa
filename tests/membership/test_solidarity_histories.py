"""Whatever happens to the pot, in any order: its sum is its entries’, and it has a floor."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.membership.test_solidarity import YEAR, open_pot
from tests.payments.world import make_plan, make_reader
from wellread.membership.models import Grant, SolidarityEntry, SolidarityPot, SolidarityYear
from wellread.membership.solidarity import actions, reconciliation
from wellread.payments import clock
from wellread.payments.models import Checkout, Payment
from wellread.payments.money import Money

PAYMENTS = 3
STATES = ("succeeded", "partly_refunded", "refunded", "disputed", "lost")
Step = tuple[str, int, int, str]


@contextmanager
def undone() -> Iterator[None]:
    """Leave no trace."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["paid", "told", "year", "top up", "arrange"]),
        st.integers(0, PAYMENTS - 1),
        st.integers(0, 9_000),
        st.sampled_from(STATES),
    ),
    max_size=25,
)


@pytest.mark.django_db
@given(steps=STEPS)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_history_keeps_the_sum_and_the_floor(steps: list[Step]) -> None:
    with undone():
        make_plan()
        open_pot()
        payments = [paid(number) for number in range(PAYMENTS)]
        for step in steps:
            take(step, payments)
            holds()

        for payment in payments:
            actions.settle(payment=payment)
            actions.settle(payment=payment)

        holds()
        assert list(reconciliation.differences()) == []
        assert SolidarityYear.objects.count() == Grant.objects.filter(reason="hardship").count()


def paid(number: int) -> Payment:
    checkout = Checkout.objects.create(
        kind="subscription",
        interval="year",
        amount_minor=9_000,
        currency="USD",
        product_name="Friend",
        created_at=clock.now(),
    )
    actions.pledge(checkout=checkout, least=Money(YEAR, "USD"), interval="year")
    return Payment.objects.create(
        stripe_id=f"pi_{number}",
        checkout=checkout,
        status="succeeded",
        amount_minor=9_000,
        currency="USD",
        paid_at=clock.now(),
    )


def take(step: Step, payments: list[Payment]) -> None:
    kind, number, minor, state = step
    payment = payments[number]
    if kind == "paid":
        payment.refunded_minor, payment.status = minor, state
        payment.save()
    elif kind == "told":
        actions.settle(payment=payment)
    elif kind == "year":
        with suppress(actions.NoYear):
            actions.take_year(reader=make_reader(f"{uuid4().hex}@example.com"))
    elif kind == "top up":
        actions.top_up(money=Money(minor, "USD"), by="ines@courier.example", why="So")
    else:
        with suppress(actions.BelowTheFloor):
            deficit = Money(minor * 2, "USD")
            actions.arrange(currency="USD", is_open=True, deficit=deficit, most_a_day=0)


def holds() -> None:
    pot: Any = SolidarityPot.objects.get()
    entered = SolidarityEntry.objects.aggregate(sum=Sum("amount_minor"))["sum"] or 0
    assert pot.balance_minor == entered
    assert pot.balance_minor >= -pot.deficit_minor
    years = SolidarityEntry.objects.filter(kind="year", amount_minor=-YEAR).count()
    assert (
        years
        == SolidarityYear.objects.filter(ends_at__gt=clock.now() + timedelta(days=300)).count()
    )
