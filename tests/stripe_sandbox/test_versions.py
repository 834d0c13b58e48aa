import pytest
import stripe

from tests.stripe_sandbox.world import RETURN, browse, join, lever, pay

CLASSIC, FLEXIBLE = "2025-08-27.basil", "2025-09-30.clover"


@pytest.fixture
def price(client):
    """Return what makes a price of so many cents at a rhythm."""

    def make(amount, interval="month"):
        return client.v1.prices.create(
            {
                "currency": "usd",
                "unit_amount": amount,
                "recurring": {"interval": interval},
                "product_data": {"name": "Membership"},
            }
        ).id

    return make


@pytest.fixture
def customer(client):
    made = client.v1.customers.create({"payment_method": "pm_card_visa"})
    card = client.v1.customers.payment_methods.list(made.id).data[0].id
    client.v1.customers.update(made.id, {"invoice_settings": {"default_payment_method": card}})
    return made.id


def subscribe(client, customer, *prices, version=FLEXIBLE, **changes):
    return client.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": one} for one in prices], **changes},
        {"stripe_version": version},
    )


@pytest.mark.parametrize("version", [CLASSIC, FLEXIBLE, "2026-10-28.endive"])
def test_the_version_of_a_request_is_the_version_of_its_answer(client, version):
    answer = client.v1.customers.list({}, {"stripe_version": version})

    assert answer.last_response.headers["Stripe-Version"] == version


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("endive", "Invalid Stripe API version"),
        ("2031-01-01.fig", "Invalid Stripe API version"),
        ("2024-06-20", "plays the versions from 2025-03-31.basil"),
    ],
)
def test_a_version_that_is_not_played_is_refused_by_name(client, version, told):
    with pytest.raises(stripe.InvalidRequestError, match=told) as refused:
        client.v1.customers.list({}, {"stripe_version": version})

    assert version in str(refused.value)


@pytest.mark.parametrize(("version", "mode"), [(CLASSIC, "classic"), (FLEXIBLE, "flexible")])
def test_a_subscription_bills_as_the_version_of_its_request_says(
    client, price, customer, version, mode
):
    made = subscribe(client, customer, price(800), version=version)

    assert made.billing_mode.type == mode


@pytest.mark.parametrize(("version", "mode"), [(CLASSIC, "flexible"), (FLEXIBLE, "classic")])
def test_a_request_may_say_how_it_bills(client, price, customer, version, mode):
    made = subscribe(client, customer, price(800), version=version, billing_mode={"type": mode})

    assert made.billing_mode.type == mode


@pytest.mark.parametrize("mode", ["classic", "flexible"])
def test_checkout_hands_the_mode_on(client, mode):
    subscription = join(client, subscription_data={"billing_mode": {"type": mode}})

    assert subscription.billing_mode.type == mode


def test_a_classic_subscription_becomes_flexible_and_never_back(client, price, customer):
    made = subscribe(client, customer, price(800), version=CLASSIC)

    moved = client.v1.subscriptions.migrate(made.id, {"billing_mode": {"type": "flexible"}})

    assert moved.billing_mode.type == "flexible"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.subscriptions.migrate(made.id, {"billing_mode": {"type": "classic"}})


def test_only_flexible_billing_mixes_rhythms(client, price, customer):
    both = (price(800), price(9000, "year"))

    with pytest.raises(stripe.InvalidRequestError, match="same billing interval"):
        subscribe(client, customer, *both, version=CLASSIC)
    mixed = subscribe(client, customer, *both)

    ends = sorted(one.current_period_end for one in mixed["items"].data)
    assert ends[1] - ends[0] > 300 * 86_400


@pytest.mark.parametrize(("name", "which"), [("min_period_end", min), ("max_period_end", max)])
def test_an_end_can_be_named_by_the_periods(client, price, customer, name, which):
    mixed = subscribe(client, customer, price(800), price(9000, "year"))

    planned = client.v1.subscriptions.update(mixed.id, {"cancel_at": name})

    ends = [one.current_period_end for one in mixed["items"].data]
    assert (planned.cancel_at, planned.cancel_at_period_end) == (which(ends), False)


def test_an_end_is_planned_in_one_way_only(client, price, customer):
    made = subscribe(client, customer, price(800))

    with pytest.raises(stripe.InvalidRequestError, match="both cancel_at and"):
        client.v1.subscriptions.update(
            made.id, {"cancel_at": "min_period_end", "cancel_at_period_end": True}
        )


def test_a_date_that_was_planned_is_not_taken_back_by_the_flag(client, price, customer):
    made = subscribe(client, customer, price(800), cancel_at="min_period_end")

    kept = client.v1.subscriptions.update(made.id, {"cancel_at_period_end": False})
    gone = client.v1.subscriptions.update(made.id, {"cancel_at": ""})

    assert (kept.cancel_at, gone.cancel_at) == (made.cancel_at, None)


@pytest.mark.parametrize(("mode", "flag"), [("classic", True), ("flexible", False)])
def test_the_portal_plans_an_end_as_the_mode_does(client, mode, flag):
    subscription = join(client, subscription_data={"billing_mode": {"type": mode}})
    portal = client.v1.billing_portal.sessions.create({"customer": subscription.customer})
    form = {"action": "cancel", "subscription": subscription.id}

    browse(portal.url, form)
    ending = client.v1.subscriptions.retrieve(subscription.id)
    browse(portal.url, {**form, "action": "keep"})
    kept = client.v1.subscriptions.retrieve(subscription.id)

    end = subscription["items"].data[0].current_period_end
    assert (ending.cancel_at, ending.cancel_at_period_end) == (end, flag)
    assert (kept.cancel_at, kept.cancel_at_period_end) == (None, False)


def test_flexible_billing_gives_back_of_what_was_debited(sandbox, client, price, customer):
    """Half a month of $8 was never debited at $20, so $20 is not what half of comes back."""
    made = {
        mode: subscribe(client, customer, price(800), billing_mode={"type": mode})
        for mode in ("classic", "flexible")
    }
    lever(sandbox, "clock", {"advance_days": 10})
    credits = {}
    for mode, subscription in made.items():
        item = subscription["items"].data[0].id
        for amount, behaviour in ((2000, "none"), (600, "always_invoice")):
            client.v1.subscriptions.update(
                subscription.id,
                {
                    "items": [{"id": item, "price": price(amount)}],
                    "proration_behavior": behaviour,
                },
            )
        invoice = client.v1.invoices.list({"subscription": subscription.id}).data[0]
        credits[mode] = [one.amount for one in invoice.lines.data if one.amount < 0]

    assert [-2000 < amount < -1200 for amount in credits["classic"]] == [True]
    assert credits["flexible"] == []


def test_an_endpoint_is_told_in_its_own_version(sandbox, client, receiver):
    client.v1.webhook_endpoints.create(
        {"url": receiver.url, "enabled_events": ["customer.created"], "api_version": FLEXIBLE}
    )

    client.v1.customers.create({})
    sandbox.drain()

    assert sorted(one["api_version"] for one in receiver.events()) == [
        FLEXIBLE,
        "2026-10-28.endive",
    ]


def test_checkout_bills_as_its_version_says(client):
    session = client.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "success_url": RETURN,
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "usd",
                        "unit_amount": 800,
                        "recurring": {"interval": "month"},
                        "product_data": {"name": "Membership"},
                    },
                }
            ],
        },
        {"stripe_version": CLASSIC},
    )
    pay(session)

    [made] = client.v1.subscriptions.list().data
    assert made.billing_mode.type == "classic"
