"""Any message, in any order, any number of times, leads to the same rows."""

import random
from datetime import timedelta

import pytest
from django.db.models import Sum

from tests.payments.world import Shop, deliver, join, start, sweep
from wellread.mail.models import Email
from wellread.membership.models import Grant, Membership, Plan
from wellread.payments import actions, clock, facts, gateway, jobs, rules, settling, signals
from wellread.payments.models import (
    Checkout,
    LedgerEntry,
    LedgerIsAppendOnly,
    Payment,
    Refund,
    Subscription,
)
from wellread.payments.money import Money


def rows() -> dict[str, list[dict[str, object]]]:
    """Return every row about money and membership, but for the times at which we wrote it."""
    ours = (Checkout, Subscription, Payment, LedgerEntry, Membership, Grant, Email)
    hidden = {"recorded_at", "queued_at"}
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name not in hidden}
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in ours
    }


def test_a_payment_makes_a_member(shop: Shop, plan: Plan) -> None:
    checkout = join(shop, plan)

    deliver(shop.messages())

    membership = Membership.objects.get()
    assert (membership.status, membership.checkout_id) == ("active", checkout.pk)
    grant = Grant.objects.get()
    assert grant.ends_at == membership.subscription.current_period_ends_at == membership.paid_until
    kinds = LedgerEntry.objects.values_list("kind", "amount_minor")
    assert sorted(kinds) == [("fee", -53), ("payment", 800)]


def join_and_renew(shop: Shop, plan: Plan) -> None:
    """Let a reader join and a month pass, without telling the site."""
    join(shop, plan)
    shop.lever("clock", {"advance_days": 32})
    clock.follow()


