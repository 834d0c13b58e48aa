"""Comparing both sides, both ways."""

from tests.payments.world import Shop, deliver, join
from wellread.membership.models import Grant, Membership, Plan
from wellread.payments.models import Checkout, LedgerEntry, Payment, Subscription
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
        ("payment", "", "$25, $0 given back"),
        ("payment", "", "$8, $0 given back"),
        ("subscription", "", "$8 a month, active"),
    ]


def test_what_stripe_does_not_know_is_reported(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    Payment.objects.update(stripe_id="pi_elsewhere")

    found = sorted((one.stripe_id == "pi_elsewhere", one.there) for one in reconcile())

    assert found == [(False, "$8, $0 given back"), (True, "")]


def test_a_difference_of_state_and_of_refunds_is_reported(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    payment, subscription = Payment.objects.get(), Subscription.objects.get()
    shop.call("refunds", {"payment_intent": payment.stripe_id, "amount": "300"})
    shop.call(f"subscriptions/{subscription.stripe_id}", {"cancel_at_period_end": "true"})

    assert [str(one) for one in reconcile()] == [
        f"subscription {subscription.stripe_id}: "
        "here $8 a month, active, at Stripe $8 a month, active, ending",
        f"payment {payment.stripe_id}: here $8, $0 given back, at Stripe $8, $3 given back",
    ]


def test_the_money_of_others_on_the_same_account_is_none_of_ours(shop: Shop, plan: Plan) -> None:
    both_kinds(shop, plan)
    Grant.objects.all().delete()
    Membership.objects.all().delete()
    Checkout.objects.all().delete()

    assert (reconcile(), LedgerEntry.objects.count()) == ([], 0)
