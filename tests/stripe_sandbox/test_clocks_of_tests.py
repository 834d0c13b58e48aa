import pytest
import stripe

from stripe_sandbox.clock import boundary
from tests.stripe_sandbox.world import browse, lever

DAY = 86_400
START = 1_893_456_000  # 1 January 2030


def clock_at(client, at=START):
    return client.v1.test_helpers.test_clocks.create({"frozen_time": at, "name": "ours"})


def customer_on(client, clock, card="pm_card_visa"):
    made = client.v1.customers.create({"payment_method": card, "test_clock": clock.id})
    kept = client.v1.customers.payment_methods.list(made.id).data[0].id
    client.v1.customers.update(made.id, {"invoice_settings": {"default_payment_method": kept}})
    return made


def price_of(client, amount=800, interval="month"):
    return client.v1.prices.create(
        {
            "currency": "usd",
            "unit_amount": amount,
            "recurring": {"interval": interval},
            "product_data": {"name": "Membership"},
        }
    ).id


def subscribe(client, customer, price=None):
    return client.v1.subscriptions.create(
        {"customer": customer.id, "items": [{"price": price or price_of(client)}]}
    )


def advance(client, clock, to):
    told = client.v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": to})
    return told, client.v1.test_helpers.test_clocks.retrieve(clock.id)


def test_a_customer_on_a_clock_lives_and_renews_by_it(sandbox, client, receiver):
    clock = clock_at(client)
    customer = customer_on(client, clock)
    subscription = subscribe(client, customer)

    advancing, ready = advance(client, clock, START + 32 * DAY)

    renewed = client.v1.subscriptions.retrieve(subscription.id)
    invoices = client.v1.invoices.list({"customer": customer.id}).data
    assert (advancing.status, ready.status, ready.frozen_time) == (
        "advancing",
        "ready",
        START + 32 * DAY,
    )
    assert (customer.created, subscription.created, subscription.test_clock) == (
        START,
        START,
        clock.id,
    )
    assert renewed["items"].data[0].current_period_end == boundary(START, "month", 1, 2)
    assert [(one.status, one.test_clock) for one in invoices] == [("paid", clock.id)] * 2
    assert sandbox.drain()
    assert [one for one in receiver.types() if one.startswith("test_helpers")] == [
        "test_helpers.test_clock.created",
        "test_helpers.test_clock.advancing",
        "test_helpers.test_clock.ready",
    ]


def test_one_clock_moves_nobody_else(sandbox, client):
    first, second = clock_at(client), clock_at(client)
    subscriptions = [subscribe(client, customer_on(client, one)) for one in (first, second)]
    bystander = client.v1.customers.create({})

    advance(client, first, START + 32 * DAY)
    lever(sandbox, "clock", {"advance_days": 400})

    counts = [len(client.v1.invoices.list({"subscription": one.id}).data) for one in subscriptions]
    assert counts == [2, 1]
    assert client.v1.customers.create({}).created > bystander.created + 399 * DAY
    assert client.v1.test_helpers.test_clocks.retrieve(second.id).frozen_time == START


def test_lists_show_who_lives_by_a_clock_only_when_asked(client):
    clock = clock_at(client)
    customer = customer_on(client, clock)
    subscription = subscribe(client, customer)
    other = client.v1.customers.create({})

    def ids(listed):
        return [one.id for one in listed.data]

    assert ids(client.v1.customers.list()) == [other.id]
    assert ids(client.v1.customers.list({"test_clock": clock.id})) == [customer.id]
    assert ids(client.v1.subscriptions.list()) == []
    assert ids(client.v1.subscriptions.list({"customer": customer.id})) == [subscription.id]
    assert ids(client.v1.subscriptions.list({"test_clock": clock.id})) == [subscription.id]


def test_a_clock_moves_forward_and_by_two_periods_at_most(client):
    clock = clock_at(client)
    subscribe(client, customer_on(client, clock))

    for to, told in ((START, "forward only"), (START + 70 * DAY, "two billing periods")):
        with pytest.raises(stripe.InvalidRequestError, match=told):
            advance(client, clock, to)

    assert advance(client, clock, boundary(START, "month", 1, 2))[1].status == "ready"


def test_who_leaves_on_the_billing_page_leaves_by_their_clock(client):
    clock = clock_at(client)
    customer = customer_on(client, clock)
    subscription = subscribe(client, customer)
    page = client.v1.billing_portal.sessions.create({"customer": customer.id})

    told = browse(page.url)[1]
    browse(page.url, {"action": "cancel", "subscription": subscription.id})
    advance(client, clock, START + 32 * DAY)

    ended = client.v1.subscriptions.retrieve(subscription.id)
    assert "Renews on 1 February 2030" in told
    assert (ended.status, ended.ended_at) == ("canceled", boundary(START, "month", 1, 1))


