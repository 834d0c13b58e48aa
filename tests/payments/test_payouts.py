"""Payouts: the bank's line, what of it is ours, and nobody else's money in any figure."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from tests.payments.world import Shop, deliver, join
from tests.staff import sign_in_staff
from wellread.membership.models import Plan
from wellread.payments import clock, inbox, jobs, paying_out, sheets
from wellread.payments.models import LedgerEntry, Payment, Payout, PayoutLine
from wellread.payments.money import Money
from wellread.payments.months import month
from wellread.payments.reconciliation import mend, reconcile


def sell_something_else(shop: Shop, amount: int) -> None:
    """Have another product on the same account earn something."""
    shop.call(
        "payment_intents",
        {
            "amount": str(amount),
            "currency": "usd",
            "payment_method": "pm_card_visa",
            "confirm": "true",
            "return_url": "https://shop.example/",
        },
    )


def pay_out(shop: Shop) -> dict[str, Any]:
    """Let what was earned become available, be paid out, and arrive."""
    shop.lever("clock", {"advance_days": 3})
    [made] = shop.lever("payouts", {})["payouts"]
    shop.lever("clock", {"advance_days": 3})
    clock.follow()
    return dict(made)


def booked() -> dict[str, int]:
    sums: Counter[str] = Counter()
    for line in LedgerEntry.objects.all():
        sums[line.kind] += line.amount_minor
    return dict(sums)


def test_what_is_not_ours_is_one_sum_and_in_no_line_of_the_ledger(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    sell_something_else(shop, 10_000)
    sell_something_else(shop, 5_000)
    made = pay_out(shop)

    deliver(shop.messages())

    payout = Payout.objects.get()
    assert (payout.stripe_id, payout.amount_minor) == (made["id"], made["amount"])
    assert (payout.ours, payout.others) == (
        Money(747, "USD"),
        Money(made["amount"] - 747, "USD"),
    )
    assert booked() == {"payment": 800, "fee": -53, "payout": -747}
    assert [line.net_minor for line in payout.lines.all()] == [747]
    assert payout.arrives_at > payout.made_at


def test_a_payout_of_others_alone_is_in_no_list(shop: Shop, plan: Plan) -> None:
    sell_something_else(shop, 10_000)
    pay_out(shop)

    events = [one for one in deliver(shop.messages()) if one.type.startswith("payout.")]

    assert Payout.objects.count() == 0
    assert {one.error for one in events} == {inbox.NOT_OURS}
    assert reconcile() == []


def test_nothing_is_known_of_a_payout_before_stripe_has_it_together(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    shop.lever("clock", {"advance_days": 3})
    shop.lever("payouts", {})
    clock.follow()

    deliver(shop.messages())

    assert (Payout.objects.count(), reconcile()) == (0, [])


def test_one_that_the_bank_sends_back_goes_with_the_next(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    sell_something_else(shop, 10_000)
    first = pay_out(shop)
    deliver(shop.messages())
    shop.lever("payouts", {"payout": first["id"]})
    deliver(shop.messages())
    after_failure = booked()
    second = pay_out(shop)
    deliver(shop.messages())

    assert after_failure["payout"] + after_failure["payout_failed"] == 0
    assert Payout.objects.get(stripe_id=first["id"]).status == "failed"
    again = Payout.objects.get(stripe_id=second["id"])
    assert (again.amount_minor, again.ours_minor) == (first["amount"], 747)
    assert sum(booked().values()) == 0
    assert reconcile() == []


@pytest.mark.parametrize("order", ["as told", "backwards", "twice"])
def test_any_order_of_the_messages_ends_in_the_same_rows(
    order: str, shop: Shop, plan: Plan
) -> None:
    join(shop, plan)
    pay_out(shop)
    messages = shop.messages()

    deliver({"as told": messages, "backwards": messages[::-1], "twice": messages * 2}[order])
    deliver(one for one in messages if one["type"] == "payout.reconciliation_completed")

    assert booked() == {"payment": 800, "fee": -53, "payout": -747}
    assert PayoutLine.objects.count() == 1
    assert reconcile() == []


def test_what_no_message_told_is_found_by_a_job_and_by_reconciling(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    pay_out(shop)

    found = [one.what for one in reconcile()]
    jobs.follow_payouts()

    assert found == ["payout"]
    assert (Payout.objects.get().ours_minor, reconcile()) == (747, [])


def test_reconciling_mends_a_payment_and_the_payout_that_held_it(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    join(shop, plan, kind="once", interval="once", money=Money(2500, "USD"))
    pay_out(shop)
    # No message told of the contribution, and its payout was read without it.
    told = [one for one in shop.messages() if one["type"].startswith("payout.")]
    monkey = pytest.MonkeyPatch()
    monkey.setattr(paying_out.actions, "refresh_payment", lambda **_: None)
    deliver(told)
    monkey.undo()
    before = Payout.objects.get().ours_minor

    found = reconcile()
    mend(found)

    assert (before, Payment.objects.count()) == (747, 2)
    assert {one.what for one in found} >= {"payment", "payout"}
    payout = Payout.objects.get()
    assert (payout.ours_minor, payout.others_minor) == (payout.amount_minor, 0)
    assert reconcile() == []
    assert sum(booked().values()) == 0


def test_one_made_by_hand_is_listed_and_in_no_figure(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    shop.lever("clock", {"advance_days": 3})
    shop.call("payouts", {"amount": "500", "currency": "usd"})
    clock.follow()

    deliver(shop.messages())

    payout = Payout.objects.get()
    assert (payout.is_by_hand, payout.ours, payout.others) == (True, None, None)
    assert "payout" not in booked()
    assert reconcile() == []


def test_the_database_lets_no_line_of_a_payout_be_changed(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    pay_out(shop)
    deliver(shop.messages())
    table = LedgerEntry._meta.db_table

    for statement in (
        f"UPDATE {table} SET amount_minor = 0 WHERE kind = 'payout'",
        f"DELETE FROM {table} WHERE kind = 'payout'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    assert booked()["payout"] == -747


def test_a_payment_in_another_currency_is_exchanged_where_it_is_paid_out(
    shop: Shop, plan: Plan, monkeypatch: Any
) -> None:
    join(shop, plan)
    deliver(shop.messages())
    pay_out(shop)
    asked = paying_out.gateway.paid_out

    def in_euros(payout_id: str) -> Iterator[Any]:
        for one in asked(payout_id):
            source = one.booked.source._replace(received=Money(700, "EUR"))
            yield one._replace(booked=one.booked._replace(source=source))

    monkeypatch.setattr(paying_out.gateway, "paid_out", in_euros)
    jobs.follow_payouts()

    payout = Payout.objects.get()
    rows = list(sheets.journal(month(f"{payout.made_at:%Y-%m}")))
    exchange = [row for row in rows if row[2] == sheets.EXCHANGE]
    assert [(row[3], row[4], row[5]) for row in exchange] == [
        ("7.00", "", "EUR"),
        ("", "8.00", "USD"),
    ]
    sums: Counter[str] = Counter()
    for _, _, _, debit, credit, currency, _ in rows[1:]:
        sums[currency] += round(float(debit or 0) * 100) - round(float(credit or 0) * 100)
    assert set(sums.values()) == {0}


def test_the_admin_shows_a_payout_with_its_parts(client: Client, shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    sell_something_else(shop, 10_000)
    pay_out(shop)
    deliver(shop.messages())
    sign_in_staff(client)
    payout = Payout.objects.get()

    listed = client.get("/admin/money/payouts/").content.decode()
    report = client.get(f"/admin/money/payouts/{payout.pk}/report/").content.decode()

    assert f"/admin/money/payouts/{payout.pk}/report/" in listed
    assert "$7.47" in listed
    assert str(payout.others) in listed
    for words in ("Payments", "$8", "$0.53", "Not of ours", str(payout.others), str(payout.money)):
        assert words in report, words
