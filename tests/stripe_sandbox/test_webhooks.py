import json
import time

import pytest
import stripe

from tests.stripe_sandbox.world import SECRET, join, lever


def test_the_real_client_accepts_the_signature(sandbox, client, receiver):
    client.v1.customers.create({"email": "ada@example.com"})
    sandbox.drain()

    body, headers = receiver.letters[0]
    event = stripe.Webhook.construct_event(body, headers["Stripe-Signature"], SECRET)

    assert (event.type, event.livemode) == ("customer.created", False)
    assert event.api_version == "2026-10-28.endive"
    assert event.data.object.email == "ada@example.com"


def test_a_changed_body_is_refused_by_the_real_client(sandbox, client, receiver):
    client.v1.customers.create({"email": "ada@example.com"})
    sandbox.drain()
    body, headers = receiver.letters[0]

    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(
            body.replace(b"ada", b"eve"), headers["Stripe-Signature"], SECRET
        )


def test_a_signature_is_of_wall_time_whatever_the_virtual_clock_says(sandbox, client, receiver):
    lever(sandbox, "clock", {"advance_days": 31})
    before = int(time.time())
    client.v1.customers.create({})
    sandbox.drain()

    after = time.time()
    body, headers = receiver.letters[0]
    stripe.Webhook.construct_event(body, headers["Stripe-Signature"], SECRET, tolerance=600)

    offset = int(headers["Sandbox-Clock-Offset"])
    signed_at = int(headers["Stripe-Signature"].partition(",")[0].removeprefix("t="))
    assert before <= signed_at <= after
    assert offset == lever(sandbox, "clock")["offset_seconds"]
    assert before <= json.loads(body)["created"] - offset <= after


def test_a_refused_delivery_comes_back_until_it_is_taken(sandbox, client, receiver):
    receiver.refusals = [500, 503, 302]

    customer = client.v1.customers.create({})

    assert sandbox.drain()
    [event] = lever(sandbox, "events")["events"]
    assert (receiver.types(), event["object"]) == (["customer.created"], customer.id)
    assert event["deliveries"] == [{"state": "delivered", "status": 200, "tries": 4}]


def test_undelivered_events_can_be_listed(sandbox, client):
    lever(sandbox, "chaos", {"drop": ["customer.created"]})

    client.v1.customers.create({})

    lost = client.v1.events.list({"delivery_success": False}).data
    assert [event.type for event in lost] == ["customer.created"]


def test_events_can_be_held_back_and_let_go(sandbox, client, receiver):
    lever(sandbox, "chaos", {"hold": True})
    client.v1.customers.create({})
    before = (sandbox.drain(0.3), receiver.types())

    lever(sandbox, "chaos", {"hold": False})

    assert before == (False, [])
    assert sandbox.drain()
    assert receiver.types() == ["customer.created"]


def test_events_can_be_late(sandbox, client, receiver):
    lever(sandbox, "chaos", {"delay_seconds": 0.4})

    client.v1.customers.create({})

    assert (sandbox.drain(0.2), receiver.types()) == (False, [])
    assert (sandbox.drain(2), receiver.types()) == (True, ["customer.created"])


def test_chaos_repeats_and_shuffles(sandbox, client, receiver):
    lever(sandbox, "chaos", {"duplicate": 1, "shuffle": True})
    join(client)
    assert sandbox.drain()

    sent = [event["type"] for event in lever(sandbox, "events")["events"]]
    assert sorted(receiver.types()) == sorted(sent * 2)
    assert receiver.types() != [kind for kind in sent for _ in range(2)]
    assert lever(sandbox, "chaos", {"reset": True})["duplicate"] == 0


def test_everything_can_be_delivered_again_twice_and_in_reverse(sandbox, client, receiver):
    join(client)
    sandbox.drain()
    first = receiver.types()
    receiver.letters.clear()

    lever(sandbox, "deliver", {"order": "reverse", "times": 2, "wait_s": 10})

    assert receiver.types() == [kind for kind in first[::-1] for _ in range(2)]


def test_an_endpoint_hears_only_what_it_asked_for(sandbox, client, receiver):
    client.v1.webhook_endpoints.update("we_sandbox", {"enabled_events": ["invoice.paid"]})

    join(client)

    assert sandbox.drain()
    assert receiver.types() == ["invoice.paid"]


def test_an_endpoint_made_by_the_api_shows_its_secret_once(sandbox, client, receiver):
    made = client.v1.webhook_endpoints.create({"url": receiver.url, "enabled_events": ["*"]})

    client.v1.customers.create({})
    sandbox.drain()

    accepted = []
    for body, headers in receiver.letters:
        try:
            stripe.Webhook.construct_event(body, headers["Stripe-Signature"], made.secret)
            accepted.append(True)
        except stripe.SignatureVerificationError:
            accepted.append(False)
    assert sorted(accepted) == [False, True]
    assert not hasattr(client.v1.webhook_endpoints.retrieve(made.id), "secret")
