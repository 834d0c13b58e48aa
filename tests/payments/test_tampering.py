"""Books that were changed behind our back: every kind of it is named, and what can be is mended."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from wagtail.log_actions import log

from tests.payments.world import Shop, deliver, join, open_ledger
from wellread.cli import main
from wellread.membership.models import Grant, Membership, Plan
from wellread.payments import clock
from wellread.payments.models import Checkout, LedgerEntry, Payment, Refund, Subscription

LEDGER = LedgerEntry._meta.db_table
DECADE = timedelta(days=3650)


def line(kind: str = "payment") -> LedgerEntry:
    """Return the first line of a kind; the first payment stands, the second was given back."""
    return LedgerEntry.objects.filter(kind=kind, correction=0).order_by("pk")[0]


def change(of: str = "payment", /, **changes: Any) -> Callable[[], None]:
    """Return what overwrites a column of a line, as whoever holds the database can."""

    def tamper() -> None:
        with open_ledger(), connection.cursor() as cursor:
            for column, value in changes.items():
                wanted = value() if callable(value) else value
                cursor.execute(
                    f"UPDATE {LEDGER} SET {column} = %s WHERE id = %s", [wanted, line(of).pk]
                )

    return tamper


def remove(kind: str) -> Callable[[], None]:
    def tamper() -> None:
        with open_ledger(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {LEDGER} WHERE id = %s", [line(kind).pk])

    return tamper


def add(**changes: Any) -> Callable[[], None]:
    """Return what adds a line like one that stands."""

    def tamper() -> None:
        copy = line()
        facts = {field.attname: getattr(copy, field.attname) for field in copy._meta.fields}
        facts |= {name: value() if callable(value) else value for name, value in changes.items()}
        LedgerEntry.objects.create(**{**facts, "id": None})

    return tamper


def last_payment() -> int:
    return Payment.objects.order_by("-pk")[0].pk


def of_rows(rows: Callable[[], Any], **changes: Any) -> Callable[[], None]:
    def tamper() -> None:
        first = rows().order_by("pk")[0]
        wanted = {name: value() if callable(value) else value for name, value in changes.items()}
        rows().filter(pk=first.pk).update(**wanted)

    return tamper


def next_month() -> Any:
    return clock.now() + timedelta(days=30)


MENDED: dict[str, Callable[[], object]] = {
    "a cent more": change(amount_minor=801),
    "another sign": change(amount_minor=-800),
    "a fee removed": remove("fee"),
    "no fee": change("fee", amount_minor=0),
    "less given back": change("refund", amount_minor=-1),
    "another second": change(occurred_at=lambda: line().occurred_at + timedelta(seconds=1)),
    "another decade": change(occurred_at=lambda: line().occurred_at - DECADE),
    "not yet": change(occurred_at=lambda: line().occurred_at + DECADE),
    "another currency": change(currency="EUR"),
    "a payment removed": remove("payment"),
    "a refund removed": remove("refund"),
    "a payment doubled": add(correction=9),
    "a payment moved": change(payment_id=last_payment),
    "a fee moved": change("fee", payment_id=last_payment),
    "a refund moved": change("refund", payment_id=last_payment),
    "a payment of another amount": of_rows(Payment.objects.all, amount_minor=80_000),
    "a payment of another currency": of_rows(Payment.objects.all, currency="EUR"),
    "a payment given back in part": of_rows(Payment.objects.all, refunded_minor=100),
    "a payment that failed": of_rows(Payment.objects.all, status="failed"),
    "a payment given back": of_rows(Payment.objects.all, status="refunded", refunded_minor=800),
    "a grant removed": lambda: Grant.objects.filter(pk=Grant.objects.order_by("pk")[0].pk).delete(),
    "a grant withdrawn": of_rows(Grant.objects.all, withdrawn_at=clock.now),
    "a payment of another day": of_rows(Payment.objects.all, paid_at=F("paid_at") - DECADE),
    "a payment of no day": of_rows(Payment.objects.all, paid_at=None),
    "a refund of another amount": of_rows(Refund.objects.all, amount_minor=1),
    "a refund of another currency": of_rows(Refund.objects.all, currency="EUR"),
    "a refund that failed": of_rows(Refund.objects.all, status="failed"),
    "a refund of another day": of_rows(Refund.objects.all, created_at=next_month),
    "a refund of another payment": of_rows(Refund.objects.all, payment_id=last_payment),
    "a refund forgotten": lambda: Refund.objects.all().delete(),
    "a subscription that renews later": of_rows(
        Subscription.objects.all, current_period_ends_at=next_month
    ),
    "a subscription of a cent": of_rows(Subscription.objects.all, amount_minor=1),
    "a membership that ended": of_rows(Membership.objects.all, status="ended"),
    "a membership paid for longer": of_rows(Membership.objects.all, paid_until=next_month),
    "a membership removed": lambda: Membership.objects.order_by("pk")[0].delete(),
}
NAMED: dict[str, Callable[[], object]] = {
    "a line of nothing": add(source_id="ch_invented"),
    "a line of nothing, long ago": add(
        source_id="ch_invented", occurred_at=lambda: clock.now() - DECADE
    ),
    "a line of nothing, not yet": add(
        source_id="ch_invented", occurred_at=lambda: clock.now() + DECADE
    ),
    "another kind": change(kind="dispute_won"),
    "another source": change(source_id="ch_else"),
    "a grant prolonged": of_rows(Grant.objects.all, ends_at=F("ends_at") + DECADE),
    "a grant shortened": of_rows(Grant.objects.all, ends_at=F("ends_at") - timedelta(days=1)),
    "a grant from before": of_rows(Grant.objects.all, starts_at=F("starts_at") - DECADE),
    "a refund invented": of_rows(Refund.objects.all, stripe_id="re_invented"),
    "a grant that opens less": of_rows(Grant.objects.all, entitlements=["ad_free"]),
    "another's grant": of_rows(
        Grant.objects.all, checkout=lambda: Checkout.objects.get(kind="once")
    ),
    "a grant for another invoice": of_rows(Grant.objects.all, source="invoice:in_else"),
}


@pytest.fixture
def books(shop: Shop, plan: Plan) -> None:
    """Two memberships and a contribution, of which one payment went back."""
    join(shop, plan)
    shop.lever("clock", {"advance_days": 3})
    clock.follow()
    join(shop, plan, pays={"email": "bea@example.com"})
    join(shop, plan, pays={"email": "cyd@example.com"}, kind="once", interval="once")
    deliver(shop.messages())
    given_back = Payment.objects.order_by("pk")[1]
    shop.call("refunds", {"payment_intent": given_back.stripe_id})
    deliver(shop.messages())
    assert main(["reconcile"]) == 0


def after(tamper: Callable[[], object], *commands: list[str]) -> tuple[int, ...]:
    """Return how the commands end once the books were changed, and have them unchanged again."""
    before = transaction.savepoint()
    tamper()
    ended = tuple(main(command) for command in commands)
    transaction.savepoint_rollback(before)
    return ended


COMPARE, MEND = ["reconcile"], ["reconcile", "--mend"]


def test_whatever_stripe_knows_is_mended(books: None) -> None:
    answers = {kind: after(tamper, COMPARE, MEND, COMPARE) for kind, tamper in MENDED.items()}

    assert answers == dict.fromkeys(MENDED, (1, 0, 0))


def test_what_a_plan_gave_before_it_was_edited_is_believed(books: None, plan: Plan) -> None:
    log(instance=plan, action="wagtail.edit")

    assert after(NAMED["a grant that opens less"], COMPARE) == (0,)


def test_what_nobody_can_know_is_named_until_a_person_looks(books: None) -> None:
    answers = {kind: after(tamper, COMPARE, MEND, COMPARE) for kind, tamper in NAMED.items()}

    assert answers == dict.fromkeys(NAMED, (1, 1, 1))
