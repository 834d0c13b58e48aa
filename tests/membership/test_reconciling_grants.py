"""What is held as paid for is compared with what was paid, both ways."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from tests.payments.world import Shop, deliver, hidden_fields, join, make_reader
from wellread.cli import main
from wellread.mail.models import Email
from wellread.membership import actions
from wellread.membership.models import Grant, Membership, Plan
from wellread.payments import clock
from wellread.payments.models import Checkout, Payment
from wellread.payments.money import Money

DAY = timedelta(days=1)


@pytest.fixture
def told(capsys: Any) -> Any:
    """Run a command; return its status and what it told."""

    def run(*words: str) -> tuple[int, str]:
        status = main(["reconcile", *words])
        return status, capsys.readouterr().out

    return run


def give(shop: Shop, plan: Plan, *, days: int = 90) -> Payment:
    """Contribute to a plan that opens its benefits for some days."""
    join(
        shop,
        plan,
        kind="once",
        interval="once",
        money=Money(2500, "USD"),
        metadata={"plan": str(plan.pk), "days": str(days)},
    )
    deliver(shop.messages())
    return Payment.objects.get(checkout__kind="once")


def owe(shop: Shop, plan: Plan) -> str:
    """Join, and have the renewal fail; return its invoice."""
    checkout = join(shop, plan)
    deliver(shop.messages())
    shop.lever("cards", {"customer": shop.customer_of(checkout), "fails": True})
    shop.lever("clock", {"advance_days": 33})
    clock.follow()
    deliver(shop.messages())
    (unpaid,) = [one for one in shop.call("invoices")["data"] if one["status"] == "open"]
    return str(unpaid["id"])


def hold(**changes: Any) -> Grant:
    now = clock.now().replace(microsecond=0)
    known: dict[str, Any] = {
        "checkout": None if "reader" in changes else Checkout.objects.get(),
        "reason": "membership",
        "starts_at": now,
        "ends_at": now + 30 * DAY,
    }
    return Grant.objects.create(**{**known, **changes})


def test_what_nobody_paid_for_is_withdrawn_and_opens_again_once_it_is_paid(
    shop: Shop, plan: Plan, told: Any
) -> None:
    invoice = owe(shop, plan)
    subscription = Membership.objects.get().subscription
    actions.grant_period(
        subscription=subscription,
        invoice_id=invoice,
        period_starts_at=clock.now().replace(microsecond=0),
        period_ends_at=subscription.current_period_ends_at,
    )
    granted = Membership.objects.get().paid_until
    letters = Email.objects.count()

    noticed = told()
    mended = told("--mend")
    grant = Grant.objects.get(source=f"invoice:{invoice}")
    withdrawn_at, paid_until = grant.withdrawn_at, Membership.objects.get().paid_until

    assert (noticed[0], mended[0], Email.objects.count()) == (1, 0, letters)
    assert f"grant {invoice}: here until " in noticed[1]
    assert "at Stripe not paid (open)\n  `wellread reconcile --mend`" in noticed[1]
    assert withdrawn_at is not None
    assert paid_until is not None
    assert granted is not None
    assert paid_until < granted

    customer = shop.customer_of(Checkout.objects.get())
    shop.lever("cards", {"customer": customer, "fails": False})
    shop.lever("clock", {"advance_days": 10})
    clock.follow()
    deliver(shop.messages())
    grant.refresh_from_db()
    assert (grant.withdrawn_at, Membership.objects.get().paid_until) == (None, granted)


@pytest.mark.parametrize("source", [None, "invoice:in_elsewhere", "contribution:pi_elsewhere"])
def test_what_stripe_says_nothing_of_is_named_and_left_to_a_person(
    shop: Shop, plan: Plan, told: Any, source: str | None
) -> None:
    join(shop, plan)
    deliver(shop.messages())
    grant = hold(source=source)

    status, words = told("--mend")

    name = source.partition(":")[2] if source else f"number {grant.pk}"
    there = "unknown" if source else "no payment, for it names none"
    assert (status, words.count("here until")) == (1, 1)
    assert f"grant {name}: here until {grant.ends_at:%Y-%m-%d %H:%M:%S}, at Stripe {there}" in words
    grant.refresh_from_db()
    assert grant.withdrawn_at is None


def test_gifts_grace_and_members_from_elsewhere_are_left_alone(
    shop: Shop, plan: Plan, told: Any
) -> None:
    owe(shop, plan)
    reader = make_reader("eve@example.com")
    for reason in ("complimentary", "hardship"):
        hold(reader=reader, reason=reason)
    hold(source="import:42")
    rows = list(Grant.objects.order_by("pk").values())

    assert told("--mend") == (0, "Both sides agree.\n")
    assert list(Grant.objects.order_by("pk").values()) == rows
    assert {row["reason"] for row in rows} >= {"grace", "membership", "complimentary"}


def test_a_payment_taken_back_is_no_difference_and_its_grant_may_not_open_again(
    shop: Shop, plan: Plan, told: Any
) -> None:
    join(shop, plan)
    deliver(shop.messages())
    shop.call("refunds", {"payment_intent": Payment.objects.get().stripe_id})
    deliver(shop.messages())
    withdrawn_at = Grant.objects.get().withdrawn_at

    agreed = told()
    Grant.objects.update(withdrawn_at=None)
    noticed, mended = told(), told("--mend")

    assert agreed == (0, "Both sides agree.\n")
    assert "at Stripe all given back" in noticed[1]
    assert (mended[0], Grant.objects.get().withdrawn_at) == (0, withdrawn_at)
    assert withdrawn_at is not None


def test_what_was_withdrawn_though_it_is_paid_for_opens_again(
    shop: Shop, plan: Plan, told: Any
) -> None:
    join(shop, plan)
    give(shop, plan)
    Grant.objects.update(withdrawn_at=clock.now())

    noticed, mended = told(), told("--mend")

    assert noticed[1].count(", withdrawn on ") == 2
    assert (mended[0], Grant.objects.filter(withdrawn_at=None).count()) == (0, 2)


def test_a_contribution_opens_what_was_said_before_it_was_paid(
    shop: Shop, plan: Plan, told: Any
) -> None:
    Plan.objects.update(once_days=7)

    payment = give(shop, plan, days=90)

    grant = Grant.objects.get()
    assert grant.ends_at - grant.starts_at == 90 * DAY
    assert grant.starts_at == payment.paid_at
    assert told() == (0, "Both sides agree.\n")


def test_a_contributions_deleted_grant_is_made_again_without_a_letter(
    shop: Shop, plan: Plan, told: Any
) -> None:
    payment = give(shop, plan)
    held, letters = Grant.objects.values().get(), Email.objects.count()
    Grant.objects.all().delete()

    noticed = told()
    outside = told("--until", "2020-01-01")
    mended = told("--mend")

    assert f"grant {payment.stripe_id}: here unknown, at Stripe until " in noticed[1]
    assert (noticed[0], outside[0], mended[0]) == (1, 0, 0)
    assert {**Grant.objects.values().get(), "id": held["id"]} == held
    assert Email.objects.count() == letters


@pytest.mark.parametrize("money", ["given back", "said to open nothing"])
def test_a_contribution_that_opens_nothing_has_no_grant(
    shop: Shop, plan: Plan, told: Any, money: str
) -> None:
    payment = give(shop, plan, days=0 if money == "said to open nothing" else 90)
    if money == "given back":
        shop.call("refunds", {"payment_intent": payment.stripe_id})
        deliver(shop.messages())
    Grant.objects.all().delete()

    assert told("--mend") == (0, "Both sides agree.\n")
    assert Grant.objects.count() == 0


def test_a_contributions_grant_of_another_time_is_left_to_a_person(
    shop: Shop, plan: Plan, told: Any
) -> None:
    give(shop, plan)
    Grant.objects.update(ends_at=F("ends_at") + 5 * DAY)

    status, words = told("--mend")

    assert (status, words.count("  Look at it in the admin, under Members")) == (1, 1)


def test_the_join_form_writes_down_what_a_contribution_opens(
    client: Any, shop: Shop, plan: Plan
) -> None:
    Plan.objects.update(once_days=30)
    page = client.get("/join/?interval=once&amount=2500").content.decode()

    client.post("/join/", {**hidden_fields(page), "interval": "once", "amount": "2500"})

    assert Checkout.objects.get().metadata["days"] == "30"


def test_three_who_pay_are_compared_with_as_many_questions_as_one(
    shop: Shop, plan: Plan, told: Any
) -> None:
    counts = []
    for number in range(3):
        join(shop, plan, reader=make_reader(f"reader-{number}@example.org"))
        deliver(shop.messages())
        # What the process remembers from then on, such as content types, is no row's cost.
        told()
        with CaptureQueriesContext(connection) as asked:
            assert told() == (0, "Both sides agree.\n")
        counts.append(len(asked))

    assert counts[2] == counts[0]
