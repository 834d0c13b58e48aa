import time
from datetime import UTC, datetime

import pytest
import stripe

from stripe_sandbox.clock import boundary, next_boundary
from stripe_sandbox.scheduler import earliest
from tests.stripe_sandbox.world import join, lever

DAY = 86_400


def at(year: int, month: int, day: int) -> int:
    return int(datetime(year, month, day, 9, 30, tzinfo=UTC).timestamp())


def item_of(client, subscription_id):
    return client.v1.subscriptions.retrieve(subscription_id)["items"].data[0]


def statuses(client):
    invoices = client.v1.invoices.list().data
    return [(one.billing_reason, one.status, one.attempt_count) for one in invoices]


def fail_card(sandbox, subscription, fails=True):
    lever(sandbox, "cards", {"customer": subscription.customer, "fails": fails})


@pytest.mark.parametrize(
    ("steps", "expected"),
    [(1, at(2027, 2, 28)), (2, at(2027, 3, 31)), (13, at(2028, 2, 29)), (14, at(2028, 3, 31))],
)
def test_a_clamped_month_returns_to_its_anchor_day(steps, expected):
    assert boundary(at(2027, 1, 31), "month", 1, steps) == expected


def test_a_leap_day_year_returns_to_the_leap_day():
    ends = [boundary(at(2028, 2, 29), "year", 1, steps) for steps in (1, 4)]

    assert ends == [at(2029, 2, 28), at(2032, 2, 29)]


@pytest.mark.parametrize(
    ("interval", "count", "after", "expected"),
    [
        ("month", 1, at(2027, 1, 31), at(2027, 2, 28)),
        ("month", 1, at(2027, 2, 28), at(2027, 3, 31)),
        ("month", 3, at(2027, 1, 31), at(2027, 4, 30)),
        ("year", 1, at(2035, 1, 31), at(2036, 1, 31)),
        ("week", 2, at(2027, 2, 14), at(2027, 2, 28)),
        ("day", 1, at(2027, 2, 1) - 1, at(2027, 2, 1)),
    ],
)
def test_the_next_boundary_is_the_first_one_later(interval, count, after, expected):
    assert next_boundary(at(2027, 1, 31), interval, count, after) == expected


def test_the_clock_tells_its_offset_and_never_goes_back(sandbox):
    before = lever(sandbox, "clock")

    after = lever(sandbox, "clock", {"advance_days": 31})

    assert before["offset_seconds"] == 0
    assert after["offset_seconds"] == 31 * DAY
    with pytest.raises(OSError, match="400"):
        lever(sandbox, "clock", {"to": before["now"]})


def test_days_are_whole_however_long_it_takes_to_do_what_falls_due_in_them(sandbox, monkeypatch):
    monkeypatch.setattr("stripe_sandbox.scheduler.earliest", slowly(earliest))

    after = lever(sandbox, "clock", {"advance_days": 3})

    assert after["offset_seconds"] == 3 * DAY


def slowly(do):
    def done(*args, **kwargs):
        time.sleep(1.1)
        return do(*args, **kwargs)

    return done


def test_thirty_one_days_on_a_month_of_thirty_one_days_is_paid_too(sandbox, client):
    lever(sandbox, "clock", {"to": at(datetime.now(UTC).year + 1, 12, 1)})
    join(client)

    lever(sandbox, "clock", {"advance_days": 31})

    assert statuses(client) == [
        ("subscription_cycle", "paid", 1),
        ("subscription_create", "paid", 1),
    ]


def test_a_month_later_the_subscription_renews_and_is_paid(sandbox, client, receiver):
    subscription = join(client)
    first = subscription["items"].data[0]
    sandbox.drain()
    receiver.letters.clear()

    lever(sandbox, "clock", {"advance_days": 31, "wait_s": 10})

    renewed = item_of(client, subscription.id)
    invoice = client.v1.invoices.list().data[0]
    assert renewed.current_period_start == first.current_period_end
    assert (invoice.billing_reason, invoice.status) == ("subscription_cycle", "paid")
    assert (invoice.period_end, invoice.lines.data[0].period.to_dict()) == (
        first.current_period_end,
        {"start": renewed.current_period_start, "end": renewed.current_period_end},
    )
    assert invoice.status_transitions.finalized_at - invoice.created == 3600
    assert receiver.types() == [
        "customer.subscription.updated",
        "invoice.created",
        "payment_intent.created",
        "invoice.finalized",
        "charge.succeeded",
        "charge.updated",
        "payment_intent.succeeded",
        "invoice.paid",
        "invoice_payment.paid",
        "invoice.payment_succeeded",
    ]


def test_a_year_brings_every_renewal_at_its_own_time(sandbox, client):
    subscription = join(client)

    lever(sandbox, "clock", {"advance_days": 366})

    invoices = client.v1.invoices.list({"limit": 100}).data[::-1]
    starts = [one.lines.data[0].period.start for one in invoices]
    anchor = subscription.billing_cycle_anchor
    assert starts == [boundary(anchor, "month", 1, step) for step in range(13)]
    assert {one.status for one in invoices} == {"paid"}


