"""Whatever becomes of the messages on their way, the rows end the same."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from stripe_sandbox.server import Sandbox
from tests.payments.world import Shop, deliver, join, make_plan, sweep
from wellread.mail.models import Email
from wellread.membership.models import Grant, Membership
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
            row for row in _of(Email, "about", "name", "recipient") if row[1] in TOLD_ALWAYS
        ],
    }


TOLD_ALWAYS = {"welcome", "thanks", "receipt", "refunded"}


def _of(model: Any, *names: str) -> list[Any]:
    return sorted(model._default_manager.values_list(*names), key=repr)


def live(shop: Shop, pays: list[Checkout]) -> Iterator[None]:
    """Let five readers do at Stripe all that readers, banks and staff do, with pauses to listen."""
    stays, fails, leaves, disputes = (shop.customer_of(one) for one in pays)
    subscriptions = {one["customer"]: one["id"] for one in shop.call("subscriptions")["data"]}
    intents = {one["customer"]: one for one in shop.call("payment_intents")["data"]}
    yield
    give_back(shop, intents[stays]["id"], 300)
    give_back(shop, intents[None]["id"], 2500)
    shop.call(f"subscriptions/{subscriptions[leaves]}", {"cancel_at_period_end": "true"})
    opened = shop.lever("disputes", {"charge": intents[disputes]["latest_charge"]})
    yield
    shop.lever("disputes", {"dispute": opened["id"], "won": False})
    # The lost one is not charged again: so we ask as soon as we hear of it, and here at once.
    shop.call(f"subscriptions/{subscriptions[disputes]}", {"cancel_at_period_end": "true"})
    shop.lever("cards", {"customer": fails, "fails": True})
    let_pass(shop, 32)
    yield
    shop.lever("cards", {"customer": fails, "fails": False})
    let_pass(shop, 5)
    renewal = shop.call(f"payment_intents?customer={fails}&limit=1")["data"][0]
    give_back(shop, renewal["id"], 100)


def let_pass(shop: Shop, days: int) -> None:
    shop.lever("clock", {"advance_days": days})
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


@settings(
    # Each is the life of five readers, told twice: 3 s.
    max_examples=4,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    # Making a failing story smaller would take many minutes.
    phases=[Phase.generate],
)
@given(st.randoms(use_true_random=False), st.floats(0, 1))
def test_any_order_with_repeats_and_losses_ends_in_the_same_rows(
    db: None, settings: Any, chance: random.Random, loss: float
) -> None:
    settings.FOLLOW_SANDBOX_CLOCK = True
    with undone(), Sandbox() as sandbox:
        settings.STRIPE_API_ADDRESS = sandbox.address
        clock.set_offset(0)
        shop, plan = Shop(sandbox), make_plan()
        pays = [join(shop, plan, pays={"email": f"reader{n}@example.com"}) for n in range(4)]
        join(shop, plan, pays={"email": "once@example.com"}, **ONCE)
        with undone():
            for _ in live(shop, pays):
                deliver(some(shop.messages(), chance, loss))
            deliver(some(shop.messages(), chance, loss))
            look_after()
            found, differences = rows(), reconcile()

        clock.follow()
        deliver(shop.messages())
        look_after()

        assert differences == []
        assert found == rows()
        states = Payment.objects.values_list("status", flat=True)
        assert set(states) == {"succeeded", "partly_refunded", "refunded", "lost"}


def some(messages: list[Any], chance: random.Random, loss: float) -> list[Any]:
    """Return what arrives: without some, with some twice, in any order."""
    heard = [one for one in messages if chance.random() > loss]
    heard += chance.sample(heard, len(heard) // 4)
    chance.shuffle(heard)
    return heard
