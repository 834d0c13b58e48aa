"""The address that Stripe's messages arrive at."""

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from stripe_sandbox.webhooks import signature
from tests.payments.world import Shop, deliver, join, post, sweep
from wellread.cli import main
from wellread.membership.models import Membership, Plan
from wellread.payments import clock, inbox
from wellread.payments.models import BillingEvent, Checkout, LedgerEntry

pytestmark = pytest.mark.django_db


def message(**changes: Any) -> dict[str, Any]:
    return {
        "id": "evt_1",
        "object": "event",
        "type": "invoice.paid",
        "livemode": False,
        "api_version": "2026-10-28.endive",
        "created": int(time.time()),
        "data": {"object": {"id": "in_1", "object": "invoice"}},
        **changes,
    }


def body(**changes: Any) -> bytes:
    return json.dumps(message(**changes)).encode()


def nested(levels: int) -> Any:
    value: Any = []
    for _ in range(levels):
        value = [value]
    return value


def test_a_signed_message_is_stored_once_however_often_it_comes(client: Client) -> None:
    answers = [post(client, body()).status_code for _ in range(3)]

    assert answers == [200, 200, 200]
    assert list(BillingEvent.objects.values_list("stripe_id", "type", "object_id")) == [
        ("evt_1", "invoice.paid", "in_1")
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Stripe-Signature": ""},
        {"Stripe-Signature": "nonsense"},
        {"Stripe-Signature": "t=x,v1=y"},
        {"Stripe-Signature": "t=1,v1=é"},
        {"Stripe-Signature": f"t={int(time.time())},v1={'0' * 64}"},
    ],
)
def test_an_unsigned_message_is_refused(headers: dict[str, str], client: Client) -> None:
    answer = client.post(
        "/payments/stripe/webhook/", body(), content_type="application/json", headers=headers
    )

    assert (answer.status_code, BillingEvent.objects.count()) == (400, 0)