def test_a_debit_settles_by_the_clock_of_its_customer(client):
    clock = clock_at(client)
    customer = client.v1.customers.create({"test_clock": clock.id})
    begun = client.v1.payment_intents.create(
        {
            "amount": 800,
            "currency": "eur",
            "customer": customer.id,
            "payment_method": "pm_sepaDebit_success",
            "confirm": True,
        }
    )

    advance(client, clock, START + 7 * DAY)

    assert begun.status == "processing"
    assert client.v1.payment_intents.retrieve(begun.id).status == "succeeded"


def test_a_clock_that_is_deleted_takes_its_customers_along(client):
    clock = clock_at(client)
    customer = customer_on(client, clock)
    subscription = subscribe(client, customer)

    gone = client.v1.test_helpers.test_clocks.delete(clock.id)

    assert gone.deleted is True
    assert client.v1.customers.retrieve(customer.id).deleted is True
    assert client.v1.subscriptions.retrieve(subscription.id).status == "canceled"
    assert client.v1.test_helpers.test_clocks.list().data == []


def preview(client, **wanted):
    return client.v1.invoices.create_preview(wanted)


def test_a_preview_is_what_is_charged_next_and_leaves_nothing(client):
    clock = clock_at(client)
    customer = customer_on(client, clock)
    subscription = subscribe(client, customer)
    before = [len(client.v1.prices.list({"limit": 100}).data), len(client.v1.invoices.list().data)]

    told = preview(client, subscription=subscription.id)
    price_data = {
        "currency": "usd",
        "unit_amount": 1200,
        "recurring": {"interval": "month"},
        "product": subscription["items"].data[0].price.product,
    }
    item = subscription["items"].data[0].id
    other = preview(
        client,
        subscription=subscription.id,
        subscription_details={
            "items": [{"id": item, "price_data": price_data}],
            "proration_behavior": "none",
        },
    )

    advance(client, clock, START + 32 * DAY)
    [came, _] = client.v1.invoices.list({"subscription": subscription.id}).data
    assert (told.amount_due, told.lines.data[0].period.to_dict()) == (
        came.amount_due,
        came.lines.data[0].period.to_dict(),
    )
    assert (told.billing_reason, told.status, told.created) == (
        "upcoming",
        "draft",
        boundary(START, "month", 1, 1),
    )
    assert other.amount_due == 1200
    assert before == [
        len(client.v1.prices.list({"limit": 100}).data),
        len(client.v1.invoices.list().data) - 1,
    ]


def test_a_preview_of_a_change_is_what_the_change_costs(client):
    clock = clock_at(client)
    customer = customer_on(client, clock)
    subscription = subscribe(client, customer)
    advance(client, clock, START + 10 * DAY)
    item, dearer = subscription["items"].data[0].id, price_of(client, 1200)
    change = {
        "items": [{"id": item, "price": dearer}],
        "proration_behavior": "always_invoice",
    }

    told = preview(client, subscription=subscription.id, subscription_details=change)
    client.v1.subscriptions.update(subscription.id, change)

    came = client.v1.invoices.list({"subscription": subscription.id}).data[0]
    assert [one.amount for one in told.lines.data] == [one.amount for one in came.lines.data]
    assert told.amount_due == came.amount_due > 0


@pytest.mark.parametrize(
    ("wanted", "due"), [({}, 800), ({"trial_end": 4_000_000_000}, None), ({"days": 14}, 0)]
)
def test_a_preview_of_a_beginning(client, wanted, due):
    clock = clock_at(client)
    customer = customer_on(client, clock)
    details = {"items": [{"price": price_of(client)}], **wanted}
    if "days" in details:
        details["trial_end"] = START + details.pop("days") * DAY

    if due is None:
        with pytest.raises(stripe.InvalidRequestError):
            preview(client, customer=customer.id, subscription_details=details)
        return
    told = preview(client, customer=customer.id, subscription_details=details)

    assert told.amount_due == due
    assert client.v1.subscriptions.list({"customer": customer.id}).data == []


def test_a_preview_shows_what_a_coupon_would_take_off(client):
    off = client.v1.coupons.create({"percent_off": 25, "duration": "once"})
    customer = client.v1.customers.create({})

    told = preview(
        client,
        customer=customer.id,
        subscription_details={"items": [{"price": price_of(client)}]},
        discounts=[{"coupon": off.id}],
    )

    assert (told.subtotal, told.amount_due) == (800, 600)
    assert client.v1.coupons.retrieve(off.id).times_redeemed == 0