def test_everything_twice_and_in_reverse_leaves_the_same_rows(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    shop.lever("clock", {"advance_days": 32})
    clock.follow()
    deliver(shop.messages())
    before = rows()

    deliver([message for message in shop.messages()[::-1] for _ in range(2)])

    assert rows() == before
    assert LedgerEntry.objects.filter(kind="payment").count() == 2


@pytest.mark.parametrize("seed", range(6))
def test_any_order_with_repeats_and_gaps_leads_to_the_same_facts(
    seed: int, shop: Shop, plan: Plan
) -> None:
    chance = random.Random(seed)
    join_and_renew(shop, plan)
    messages = [one for one in shop.messages() if chance.random() > 0.4]
    messages += chance.sample(messages, len(messages) // 2)
    chance.shuffle(messages)

    deliver(messages)
    sweep()

    subscription = Subscription.objects.get()
    ends = sorted(Grant.objects.values_list("ends_at", flat=True))
    assert [Payment.objects.count(), Membership.objects.count(), len(ends)] == [2, 1, 2]
    assert ends[-1] == subscription.current_period_ends_at == Membership.objects.get().paid_until
    assert LedgerEntry.objects.aggregate(sum=Sum("amount_minor"))["sum"] == 2 * (800 - 53)
    assert sorted(Email.objects.values_list("name", flat=True)) == ["receipt", "welcome"]


def test_no_message_at_all_is_made_up_for_by_looking(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    Checkout.objects.update(look_again_at=clock.now())

    sweep()

    assert Membership.objects.get().status == "active"


def test_a_checkout_nobody_paid_is_looked_at_less_and_less(shop: Shop, plan: Plan) -> None:
    checkout = start(plan)
    Checkout.objects.update(
        created_at=clock.now() - timedelta(minutes=20), look_again_at=clock.now()
    )

    sweep()

    checkout.refresh_from_db()
    assert checkout.look_again_at is not None
    wait = checkout.look_again_at - clock.now()
    assert (checkout.state, round(wait.total_seconds() / 60)) == ("open", 20)


def test_an_abandoned_checkout_expires(shop: Shop, plan: Plan) -> None:
    checkout = start(plan)
    shop.lever("clock", {"advance_days": 2})

    deliver(shop.messages())

    checkout.refresh_from_db()
    assert (checkout.state, checkout.look_again_at) == ("expired", None)


def refund(shop: Shop, payment: Payment, amount_minor: int) -> None:
    shop.call("refunds", {"payment_intent": payment.stripe_id, "amount": str(amount_minor)})


def entries() -> list[tuple[str, int]]:
    return sorted(LedgerEntry.objects.values_list("kind", "amount_minor"))


def test_refunds_are_counted_one_by_one(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    payment = Payment.objects.get()
    states = []

    for amount_minor in (300, 500):
        refund(shop, payment, amount_minor)
        deliver(shop.messages() * 2)
        payment.refresh_from_db()
        states.append((payment.status, payment.refunded_minor))

    assert states == [("partly_refunded", 300), ("refunded", 800)]
    assert entries() == [("fee", -53), ("payment", 800), ("refund", -500), ("refund", -300)]
    assert Refund.objects.count() == 2


def test_a_refund_heard_of_first_brings_the_payment_with_it(shop: Shop, plan: Plan) -> None:
    join_and_renew(shop, plan)
    for intent in shop.call("payment_intents")["data"]:
        shop.call("refunds", {"payment_intent": intent["id"], "amount": "100"})

    deliver([one for one in shop.messages() if one["type"] == "charge.refunded"])

    assert [kind for kind, _ in entries()] == ["fee", "fee", "payment", "payment"] + ["refund"] * 2
    assert Membership.objects.get().status == "active"


def test_a_late_failure_does_not_undo_a_success(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    payment = Payment.objects.get()
    before = rows()

    failed = facts.PaymentFacts(
        payment.stripe_id, "", "requires_payment_method", 800, "USD", "ch_late", True, None, None,
        0, False,
    )  # fmt: skip
    settling.settle_contribution(checkout=payment.checkout, told=failed)

    assert rows() == before


@pytest.mark.parametrize(
    ("won", "state", "sum_minor"), [(True, "succeeded", 800 - 53), (False, "lost", -53 - 1500)]
)
def test_a_dispute_takes_the_money_until_it_is_won(
    won: bool, state: str, sum_minor: int, shop: Shop, plan: Plan
) -> None:
    join(shop, plan)
    deliver(shop.messages())
    payment = Payment.objects.get()
    opened = shop.lever("disputes", {"charge": payment.charge_id})
    deliver(shop.messages())
    payment.refresh_from_db()
    disputed = payment.status

    shop.lever("disputes", {"dispute": opened["id"], "won": won})
    deliver(shop.messages() * 2)

    payment.refresh_from_db()
    assert (disputed, payment.status) == ("disputed", state)
    assert LedgerEntry.objects.aggregate(sum=Sum("amount_minor"))["sum"] == sum_minor


def test_a_banks_enquiry_takes_nothing(
    shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(shop, plan)
    deliver(shop.messages())
    before = entries()
    shop.lever("disputes", {"charge": Payment.objects.get().charge_id})
    asked = gateway.disputes

    # An enquiry looks like a dispute, but moved nothing.
    def enquiries(payment_intent: str) -> tuple[facts.DisputeFacts, ...]:
        return tuple(
            one._replace(status="warning_needs_response", movements=())
            for one in asked(payment_intent)
        )

    monkeypatch.setattr(gateway, "disputes", enquiries)
    deliver(shop.messages())

    assert (Payment.objects.get().status, entries()) == ("succeeded", before)


def test_money_whose_day_is_not_known_yet_is_booked_when_it_is(
    shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(shop, plan)
    asked = gateway.payment
    with monkeypatch.context() as early:
        early.setattr(gateway, "payment", lambda intent: asked(intent)._replace(movement=None))
        deliver(shop.messages())
    without = entries()

    deliver([one for one in shop.messages() if one["type"] == "charge.updated"])

    assert Membership.objects.get().status == "active"
    assert (without, entries()) == ([], [("fee", -53), ("payment", 800)])


def test_the_sweep_books_what_no_message_told_of(
    shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(shop, plan)
    asked = gateway.payment
    with monkeypatch.context() as early:
        early.setattr(gateway, "payment", lambda intent: asked(intent)._replace(movement=None))
        deliver(shop.messages())

    jobs.book_what_moved_late()

    assert entries() == [("fee", -53), ("payment", 800)]


def test_a_fee_is_counted_in_the_currency_of_our_account(
    shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(shop, plan)
    asked = gateway.payment

    def in_euros(intent: str) -> facts.PaymentFacts:
        told = asked(intent)
        assert told.movement is not None
        abroad = told.movement._replace(money=Money(741, "EUR"), fee=Money(49, "EUR"))
        return told._replace(movement=abroad)

    monkeypatch.setattr(gateway, "payment", in_euros)

    deliver(shop.messages())

    fee = LedgerEntry.objects.get(kind="fee")
    assert (fee.amount_minor, fee.currency) == (-49, "EUR")
    assert LedgerEntry.objects.get(kind="payment").money == Money(800, "USD")


@pytest.mark.parametrize(
    ("statuses", "told"),
    [
        (["succeeded", "succeeded"], ["succeeded"]),
        (["pending", "succeeded", "pending"], ["pending"]),
        (["requires_action"], []),
        (["requires_action", "succeeded", "succeeded"], ["succeeded"]),
        (["requires_action", "canceled"], []),
        (["pending", "failed", "pending"], ["pending"]),
        (["failed", "succeeded"], []),
    ],
)
def test_a_refund_is_told_of_once_when_its_money_is_under_way(
    statuses: list[str], told: list[str], shop: Shop, plan: Plan
) -> None:
    join(shop, plan)
    deliver(shop.messages())
    payment = Payment.objects.get()
    refund(shop, payment, 300)
    [known] = gateway.refunds(payment.stripe_id)
    heard: list[str] = []

    def hear(refund: Refund, **_: object) -> None:
        heard.append(refund.status)

    signals.payment_refunded.connect(hear)
    for status in statuses:
        settling.settle_movements(
            moved=settling.Movements(
                gateway.payment(payment.stripe_id), (known._replace(status=status),)
            )
        )
    signals.payment_refunded.disconnect(hear)

    assert heard == told
    latest = max(statuses, key=rules.REFUND_ORDER.index)
    assert Refund.objects.get().status == latest


def test_a_refund_that_a_bank_sent_back_is_undone(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    payment = Payment.objects.get()
    refund(shop, payment, 800)
    deliver(shop.messages())
    gone = Grant.objects.get().withdrawn_at

    shop.lever("refunds", {"refund": Refund.objects.get().stripe_id})
    deliver(shop.messages())

    payment.refresh_from_db()
    assert gone is not None
    assert (payment.status, payment.refunded_minor) == ("succeeded", 0)
    assert Grant.objects.get().withdrawn_at is None
    assert LedgerEntry.objects.aggregate(sum=Sum("amount_minor"))["sum"] == 800 - 53


def test_a_renewal_that_failed_first_is_granted_though_its_refund_is_heard_of_first(
    shop: Shop, plan: Plan
) -> None:
    checkout = join(shop, plan)
    deliver(shop.messages())
    customer = shop.customer_of(checkout)
    shop.lever("cards", {"customer": customer, "fails": True})
    shop.lever("clock", {"advance_days": 32})
    clock.follow()
    deliver(shop.messages())
    renewal = Payment.objects.get(status="failed")
    shop.lever("cards", {"customer": customer, "fails": False})
    shop.lever("clock", {"advance_days": 4})
    clock.follow()
    refund(shop, renewal, 100)

    deliver([one for one in shop.messages() if one["type"] == "charge.refunded"])

    assert sorted(Payment.objects.values_list("status", flat=True)) == [
        "partly_refunded",
        "succeeded",
    ]
    assert Grant.objects.filter(reason="membership").count() == 2
    assert len(entries()) == 5


def test_an_invoice_that_a_credit_settles_grants_its_period(shop: Shop, plan: Plan) -> None:
    checkout = join(shop, plan)
    deliver(shop.messages())
    shop.call(f"customers/{shop.customer_of(checkout)}", {"balance": "-800"})
    shop.lever("clock", {"advance_days": 32})
    clock.follow()

    deliver(shop.messages() * 2)

    membership = Membership.objects.get()
    assert Grant.objects.count() == 2
    assert membership.paid_until == membership.subscription.current_period_ends_at
    assert (Payment.objects.count(), kinds_of_letters()) == (1, ["welcome"])


def kinds_of_letters() -> list[str]:
    return sorted(Email.objects.values_list("name", flat=True))


def test_looking_again_at_disputed_money_counts_it_no_second_time(shop: Shop, plan: Plan) -> None:
    checkout = join(shop, plan, kind="once", interval="once", money=Money(2500, "USD"))
    actions.finish_checkout(checkout=checkout)
    shop.lever("disputes", {"charge": Payment.objects.get().charge_id})
    deliver(shop.messages())
    before = rows()

    actions.finish_checkout(checkout=checkout)

    assert Payment.objects.get().status == "disputed"
    assert rows() == before


def test_the_ledger_is_never_rewritten(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    entry = LedgerEntry.objects.first()
    assert entry is not None

    for rewrite in (
        entry.save,
        entry.delete,
        LedgerEntry.objects.all().delete,
        lambda: LedgerEntry.objects.update(amount_minor=0),
    ):
        with pytest.raises(LedgerIsAppendOnly):
            rewrite()


def test_a_later_state_written_meanwhile_is_asked_for_again(
    shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(shop, plan)
    deliver(shop.messages())
    subscription = Subscription.objects.get()
    asked = gateway.invoices
    meanwhile = [lambda: actions.cancel_subscription(subscription=subscription)]

    def invoices_slowly(stripe_id: str) -> tuple[facts.InvoiceFacts, ...]:
        if meanwhile:
            meanwhile.pop()()
        return asked(stripe_id)

    monkeypatch.setattr(gateway, "invoices", invoices_slowly)
    actions.refresh_subscription(stripe_id=subscription.stripe_id)

    subscription.refresh_from_db()
    assert subscription.cancel_at_period_end is True


def told_of(subscription: Subscription) -> facts.SubscriptionFacts:
    """Return what Stripe says of a subscription at present."""
    return gateway.subscription(subscription.stripe_id)


def settle(subscription: Subscription, told: facts.SubscriptionFacts) -> Subscription:
    """Write down an answer about a subscription without its invoices."""
    seen = settling.snapshot(subscription.stripe_id)
    return settling.settle_subscription(
        checkout=subscription.checkout, told=told, billed=(), seen=seen
    )


def test_a_subscription_that_ended_never_comes_back(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    subscription = Subscription.objects.get()
    Subscription.objects.update(status="canceled")

    settled = settle(subscription, told_of(subscription))

    subscription.refresh_from_db()
    assert (settled, subscription.status) == (subscription, "canceled")


def test_the_other_rooms_hear_of_a_subscription_only_when_it_changed(
    shop: Shop, plan: Plan
) -> None:
    join(shop, plan)
    deliver(shop.messages())
    subscription = Subscription.objects.get()
    told, heard = told_of(subscription), []

    def hear(subscription: Subscription, **_signal: object) -> None:
        heard.append(subscription.status)

    signals.subscription_changed.connect(hear)
    try:
        settle(subscription, told)
        settle(subscription, told._replace(status="past_due"))
    finally:
        signals.subscription_changed.disconnect(hear)

    assert heard == ["past_due"]


def test_a_first_invoice_that_failed_is_no_failed_renewal(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    subscription = Subscription.objects.get()
    [invoice] = gateway.invoices(subscription.stripe_id)
    failed = facts.PaymentFacts(
        "pi_new", "", "requires_payment_method", 800, "USD", "", True, None, None, 0, False
    )
    heard = []

    def hear(invoice_id: str, **_signal: object) -> None:
        heard.append(invoice_id)

    signals.payment_failed.connect(hear)
    try:
        for place, is_first in enumerate((True, False)):
            one = invoice._replace(id=f"in_{place}", is_first=is_first)
            billed = settling.BilledInvoice(one, failed._replace(id=f"pi_{place}"))
            settling.settle_subscription(
                checkout=subscription.checkout,
                told=told_of(subscription),
                billed=(billed,),
                seen=settling.snapshot(subscription.stripe_id),
            )
    finally:
        signals.payment_failed.disconnect(hear)

    assert heard == ["in_1"]