@pytest.mark.parametrize(
    "odd",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"7",
        b'"text"',
        b"{}",
        b'{"object":"event"}',
        b'{"id":null,"type":1,"livemode":false,"data":[]}',
        b"{" * 5000,
        b"[" * 100_000,
        body(amount=float("nan")),
        body(amount=float("-inf")),
        body().replace(b'"created"', b'"amount": 1e999, "created"'),
        body().replace(b'"created"', b'"id": "evt_2", "created"'),
        body().replace(b'"id": "in_1"', b'"id": "in_1", "id": "in_2"'),
        body(note="\0"),
        body(data={"object": {"id": "in_1", "note": ["\0"]}}),
        body(**{"no\0te": 1}),
        body(note="\ud800"),
        body(note=nested(65)),
        body(note=nested(900)),
        body().replace(b'"created"', b'"amount": ' + b"9" * 5000 + b', "created"'),
        body(id="evt_" + "x" * 252),
        body(id=""),
        body(id=7),
        body(type="x" * 101),
        body(type=["invoice.paid"]),
        body(data={"object": {"id": {"id": "in_1"}}}),
        body(data={"object": {"id": "in_" + "x" * 253}}),
        body(data={"object": []}),
    ],
)
def test_an_odd_body_is_refused_though_it_is_signed(odd: bytes, client: Client) -> None:
    assert (post(client, odd).status_code, BillingEvent.objects.count()) == (400, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"note": "Zoë 🦊 \u2028 \x01"},
        {"amount": 10**400},
        {"amount": -0.0},
        {"amount": 1e300},
        {"note": nested(50)},
        {"type": "balance.available", "data": {"object": {"object": "balance"}}},
        {"type": "checkout.session.completed", "data": {"object": {"client_reference_id": 7}}},
        {"type": "checkout.session.completed", "data": {"object": {"client_reference_id": "x"}}},
        {
            "type": "charge.dispute.closed",
            "data": {"object": {"id": "du_1", "payment_intent": None}},
        },
        {"type": "refund.failed", "data": {"object": {"payment_intent": {"id": "pi_none"}}}},
        {"type": "invoice.paid", "data": {"object": {"id": "in_1", "lines": None}}},
    ],
)
def test_an_odd_message_that_is_valid_comes_to_an_end(
    changes: dict[str, Any], client: Client, shop: Shop, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = post(client, body(**changes))

    assert answer.status_code == 200
    assert BillingEvent.objects.get().outcome == "ignored"


def test_a_forged_message_is_refused(client: Client) -> None:
    assert post(client, body(), secret="whsec_forged").status_code == 400


def test_while_one_secret_replaces_another_both_are_good(client: Client, settings: Any) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = ("whsec_new", "whsec_old")

    answers = [
        post(client, body(id=f"evt_{secret}"), secret=f"whsec_{secret}").status_code
        for secret in ("new", "old", "older")
    ]

    assert answers == [200, 200, 400]


def test_without_a_secret_nothing_is_trusted(client: Client, settings: Any) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = ()

    assert post(client, body(), secret="whsec_any").status_code == 400


def test_a_message_of_a_version_we_do_not_know_is_worked_through(shop: Shop, plan: Plan) -> None:
    join(shop, plan)

    deliver({**one, "api_version": "2031-01-01.zinnia"} for one in shop.messages())

    assert Membership.objects.get().status == "active"


def test_a_message_whose_object_was_deleted_since_is_noted_and_ignored(
    shop: Shop, plan: Plan
) -> None:
    join(shop, plan)
    lost = [
        {**one, "id": f"{one['id']}_2", "data": {"object": {"id": f"{kind}_deleted"}}}
        for one in shop.messages()
        for kind in [one["data"]["object"]["object"]]
    ]

    outcomes = {event.outcome for event in deliver(lost)}

    assert (outcomes, Membership.objects.count()) == ({"ignored"}, 0)


def test_a_stale_message_is_refused(client: Client) -> None:
    assert post(client, body(), at=int(time.time()) - 301).status_code == 400


def test_a_message_of_the_other_mode_is_refused(client: Client) -> None:
    assert post(client, body(livemode=True)).status_code == 400
    assert BillingEvent.objects.count() == 0


def test_an_overlong_message_is_refused(client: Client) -> None:
    assert post(client, b" " * (1024 * 1024 + 1)).status_code == 400


def test_looking_at_the_address_is_not_allowed(client: Client) -> None:
    assert client.get("/payments/stripe/webhook/").status_code == 405


def test_the_message_brings_the_sandboxs_clock(client: Client, shop: Shop) -> None:
    post(client, body(), **{"Sandbox-Clock-Offset": "86400"})

    ahead = clock.now() - timezone.now()
    assert abs(ahead - timedelta(days=1)) < timedelta(seconds=2)


def test_a_forged_message_moves_no_clock(client: Client, shop: Shop) -> None:
    post(client, body(), secret="whsec_forged", **{"Sandbox-Clock-Offset": "86400"})

    assert abs(clock.now() - timezone.now()) < timedelta(seconds=2)


def test_a_type_we_do_not_hear_is_noted_and_ignored(shop: Shop) -> None:
    [event] = deliver([message(type="payout.updated")])

    assert (event.outcome, event.error) == ("ignored", "We do not listen to this type.")


def test_what_is_not_ours_is_noted_and_ignored(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    ours = shop.messages()
    Membership.objects.all().delete()
    Checkout.objects.all().delete()

    done = deliver(ours)

    assert {event.outcome for event in done} == {"ignored"}
    assert LedgerEntry.objects.count() == 0


def test_what_no_longer_exists_is_noted_and_ignored(shop: Shop) -> None:
    [event] = deliver([message()])

    assert (event.outcome, "No such invoice" in event.error) == ("ignored", True)


def test_a_silent_stripe_is_asked_again_later_and_later(shop: Shop, settings: Any) -> None:
    settings.STRIPE_API_ADDRESS = "http://127.0.0.1:9"
    [event] = deliver([message()])
    first_wait = event.try_again_at
    while event.outcome == "waiting":
        inbox.process(event)

    assert first_wait is not None
    assert (event.attempts, event.outcome) == (9, "given_up")
    assert event.error.startswith("GatewayUnavailable")


def test_the_sweep_processes_what_its_job_lost(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    for one in shop.messages():
        BillingEvent.objects.create(
            stripe_id=one["id"],
            type=one["type"],
            object_id=one["data"]["object"]["id"],
            payload=one,
        )
    BillingEvent.objects.update(received_at=timezone.now() - timedelta(minutes=2))

    sweep()

    assert set(BillingEvent.objects.values_list("outcome", flat=True)) == {"processed"}
    assert Membership.objects.count() == 1


def test_a_whole_join_over_http_makes_a_member(
    client: Client, shop: Shop, plan: Plan, django_capture_on_commit_callbacks: Any
) -> None:
    join(shop, plan)

    with django_capture_on_commit_callbacks(execute=True):
        answers = [post(client, json.dumps(one).encode()).status_code for one in shop.messages()]

    assert set(answers) == {200}
    assert Membership.objects.get().status == "active"
    assert set(BillingEvent.objects.values_list("outcome", flat=True)) == {"processed"}


def test_the_command_has_stripe_send_exactly_what_we_handle(
    shop: Shop, settings: Any, capsys: Any
) -> None:
    settings.SITE_URL = "https://news.example"

    assert main(["webhook"]) == 0

    [endpoint] = shop.call("webhook_endpoints")["data"]
    assert endpoint["url"] == "https://news.example/payments/stripe/webhook/"
    assert sorted(endpoint["enabled_events"]) == sorted(inbox.HANDLERS)
    assert capsys.readouterr().out.startswith("STRIPE_WEBHOOK_SECRET=whsec_")


def test_the_command_brings_an_older_list_of_events_up_to_date(
    shop: Shop, settings: Any, capsys: Any
) -> None:
    settings.SITE_URL = "https://news.example"
    main(["webhook"])
    [endpoint] = shop.call("webhook_endpoints")["data"]
    shop.call(f"webhook_endpoints/{endpoint['id']}", {"enabled_events[0]": "invoice.paid"})

    assert main(["webhook"]) == 0

    [endpoint] = shop.call("webhook_endpoints")["data"]
    assert sorted(endpoint["enabled_events"]) == sorted(inbox.HANDLERS)
    assert "up to date now" in capsys.readouterr().out


def test_a_message_and_its_job_are_written_down_both_or_neither(settings: Any) -> None:
    payload = body()
    header = signature(payload, settings.STRIPE_WEBHOOK_SECRETS[0], int(time.time()))

    def refuse(event: BillingEvent) -> None:
        raise RuntimeError("no job can be written down")

    with pytest.raises(RuntimeError):
        inbox.receive(payload=payload, signature=header, enqueue=refuse)

    assert not BillingEvent.objects.exists()


def test_a_message_that_comes_again_is_worked_off_once_more_only_while_it_waits(
    settings: Any,
) -> None:
    payload = body()
    header = signature(payload, settings.STRIPE_WEBHOOK_SECRETS[0], int(time.time()))
    enqueued: list[str] = []

    for outcome in ("waiting", "waiting", "processed"):
        BillingEvent.objects.update(outcome=outcome)
        inbox.receive(
            payload=payload,
            signature=header,
            enqueue=lambda event: enqueued.append(event.outcome),
        )

    assert enqueued == ["waiting", "waiting"]
    assert BillingEvent.objects.count() == 1
