"""Comparing both sides, both ways."""

from typing import Any

from django.db.models import QuerySet

from tests.payments.world import Shop, deliver, join
from wellread.cli import main
from wellread.membership.models import Grant, Membership, Plan
from wellread.payments.models import BillingEvent, Checkout, LedgerEntry, Payment, Subscription
from wellread.payments.money import Money
from wellread.payments.reconciliation import reconcile


def both_kinds(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    join(shop, plan, kind="once", interval="once", money=Money(2500, "USD"))


def test_what_was_told_agrees(shop: Shop, plan: Plan) -> None:
    both_kinds(shop, plan)
    deliver(shop.messages())

    assert reconcile() == []


def test_what_we_never_heard_of_is_reported(shop: Shop, plan: Plan) -> None:
    both_kinds(shop, plan)

    found = sorted((one.what, one.here, one.there) for one in reconcile())

    assert found == [
        ("payment", "", "$25, $0 given back, fee $1.03"),
        ("payment", "", "$8, $0 given back, fee $0.53"),
        ("subscription", "", "$8 a month, active"),
    ]


def test_what_stripe_does_not_know_is_reported(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    Payment.objects.update(stripe_id="pi_elsewhere")

    found = sorted((one.stripe_id == "pi_elsewhere", one.there) for one in reconcile())

    assert found == [(False, "$8, $0 given back, fee $0.53"), (True, "")]


def test_a_difference_of_state_and_of_refunds_is_reported(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    payment, subscription = Payment.objects.get(), Subscription.objects.get()
    shop.call("refunds", {"payment_intent": payment.stripe_id, "amount": "300"})
    shop.call(f"subscriptions/{subscription.stripe_id}", {"cancel_at_period_end": "true"})

    assert [str(one) for one in reconcile()] == [
        f"subscription {subscription.stripe_id}: "
        "here $8 a month, active, at Stripe $8 a month, active, ending",
        f"payment {payment.stripe_id}: "
        "here $8, $0 given back, fee $0.53, at Stripe $8, $3 given back, fee $0.53",
    ]


def test_a_lost_dispute_and_a_missing_fee_are_reported(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    QuerySet(LedgerEntry).filter(kind="fee").delete()
    opened = shop.lever("disputes", {"charge": Payment.objects.get().charge_id})
    shop.lever("disputes", {"dispute": opened["id"], "won": False})

    [difference] = reconcile()

    assert (difference.here, difference.there) == (
        "$8, $0 given back",
        "$8, $0 given back, lost to a dispute, fee $0.53",
    )


def test_mending_writes_down_what_stripe_says(shop: Shop, plan: Plan, capsys: Any) -> None:
    both_kinds(shop, plan)
    for intent in shop.call("payment_intents")["data"]:
        shop.call("refunds", {"payment_intent": intent["id"], "amount": "100"})

    status = main(["reconcile", "--mend"])

    assert (status, reconcile()) == (0, [])
    assert capsys.readouterr().out == "3 of 3 differences mended.\nBoth sides agree.\n"
    assert Membership.objects.get().status == "active"
    assert LedgerEntry.objects.filter(kind="refund").count() == 2


def test_what_mending_cannot_mend_is_left_with_advice(shop: Shop, plan: Plan, capsys: Any) -> None:
    join(shop, plan)
    deliver(shop.messages())
    payment = Payment.objects.get()
    payment.pk, payment.stripe_id, payment.invoice_id = None, "pi_elsewhere", None
    payment.save(force_insert=True)
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
