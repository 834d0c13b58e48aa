import pytest
import stripe

from stripe_sandbox.clock import boundary
from tests.stripe_sandbox.test_clocks_of_tests import (
    DAY,
    START,
    advance,
    clock_at,
    customer_on,
    price_of,
    subscribe,
)

PHASE_MONTHS = {"interval": "month", "interval_count": 2}


@pytest.fixture
def clock(client):
    return clock_at(client)


@pytest.fixture
def customer(client, clock):
    return customer_on(client, clock)


def schedule(client, customer, **changes):
    wanted = {
        "customer": customer.id,
        "start_date": "now",
        "phases": [
            {"items": [{"price": price_of(client, 400)}], "duration": PHASE_MONTHS},
            {"items": [{"price": price_of(client, 800)}], "duration": PHASE_MONTHS},
        ],
        **changes,
    }
    return client.v1.subscription_schedules.create(wanted)


def months(client, clock, count):
    """Let as many months pass, with two hours for the invoices of each."""
    for step in range(1, count + 1):
        advance(client, clock, boundary(START, "month", 1, step) + 7200)


def charged(client, customer):
    invoices = client.v1.invoices.list({"customer": customer.id, "limit": 100}).data
    return [one.amount_paid for one in invoices][::-1]


def test_an_introductory_price_ends_by_itself(client, clock, customer):
    made = schedule(client, customer)

    months(client, clock, 5)

    ended = client.v1.subscription_schedules.retrieve(made.id)
    [subscription] = client.v1.subscriptions.list({"customer": customer.id}).data
    assert (made.status, made.current_phase.end_date) == (
        "active",
        boundary(START, "month", 2, 1),
    )
    assert charged(client, customer) == [400, 400, 800, 800, 800, 800]
    assert (ended.status, ended.released_subscription) == ("released", subscription.id)
    assert (subscription.status, subscription.schedule) == ("active", None)


def test_a_schedule_can_end_its_subscription(client, clock, customer, sandbox, receiver):
    made = schedule(client, customer, end_behavior="cancel")

    months(client, clock, 5)

    ended = client.v1.subscription_schedules.retrieve(made.id)
    assert ended.status == "completed"
    assert client.v1.subscriptions.retrieve(made.subscription).status == "canceled"
    assert charged(client, customer) == [400, 400, 800, 800]
    assert sandbox.drain()
    told = [one for one in receiver.types() if one.startswith("subscription_schedule")]
    assert (told[0], told[-1]) == (
        "subscription_schedule.created",
        "subscription_schedule.completed",
    )


def test_a_schedule_begins_on_its_day(client, clock, customer):
    made = schedule(client, customer, start_date=START + 10 * DAY)
    before = client.v1.subscriptions.list({"customer": customer.id}).data

    advance(client, clock, START + 11 * DAY)

    begun = client.v1.subscription_schedules.retrieve(made.id)
    assert (made.status, made.subscription, before) == ("not_started", None, [])
    assert begun.status == "active"
    assert client.v1.subscriptions.retrieve(begun.subscription).start_date == START + 10 * DAY


def test_a_running_subscription_changes_at_its_next_period(client, clock, customer):
    subscription = subscribe(client, customer)
    made = client.v1.subscription_schedules.create({"from_subscription": subscription.id})
    now = made.phases[0]
    cheaper = price_of(client, 500)

    client.v1.subscription_schedules.update(
        made.id,
        {
            "phases": [
                {
                    "items": [{"price": now["items"][0].price, "quantity": 1}],
                    "start_date": now.start_date,
                    "end_date": now.end_date,
                },
                {"items": [{"price": cheaper, "quantity": 1}]},
            ]
        },
    )
    months(client, clock, 2)

    assert charged(client, customer) == [800, 500, 500]
    assert client.v1.subscriptions.retrieve(subscription.id).schedule is None


def test_a_change_of_rhythm_begins_a_period_of_its_own(client, clock, customer):
    schedule(
        client,
        customer,
        phases=[
            {"items": [{"price": price_of(client, 800)}]},
            {"items": [{"price": price_of(client, 8000, "year")}]},
        ],
    )

    months(client, clock, 1)

    [subscription] = client.v1.subscriptions.list({"customer": customer.id}).data
    turn = boundary(START, "month", 1, 1)
    assert charged(client, customer) == [800, 8000]
    assert subscription["items"].data[0].current_period_end == boundary(turn, "year", 1, 1)


@pytest.mark.parametrize(("how", "status"), [("cancel", "canceled"), ("release", "active")])
def test_a_schedule_is_ended_early(client, clock, customer, how, status):
    made = schedule(client, customer)

    ended = getattr(client.v1.subscription_schedules, how)(made.id)

    assert ended.status == {"cancel": "canceled", "release": "released"}[how]
    assert client.v1.subscriptions.retrieve(made.subscription).status == status
    with pytest.raises(stripe.InvalidRequestError, match="You cannot change"):
        client.v1.subscription_schedules.release(made.id)


@pytest.mark.parametrize(
    "wrong",
    [
        {"phases": []},
        {"phases": [{"items": []}]},
        {"end_behavior": "explode"},
    ],
)
def test_a_schedule_of_nothing_is_refused(client, clock, customer, wrong):
    with pytest.raises(stripe.InvalidRequestError):
        schedule(client, customer, **wrong)


def test_a_phase_ends_after_it_begins(client, clock, customer):
    phase = {"items": [{"price": price_of(client)}], "end_date": START - DAY}

    with pytest.raises(stripe.InvalidRequestError, match="ends after it begins"):
        schedule(client, customer, phases=[phase])