def test_month_ends_clamp_and_return_in_a_running_subscription(sandbox, client):
    lever(sandbox, "clock", {"to": at(2027, 1, 31)})
    subscription = join(client)
    ends = [subscription["items"].data[0].current_period_end]

    for _ in range(2):
        lever(sandbox, "clock", {"to": ends[-1] + 2 * 3600})
        ends.append(item_of(client, subscription.id).current_period_end)

    assert [datetime.fromtimestamp(end, UTC).strftime("%d %b") for end in ends] == [
        "28 Feb",
        "31 Mar",
        "30 Apr",
    ]


def test_a_refused_renewal_is_past_due_with_its_period_advanced(sandbox, client, receiver):
    subscription = join(client)
    fail_card(sandbox, subscription)

    lever(sandbox, "clock", {"advance_days": 32, "wait_s": 10})

    owed = client.v1.invoices.list({"status": "open"}).data[0]
    now = client.v1.subscriptions.retrieve(subscription.id)
    before = subscription["items"].data[0]
    assert now.status == "past_due"
    assert now["items"].data[0].current_period_start == before.current_period_end
    assert (owed.attempt_count, owed.amount_paid) == (1, 0)
    assert owed.next_payment_attempt - owed.status_transitions.finalized_at == 3 * DAY
    assert receiver.types()[-4:] == [
        "charge.failed",
        "payment_intent.payment_failed",
        "invoice.payment_failed",
        "customer.subscription.updated",
    ]


def test_a_card_that_recovers_is_charged_at_the_next_try(sandbox, client):
    subscription = join(client)
    fail_card(sandbox, subscription)
    lever(sandbox, "clock", {"advance_days": 32})
    fail_card(sandbox, subscription, fails=False)

    lever(sandbox, "clock", {"advance_days": 3})

    assert client.v1.subscriptions.retrieve(subscription.id).status == "active"
    assert statuses(client)[0] == ("subscription_cycle", "paid", 2)


def test_the_fourth_refusal_cancels(sandbox, client):
    subscription = join(client)
    fail_card(sandbox, subscription)

    lever(sandbox, "clock", {"advance_days": 31 + 3 + 5 + 7 + 1})

    ended = client.v1.subscriptions.retrieve(subscription.id)
    assert (ended.status, ended.cancellation_details.reason) == ("canceled", "payment_failed")
    assert statuses(client)[0] == ("subscription_cycle", "open", 4)


def test_the_fourth_refusal_may_leave_it_unpaid_instead(sandbox, client):
    subscription = join(client)
    fail_card(sandbox, subscription)
    lever(sandbox, "dunning", {"after_retries": "unpaid"})

    lever(sandbox, "clock", {"advance_days": 80})

    assert client.v1.subscriptions.retrieve(subscription.id).status == "unpaid"
    assert statuses(client)[0] == ("subscription_cycle", "draft", 0)


def test_a_planned_end_comes_with_the_period_and_bills_nothing_more(sandbox, client, receiver):
    subscription = join(client)
    end = subscription["items"].data[0].current_period_end

    planned = client.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    lever(sandbox, "clock", {"advance_days": 32, "wait_s": 10})

    ended = client.v1.subscriptions.retrieve(subscription.id)
    assert (planned.status, planned.cancel_at) == ("active", end)
    assert (ended.status, ended.ended_at) == ("canceled", end)
    assert len(client.v1.invoices.list().data) == 1
    assert receiver.types()[-1] == "customer.subscription.deleted"


def test_a_planned_end_can_be_taken_back(sandbox, client):
    subscription = join(client)
    client.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})

    kept = client.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": False})

    assert (kept.cancel_at_period_end, kept.cancel_at, kept.canceled_at) == (False, None, None)


def test_a_paused_collection_voids_what_falls_due(sandbox, client):
    subscription = join(client)
    client.v1.subscriptions.update(subscription.id, {"pause_collection": {"behavior": "void"}})

    lever(sandbox, "clock", {"advance_days": 32})
    resumed = client.v1.subscriptions.update(subscription.id, {"pause_collection": ""})

    assert statuses(client)[0] == ("subscription_cycle", "void", 0)
    assert (resumed.status, resumed.pause_collection) == ("active", None)


def test_a_first_payment_that_never_comes_expires(sandbox, client):
    customer = client.v1.customers.create({"payment_method": "pm_card_chargeCustomerFail"})
    cards = client.v1.customers.payment_methods.list(customer.id)
    price = client.v1.prices.create(
        {
            "currency": "usd",
            "unit_amount": 600,
            "recurring": {"interval": "month"},
            "product_data": {"name": "Membership"},
        }
    )
    begun = client.v1.subscriptions.create(
        {
            "customer": customer.id,
            "default_payment_method": cards.data[0].id,
            "items": [{"price": price.id}],
        }
    )

    lever(sandbox, "clock", {"advance_days": 1})

    assert begun.status == "incomplete"
    assert client.v1.subscriptions.retrieve(begun.id).status == "incomplete_expired"
    assert statuses(client) == [("subscription_create", "void", 1)]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.subscriptions.update(begun.id, {"cancel_at_period_end": True})
