"""Whatever becomes of the messages on their way, the rows end the same."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.payments.world import Shop, deliver, join, sweep
from wellread.membership.models import Grant, Letter, Membership, Plan
from wellread.payments import clock
from wellread.payments.models import Checkout, LedgerEntry, Payment, Refund, Subscription
from wellread.payments.money import Money
from wellread.payments.reconciliation import mend, reconcile

ONCE = {"kind": "once", "interval": "once", "money": Money(2500, "USD")}


def rows() -> dict[str, list[Any]]:
    """Return what rows say about money and membership, by the names that both sides know."""
    return {
        "checkouts": _of(Checkout, "pk", "state", "email", "customer__stripe_id"),
        "subscriptions": _of(
            Subscription, "stripe_id", "status", "cancel_at_period_end", "current_period_ends_at"
        ),
        "payments": _of(
            Payment, "stripe_id", "status", "amount_minor", "refunded_minor", "invoice_id"
        ),
        "refunds": _of(Refund, "stripe_id", "status", "amount_minor"),
        "ledger": _of(LedgerEntry, "source_id", "kind", "amount_minor", "occurred_at"),
        "memberships": _of(Membership, "checkout", "status", "paid_until", "started_at"),
        "grants": _of(Grant, "source", "starts_at", "ends_at", "withdrawn_at"),
        # A letter about a failed card is written only while that is how things stand.
        "letters": [
            row for row in _of(Letter, "about", "kind", "recipient") if row[1] in TOLD_ALWAYS
        ],
    }


TOLD_ALWAYS = {"welcome", "thanks", "receipt", "refunded"}


def _of(model: Any, *names: str) -> list[Any]:
    return sorted(model._default_manager.values_list(*names), key=repr)


def live(shop: Shop, plan: Plan) -> None:
    """Let five readers do at Stripe all that readers, banks and staff do."""
    pays = [join(shop, plan, pays={"email": f"reader{n}@example.com"}) for n in range(4)]
    join(shop, plan, pays={"email": "once@example.com"}, **ONCE)
    stays, fails, leaves, disputes = (shop.customer_of(one) for one in pays)
    subscriptions = {one["customer"]: one["id"] for one in shop.call("subscriptions")["data"]}
    intents = {one["customer"]: one for one in shop.call("payment_intents")["data"]}
    give_back(shop, intents[stays]["id"], 300)
    give_back(shop, intents[None]["id"], 2500)
    shop.call(f"subscriptions/{subscriptions[leaves]}", {"cancel_at_period_end": "true"})
    opened = shop.lever("disputes", {"charge": intents[disputes]["latest_charge"]})
    shop.lever("disputes", {"dispute": opened["id"], "won": False})
    # The lost one is not charged again: so we would have asked, had we heard of it.
    shop.call(f"subscriptions/{subscriptions[disputes]}", {"cancel_at_period_end": "true"})
    shop.lever("cards", {"customer": fails, "fails": True})
    shop.lever("clock", {"advance_days": 32})
    shop.lever("cards", {"customer": fails, "fails": False})
    shop.lever("clock", {"advance_days": 5})
    clock.follow()


def give_back(shop: Shop, intent: str, amount_minor: int) -> None:
    shop.call("refunds", {"payment_intent": intent, "amount": str(amount_minor)})


def look_after() -> None:
    """Do what the jobs of a night do."""
    sweep()
    mend(reconcile())


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is written within."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def test_any_order_with_repeats_and_losses_ends_in_the_same_rows(shop: Shop, plan: Plan) -> None:
    live(shop, plan)
    messages = shop.messages()
    with undone():
        deliver(messages)
        look_after()
        expected = rows()
        differences = reconcile()

    @settings(
        max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    @given(st.randoms(use_true_random=False), st.floats(0, 1), st.integers(0, 12))
    def ends_the_same(chance: random.Random, loss: float, repeats: int) -> None:
        heard = [one for one in messages if chance.random() > loss]
        heard += [chance.choice(heard) for _ in range(repeats if heard else 0)]
        chance.shuffle(heard)

        with undone():
            deliver(heard)
            look_after()

            assert rows() == expected

    assert differences == []
    assert {row[1] for row in expected["payments"]} == {
        "succeeded",
        "partly_refunded",
        "refunded",
        "lost",
    }
    ends_the_same()
