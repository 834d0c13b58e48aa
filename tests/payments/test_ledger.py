"""The ledger: each entry on the day its money moved, and none of them ever changed."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.payments.world import Shop, deliver, join, open_ledger
from wellread.membership.models import Plan
from wellread.payments import actions, clock
from wellread.payments.models import LedgerEntry, Payment, Refund
from wellread.payments.money import Money
from wellread.payments.reconciliation import reconcile

ONCE = {"kind": "once", "interval": "once", "money": Money(2500, "USD")}


def let_pass(shop: Shop, days: int) -> None:
    shop.lever("clock", {"advance_days": days})
    clock.follow()


def all_pages(shop: Shop, path: str) -> Iterator[dict[str, Any]]:
    after = ""
    while True:
        page = shop.call(f"{path}?limit=100{after}")
        yield from page["data"]
        if not page["has_more"]:
            return
        after = f"&starting_after={page['data'][-1]['id']}"


def months_there(shop: Shop) -> Counter[str]:
    """Return what Stripe's own balance moved by in each month, after fees."""
    sums: Counter[str] = Counter()
    for one in all_pages(shop, "balance_transactions"):
        sums[f"{datetime.fromtimestamp(one['created'], UTC):%Y-%m}"] += one["net"]
    return sums


def months_here() -> Counter[str]:
    sums: Counter[str] = Counter()
    for entry in LedgerEntry.objects.all():
        sums[f"{entry.occurred_at:%Y-%m}"] += entry.amount_minor
    return sums


def test_each_month_adds_up_to_what_moved_in_it(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    join(shop, plan, **ONCE)
    join(shop, plan, **ONCE, email="grace@example.com")
    deliver(shop.messages())
    disputed, refunded = Payment.objects.filter(amount_minor=2500).order_by("pk")
    opened = shop.lever("disputes", {"charge": disputed.charge_id})
    let_pass(shop, 34)
    shop.call("refunds", {"payment_intent": refunded.stripe_id, "amount": "900"})
    shop.lever("disputes", {"dispute": opened["id"], "won": True})
    let_pass(shop, 35)
    [back] = shop.call("refunds")["data"]
    shop.lever("refunds", {"refund": back["id"]})

    # All of it is heard of only now: no day of ours is the day of anything.
    deliver(shop.messages())

    assert months_here() == months_there(shop)
    days = {
        kind: LedgerEntry.objects.get(kind=kind).occurred_at
        for kind in ("refund", "refund_failed", "dispute", "dispute_won")
    }
    assert len({f"{at:%Y-%m}" for at in days.values()}) == 3
    assert days["dispute"] < days["dispute_won"] < days["refund_failed"]
    assert reconcile() == []


def statements(entry: LedgerEntry) -> list[str]:
    table = LedgerEntry._meta.db_table
    found = [
        f"UPDATE {table} SET amount_minor = 1 WHERE id = {entry.pk}",
        f"UPDATE {table} SET occurred_at = '2020-01-01' WHERE id = {entry.pk}",
        f"DELETE FROM {table} WHERE id = {entry.pk}",
        f"DELETE FROM {table}",
    ]
    copied = f"SELECT * FROM {table} WHERE id = {entry.pk}"
    if connection.vendor == "postgresql":
        return [*found, f"TRUNCATE {table} CASCADE"]
    return [*found, f"INSERT OR REPLACE INTO {table} {copied}"]


def test_the_database_itself_refuses_to_change_an_entry(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    before = list(LedgerEntry.objects.values())
    entry = LedgerEntry.objects.latest("pk")
    # PostgreSQL truncates nothing while references still wait to be checked.
    connection.check_constraints()

    for statement in statements(entry):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)

    assert list(LedgerEntry.objects.values()) == before


def falsify(**changes: Any) -> LedgerEntry:
    """Change an entry as only somebody can who takes the triggers away first."""
    names = ", ".join(f"{name} = %s" for name in changes)
    entry = LedgerEntry.objects.get(kind="payment")
    with open_ledger():
        connection.cursor().execute(
            f"UPDATE {LedgerEntry._meta.db_table} SET {names} WHERE id = %s",
            [*changes.values(), entry.pk],
        )
    return LedgerEntry.objects.get(pk=entry.pk)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_minor": 1},
        {"currency": "EUR"},
        {"occurred_at": datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC)},
    ],
)
def test_a_wrong_entry_is_answered_by_new_ones(
    changes: dict[str, Any], shop: Shop, plan: Plan
) -> None:
    join(shop, plan)
    deliver(shop.messages())
    wrong = falsify(**changes)
    [found] = reconcile()

    actions.refresh_payment(payment_intent=found.mends_by, corrects=True)
    actions.refresh_payment(payment_intent=found.mends_by, corrects=True)

    assert (found.what, found.stripe_id) == ("payment", wrong.source_id)
    assert f"{wrong.money} on {wrong.occurred_at:%Y-%m-%d %H:%M:%S}" == found.here
    assert reconcile() == []
    assert LedgerEntry.objects.get(pk=wrong.pk).amount_minor == wrong.amount_minor
    if "currency" not in changes:
        assert +months_here() == months_there(shop)
    assert [row.status for row in Payment.objects.all()] == ["succeeded"]


def test_correcting_a_refund_leaves_the_payment_as_it_stands(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    payment = Payment.objects.get()
    shop.call("refunds", {"payment_intent": payment.stripe_id, "amount": "300"})
    deliver(shop.messages())
    refund = Refund.objects.get()
    with open_ledger():
        connection.cursor().execute(
            f"UPDATE {LedgerEntry._meta.db_table} SET amount_minor = -1 WHERE source_id = %s",
            [refund.stripe_id],
        )

    actions.refresh_payment(payment_intent=payment.stripe_id, corrects=True)

    payment.refresh_from_db()
    assert (payment.status, payment.refunded_minor) == ("partly_refunded", 300)
    lines = LedgerEntry.objects.filter(kind="refund").order_by("correction")
    assert [line.amount_minor for line in lines] == [-1, -299]
