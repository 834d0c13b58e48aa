"""Comparing both sides, both ways."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F, QuerySet

from tests.payments.world import Shop, deliver, join, open_ledger, start
from wellread.cli import main
from wellread.mail.models import Email
from wellread.membership.models import Grant, Membership, Plan
from wellread.payments import clock
from wellread.payments.models import BillingEvent, Checkout, LedgerEntry, Payment, Subscription
from wellread.payments.money import Money
from wellread.payments.reconciliation import mend, reconcile


def both_kinds(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    join(shop, plan, kind="once", interval="once", money=Money(2500, "USD"))


def test_what_was_told_agrees(shop: Shop, plan: Plan) -> None:
    both_kinds(shop, plan)
    deliver(shop.messages())

    assert reconcile() == []


def test_what_we_never_heard_of_is_reported(shop: Shop, plan: Plan) -> None:
    both_kinds(shop, plan)

    found = sorted((one.what, one.here, undated(one.there)) for one in reconcile())

    assert found == [
        ("payment", "", "payment $25 on …, fee -$1.03 on …"),
        ("payment", "", "payment $8 on …, fee -$0.53 on …"),
        ("subscription", "", "$8 a month, active"),
    ]


def undated(text: str) -> str:
    return re.sub(r"on \d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "on …", text)


def test_what_stripe_does_not_know_is_reported(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    Payment.objects.update(stripe_id="pi_elsewhere")

    found = sorted((one.what, undated(one.here), undated(one.there)) for one in reconcile())

    assert found == [
        ("fee", "-$0.53 on …", ""),
        ("payment", "", "payment $8 on …, fee -$0.53 on …"),
        ("payment", "$8 on …", ""),
    ]


def test_a_difference_of_state_and_of_refunds_is_reported(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    payment, subscription = Payment.objects.get(), Subscription.objects.get()
    made = shop.call("refunds", {"payment_intent": payment.stripe_id, "amount": "300"})
    shop.call(f"subscriptions/{subscription.stripe_id}", {"cancel_at_period_end": "true"})

    assert [undated(str(one)) for one in reconcile()] == [
        f"subscription {subscription.stripe_id}: "
        "here $8 a month, active, at Stripe $8 a month, active, ending",
        f"refund {made['id']}: here unknown, at Stripe -$3 on …",
    ]


def test_a_lost_dispute_and_a_missing_fee_are_reported(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    payment = Payment.objects.get()
    with open_ledger():
        QuerySet(LedgerEntry).filter(kind="fee").delete()
    opened = shop.lever("disputes", {"charge": payment.charge_id})
    shop.lever("disputes", {"dispute": opened["id"], "won": False})

    found = {(one.what, undated(one.here), undated(one.there)) for one in reconcile()}

    assert found == {
        ("fee", "", "-$0.53 on …"),
        ("dispute", "", "-$8 on …"),
        ("fee", "", "-$15 on …"),
        ("payment", "received", "lost to a dispute"),
    }


def test_mending_writes_down_what_stripe_says(shop: Shop, plan: Plan, capsys: Any) -> None:
    both_kinds(shop, plan)
    for intent in shop.call("payment_intents")["data"]:
        shop.call("refunds", {"payment_intent": intent["id"], "amount": "100"})

    status = main(["reconcile", "--mend"])

    assert (status, reconcile()) == (0, [])
    told = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in told[:3]] == ["mended"] * 3
    assert told[3:] == ["3 of 3 differences mended.", "Both sides agree."]
    assert Membership.objects.get().status == "active"
    assert LedgerEntry.objects.filter(kind="refund").count() == 2


def test_an_entry_of_one_cent_and_a_deleted_grant_are_noticed_and_mended(
    shop: Shop, plan: Plan, capsys: Any
) -> None:
    both_kinds(shop, plan)
    deliver(shop.messages())
    held, letters = Grant.objects.values().get(), Email.objects.count()
    with open_ledger():
        QuerySet(LedgerEntry).filter(kind="payment", amount_minor=800).update(amount_minor=1)
    Grant.objects.all().delete()

    noticed = (main(["reconcile"]), capsys.readouterr().out)
    mended = main(["reconcile", "--mend"])

    told = undated(noticed[1])
    assert (noticed[0], mended, main(["reconcile"])) == (1, 0, 0)
    assert "here $0.01 on …, at Stripe $8 on …" in told
    assert f"grant {held['source'].partition(':')[2]}: here unknown, at Stripe until " in told
    assert {**Grant.objects.values().get(), "id": held["id"]} == held
    assert Email.objects.count() == letters


def test_a_deleted_grant_whose_money_went_back_opens_nothing_again(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    shop.call("refunds", {"payment_intent": Payment.objects.get().stripe_id})
    deliver(shop.messages())
    withdrawn_at = Grant.objects.get().withdrawn_at
    Grant.objects.all().delete()

    main(["reconcile", "--mend"])

    assert Grant.objects.get().withdrawn_at == withdrawn_at is not None


def test_a_grant_that_ends_on_another_day_is_left_for_a_person(
    shop: Shop, plan: Plan, capsys: Any
) -> None:
    join(shop, plan)
    deliver(shop.messages())
    Grant.objects.update(ends_at=F("ends_at") + timedelta(days=5))

    assert main(["reconcile", "--mend"]) == 1
    assert "\n  Look at it in the admin, under Members" in capsys.readouterr().out


def test_a_letter_that_could_not_be_sent_is_listed(shop: Shop, plan: Plan, capsys: Any) -> None:
    join(shop, plan)
    deliver(shop.messages())
    Email.objects.update(state="failed", error="550 no such mailbox")

    status = main(["reconcile"])

    assert (status, "could not be sent: 550 no such mailbox" in capsys.readouterr().out) == (
        1,
        True,
    )


def test_only_the_money_of_the_window_is_compared(shop: Shop, plan: Plan, capsys: Any) -> None:
    join(shop, plan)
    shop.lever("clock", {"advance_days": 62})
    clock.follow()
    deliver(shop.messages())
    with open_ledger():
        QuerySet(LedgerEntry).filter(kind="payment").update(amount_minor=1)
    days = [
        f"{at:%Y-%m-%d}" for at in Payment.objects.order_by("pk").values_list("paid_at", flat=True)
    ]

    counts = []
    for window in (["--since", days[1]], ["--until", days[1]], ["--since", days[2]], []):
        main(["reconcile", *window])
        counts.append(capsys.readouterr().out.count("$0.01"))

    assert counts == [2, 1, 1, 3]


def test_a_date_that_is_none_and_an_empty_window_are_faults(db: None, capsys: Any) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["reconcile", "--since", "yesterday"])

    assert refused.value.code == 2
    assert (
        "must be a date such as 2026-11-01, or days such as 40d, got 'yesterday'"
        in capsys.readouterr().err
    )
    assert main(["reconcile", "--since", "2026-11-02", "--until", "2026-11-02"]) == 2


def test_progress_is_told_beside_the_answer(shop: Shop, plan: Plan, capsys: Any) -> None:
    both_kinds(shop, plan)
    deliver(shop.messages())

    main(["reconcile"])

    told = capsys.readouterr()
    assert told.out == "Both sides agree.\n"
    assert told.err.splitlines()[:2] == ["Subscriptions compared.", "Paid invoices compared."]


def test_what_mending_cannot_mend_is_left_with_advice(shop: Shop, plan: Plan, capsys: Any) -> None:
    join(shop, plan)
    deliver(shop.messages())
    payment = Payment.objects.get()
    payment.pk, payment.stripe_id, payment.invoice_id = None, "pi_elsewhere", None
    payment.save(force_insert=True)
    LedgerEntry.objects.create(
        payment=payment,
        kind="payment",
        source_id="ch_elsewhere",
        amount_minor=800,
        currency="USD",
        occurred_at=payment.paid_at,
    )
    # Two subscriptions of one Checkout: nobody but a person can tell which is meant.
    Subscription.objects.update(stripe_id="sub_elsewhere")

    status = main(["reconcile", "--mend"])

    told = capsys.readouterr().out
    assert (status, told.count("at Stripe unknown")) == (1, 2)
    assert "subscription sub_elsewhere: here $8 a month, active, at Stripe unknown" in told
    assert "is STRIPE_SECRET_KEY of the account in which it was made?" in told


def test_messages_given_up_and_addresses_that_pay_twice_are_listed(
    shop: Shop, plan: Plan, capsys: Any
) -> None:
    for _ in range(2):
        join(shop, plan)
    deliver(shop.messages())
    BillingEvent.objects.filter(type="invoice.paid").update(outcome="given_up", error="Broken")

    status = main(["reconcile"])

    told = capsys.readouterr().out
    assert (status, told.count("was given up: Broken")) == (1, 2)
    assert "ada@example.com pays for 2 memberships" in told


def test_the_money_of_others_on_the_same_account_is_none_of_ours(shop: Shop, plan: Plan) -> None:
    both_kinds(shop, plan)
    Grant.objects.all().delete()
    Membership.objects.all().delete()
    Checkout.objects.all().delete()

    assert (reconcile(), LedgerEntry.objects.count()) == ([], 0)


def test_a_page_to_pay_on_that_is_over_is_found_and_mended(shop: Shop, plan: Plan) -> None:
    gone, left = start(plan), start(plan, browser="another")
    shop.call(f"checkout/sessions/{gone.stripe_session_id}/expire", {})

    found = reconcile()
    mend(found)

    gone.refresh_from_db()
    left.refresh_from_db()
    assert [(one.what, one.stripe_id, one.here, one.there) for one in found] == [
        ("checkout", gone.stripe_session_id, "open", "expired")
    ]
    assert (gone.state, left.state, reconcile()) == ("expired", "open", [])


def test_what_was_paid_on_a_page_that_we_gave_up_is_told_once(shop: Shop, plan: Plan) -> None:
    checkout = join(shop, plan, kind="once", interval="once", money=Money(2500, "USD"))
    Checkout.objects.update(state="expired")

    found = reconcile()
    mend(found)

    checkout.refresh_from_db()
    assert [one.what for one in found] == ["payment"]
    assert (checkout.state, reconcile()) == ("paid", [])
