"""Several at the pot at the same moment: it never falls below its floor, and each has one year."""

from typing import Any

import pytest
from django.test import Client

from tests.membership.test_races import tab, together
from tests.membership.test_solidarity import YEAR, balance, join_with_tick, needy, open_pot
from tests.payments.world import Shop, deliver
from wellread.membership.models import Grant, Plan, SolidarityYear
from wellread.payments.models import Payment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=range(2))
def again(request: pytest.FixtureRequest) -> Any:
    """Try a race more than once: who wins differs."""
    return request.param


def test_the_last_year_goes_to_one(again: int, plan: Plan) -> None:
    open_pot(YEAR)
    readers = [needy(f"{name}@example.com") for name in "abc"]

    codes = together(*(lambda who=who: who.post("/solidarity/").status_code for who in readers))

    assert sorted(codes) == [303, 409, 409]
    assert (balance(), SolidarityYear.objects.count(), Grant.objects.count()) == (0, 1, 1)


def test_a_double_click_takes_one_year(again: int, plan: Plan) -> None:
    open_pot(3 * YEAR)
    bob = needy()
    tabs = [tab(bob), tab(bob), tab(bob)]

    codes = together(*(lambda one=one: one.post("/solidarity/").status_code for one in tabs))

    assert sorted(codes) == [303, 409, 409]
    assert (balance(), SolidarityYear.objects.count()) == (2 * YEAR, 1)


def test_a_refund_beside_a_draw_leaves_no_hole(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    open_pot(YEAR - 1400)
    join_with_tick(client, shop)
    shop.call("refunds", {"payment_intent": Payment.objects.get().stripe_id})
    messages, bob = shop.messages(), needy()

    together(lambda: deliver(messages), lambda: bob.post("/solidarity/"))
    deliver(messages)

    years = SolidarityYear.objects.count()
    assert (years, balance()) in {(1, 0), (0, YEAR - 1400)}


def test_the_same_payment_told_twice_at_once_goes_in_once(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    open_pot()
    join_with_tick(client, shop)

    together(lambda: deliver(shop.messages()), lambda: deliver(shop.messages()))

    assert balance() == 1400
