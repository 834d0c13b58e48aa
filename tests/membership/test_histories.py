"""Whatever members do, and whatever becomes of the messages of it, the rows end the same.

`tests/payments/test_converging.py` does it with what is done at Stripe; here members, givers and
the newsroom act with us, in any order, beside what Stripe does by itself.
"""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from stripe_sandbox.server import Sandbox
from tests.membership.test_gift_memberships import buy
from tests.payments.test_converging import give_back, let_pass, look_after, rows, some, undone
from tests.payments.world import Shop, deliver, join, make_plan, make_reader
from wellread.membership import actions, pauses, price_changes
from wellread.membership.gifts import actions as gifts
from wellread.membership.models import GiftMembership, Membership, Pause, Plan, PriceNotice
from wellread.membership.price_changes import WantedRise
from wellread.payments import clock, gateway
from wellread.payments.models import Payment
from wellread.payments.money import Money
from wellread.payments.reconciliation import reconcile

MEMBERS = 2
# Whatever may not be done just then is not done.
REFUSALS = (
    pauses.CannotPause,
    actions.ChargeUnderWay,
    actions.NothingToResume,
    gifts.GiftIsSpent,
    gateway.GatewayRefused,
)


class Life:
    """Two members and a gift, and what may happen to them."""

    def __init__(self, shop: Shop, plan: Plan) -> None:
        self.shop, self.plan = shop, plan

    def member(self, number: int) -> Membership:
        rows = Membership.objects.select_related("subscription", "plan").order_by("pk")
        return rows[number]

    def waits(self, number: int) -> None:
        let_pass(self.shop, 17)

    def rests(self, number: int) -> None:
        pauses.pause(membership=self.member(number), months=1)

    def rests_no_more(self, number: int) -> None:
        pauses.end(membership=self.member(number))

    def pays_more(self, number: int) -> None:
        before = actions.terms_of(self.member(number).subscription)
        wanted = before._replace(money=Money(1200 + 100 * number, "USD"))
        actions.change_amount(membership=self.member(number), wanted=wanted)

    def cancels(self, number: int) -> None:
        actions.cancel(membership=self.member(number))

    def stays(self, number: int) -> None:
        actions.resume(membership=self.member(number))

    def card_fails(self, number: int) -> None:
        self.shop.lever("cards", {"customer": self.customer(number), "fails": True})

    def card_works(self, number: int) -> None:
        self.shop.lever("cards", {"customer": self.customer(number), "fails": False})

    def is_asked_for_more(self, number: int) -> None:
        since = (clock.now() + timedelta(days=1)).date()
        rise = WantedRise(self.plan, Money(1000, "USD"), "month", since)
        price_changes.announce(rise, why="Paper costs more.", by=None)
        price_changes.tell()

    def agrees(self, number: int) -> None:
        for notice in PriceNotice.objects.filter(membership=self.member(number)):
            price_changes.consent(notice)
        for notice in price_changes.to_apply():
            price_changes.apply(notice)

    def has_some_back(self, number: int) -> None:
        intent = self.shop.call(f"payment_intents?customer={self.customer(number)}")["data"][-1]
        if intent["status"] == "succeeded":
            with suppress(OSError):
                give_back(self.shop, intent["id"], 200)

    def takes_the_gift(self, number: int) -> None:
        reader = self.member(number).reader
        assert reader is not None
        gifts.redeem(gift=GiftMembership.objects.get(), reader=reader)

    def returns_the_gift(self, number: int) -> None:
        gifts.give_back(gift=GiftMembership.objects.get())

    def customer(self, number: int) -> str:
        customer = self.member(number).checkout.customer
        assert customer is not None
        return str(customer.stripe_id)


ACTS: list[Callable[[Life, int], None]] = [
    one for name, one in vars(Life).items() if name[0] != "_" and name not in {"member", "customer"}
]
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, MEMBERS - 1)), min_size=6, max_size=14
)


@settings(
    # Each is some months of two members, told twice.
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    # Making a failing story smaller would take many minutes.
    phases=[Phase.generate],
)
@given(STEPS, st.randoms(use_true_random=False), st.floats(0, 1))
def test_any_life_told_in_any_order_with_repeats_and_losses_ends_in_the_same_rows(
    db: None,
    settings: Any,
    steps: list[tuple[Callable[[Life, int], None], int]],
    chance: random.Random,
    loss: float,
) -> None:
    settings.FOLLOW_SANDBOX_CLOCK = True
    with undone(), Sandbox() as sandbox:
        settings.STRIPE_API_ADDRESS = sandbox.address
        clock.set_offset(0)
        shop, plan = Shop(sandbox), make_plan()
        for number in range(MEMBERS):
            address = f"reader{number}@example.com"
            join(shop, plan, pays={"email": address}, reader=make_reader(address))
        buy(Client(), shop)
        deliver(shop.messages())
        known = len(shop.messages())
        life = Life(shop, plan)

        for act, number in steps:
            with suppress(*REFUSALS):
                act(life, number)
        new = shop.messages()[known:]
        with undone():
            deliver(some(new, chance, loss))
            look_after()
            found, differences = rows(), reconcile()

        clock.follow()
        deliver(new)
        look_after()

        assert differences == []
        assert found == rows()
        assert Pause.objects.filter(ended_at=None).count() <= MEMBERS
        assert Payment.objects.filter(status="pending").count() == 0
