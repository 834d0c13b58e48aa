"""Every answer is what the installed client's types say; the fixture `wire` holds each to them."""

import copy

import pytest

from stripe_sandbox.routes import TABLE
from tests.stripe_sandbox.wire_types import faults_of
from tests.stripe_sandbox.world import checkout, join, lever, pay

READS = [path for method, path, _ in TABLE if method == "GET"]


@pytest.fixture
def full(sandbox, client):
    """A sandbox in which there is something of every kind."""
    subscription = join(client)
    lever(sandbox, "cards", {"customer": subscription.customer, "fails": True})
    lever(sandbox, "clock", {"advance_days": 33})
    pay(checkout(client, "payment"))
    paid = client.v1.charges.list({"limit": 2}).data[0]
    client.v1.refunds.create({"charge": paid.id, "amount": 300})
    lever(sandbox, "disputes", {"charge": paid.id})
    off = client.v1.coupons.create({"percent_off": 20, "duration": "forever"})
    client.v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": off.id}})
    client.v1.subscriptions.update(
        subscription.id, {"discounts": [{"coupon": off.id}], "expand": ["discounts"]}
    )
    client.v1.subscription_schedules.create({"from_subscription": subscription.id})
    clock = client.v1.test_helpers.test_clocks.create({"frozen_time": 1_893_456_000})
    client.v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": 1_893_456_001})
    debit = {"amount": 800, "currency": "eur", "payment_method": "pm_sepaDebit_success"}
    client.v1.payment_intents.create({**debit, "confirm": True})
    client.v1.setup_intents.create({"payment_method": "pm_card_visa", "confirm": True})
    much = {"amount": 50_000, "currency": "usd", "payment_method": "pm_card_visa"}
    client.v1.payment_intents.create({**much, "confirm": True})
    lever(sandbox, "clock", {"advance_days": 3})
    lever(sandbox, "payouts", {})
    client.v1.billing_portal.sessions.create({"customer": subscription.customer})
    client.v1.webhook_endpoints.create(
        {"url": "http://127.0.0.1:9/", "enabled_events": ["invoice.paid"]}
    )
    return sandbox


def test_every_address_that_is_read_answers_as_the_types_say(full, client, wire):
    for path in READS:
        client.raw_request("get", address_of(path, client, full))

    kept = {kind for kind in full.world.store.kinds() if not kind.startswith("_")}
    assert kept - wire.kinds == set()


def address_of(path, client, sandbox):
    """Fill the address with the id of something that is there."""
    if path == "mandates/{id}":
        return f"/v1/mandates/{sandbox.world.all('mandate')[0]['id']}"
    if "{id}" not in path:
        return f"/v1/{path}" + query_of(path, sandbox)
    owner = f"/v1/{path.partition('/{id}')[0]}"
    found = client.deserialize(
        client.raw_request("get", owner + query_of(owner.removeprefix("/v1/"), sandbox)),
        api_mode="V1",
    )
    return f"/v1/{path.replace('{id}', found['data'][0]['id'])}"


# What a list cannot be asked without.
OWNERS = {
    "subscription_items": "subscription",
    "payment_methods": "customer",
    "setup_attempts": "setup_intent",
}


def query_of(path, sandbox):
    """Return the query of a list that belongs to something."""
    owner = OWNERS.get(path)
    return f"?{owner}={sandbox.world.all(owner)[0]['id']}" if owner else ""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda one: one.pop("status"), ["subscription.status: missing"]),
        (
            lambda one: one["billing_mode"].pop("type"),
            ["subscription.billing_mode.type: missing"],
        ),
        (lambda one: one.update(created="now"), ["subscription.created: 'now' is no int"]),
        (lambda one: one.update(created=True), ["subscription.created: True is no int"]),
        (
            lambda one: one.update(status="fine"),
            ["subscription.status: 'fine' is none of its words"],
        ),
        (lambda one: one.update(metadata=None), ["subscription.metadata: NoneType is no hash"]),
        (lambda one: one.update(mood="good"), ["subscription.mood: unknown"]),
        (
            lambda one: one["items"]["data"][0].pop("created"),
            ["subscription.items.data[0].created: missing"],
        ),
        (
            lambda one: one["items"]["data"][0]["price"].update(unit_amount_decimal=8.0),
            ["subscription.items.data[0].price.unit_amount_decimal: 8.0 is no decimal text"],
        ),
        (lambda one: one["items"].pop("url"), ["subscription.items.url: missing"]),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(client, change, told):
    answer = copy.deepcopy(dict(join(client).to_dict()))
    told_before = faults_of(wire_form(answer))

    change(answer)

    assert (told_before, faults_of(wire_form(answer))) == ([], told)


def wire_form(answer):
    """Return an answer with its decimals as the texts they came as."""
    item = answer["items"]["data"][0]
    for part, name in ((item["price"], "unit_amount_decimal"), (item["plan"], "amount_decimal")):
        if not isinstance(part[name], float):
            part[name] = str(part[name])
    return answer
