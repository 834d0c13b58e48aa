"""What other systems are told of a member, from joining to the end, and of money given and back."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.integrations.conftest import make_endpoint
from tests.integrations.listener import Listener
from tests.membership.test_joining import join_and_return
from tests.payments.world import Shop, deliver, join, make_reader, sweep
from wellread.accounts.models import Reader
from wellread.integrations import jobs
from wellread.integrations.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from wellread.membership import actions
from wellread.membership.models import Membership, Plan, Price
from wellread.payments import clock
from wellread.payments.facts import ChargeTerms
from wellread.payments.models import Payment
from wellread.payments.money import Money

pytestmark = pytest.mark.django_db


def events() -> list[str]:
    return list(WebhookEvent.objects.values_list("kind", flat=True))


def data(kind: str) -> Any:
    return json.loads(WebhookEvent.objects.filter(kind=kind).latest("pk").body)["data"]


def joined(shop: Shop, plan: Plan, **changes: Any) -> Membership:
    join(shop, plan, **changes)
    deliver(shop.messages())
    return Membership.objects.latest("pk")


def pass_days(shop: Shop, days: int) -> None:
    shop.lever("clock", {"advance_days": days})
    clock.follow()
    deliver(shop.news())
    sweep()


def test_who_joins_is_told_of_once_with_all_that_was_paid(
    shop: Shop, plan: Plan, endpoint: WebhookEndpoint
) -> None:
    reader = make_reader()

    membership = joined(shop, plan, reader=reader)
    deliver(shop.messages())

    told = data("membership.joined")
    assert events() == ["membership.joined"]
    assert told["reader"] == {"id": reader.pk, "email": "ada@example.com"}
    assert told["membership"]["amount_minor"] == 800
    assert told["membership"]["paid_until"] == f"{membership.paid_until:%Y-%m-%dT%H:%M:%SZ}"
    assert told["previous"] == {}


def test_a_membership_is_told_from_its_beginning_to_its_end(
    shop: Shop, plan: Plan, endpoint: WebhookEndpoint
) -> None:
    membership = joined(shop, plan, reader=make_reader())
    pass_days(shop, 32)
    membership.refresh_from_db()
    actions.change_amount(membership=membership, wanted=ChargeTerms(Money(1200, "USD"), "month"))
    actions.cancel(membership=membership)
    membership.refresh_from_db()
    actions.resume(membership=membership)
    membership.refresh_from_db()
    actions.cancel(membership=membership)
    pass_days(shop, 40)
    actions.expire()

    assert events() == [
        "membership.joined",
        "membership.renewed",
        "membership.changed",
        "membership.cancelled",
        "membership.resumed",
        "membership.cancelled",
        "membership.ended",
    ]
    assert data("membership.changed")["previous"] == {"amount_minor": 800}
    assert data("membership.ended")["sequence"] == 7


def test_free_days_are_told_with_their_end_until_they_were_paid_for(
    client: Client, shop: Shop, plan: Plan, endpoint: WebhookEndpoint
) -> None:
    Price.objects.update(trial_days=14)
    clock.follow()
    join_and_return(client, shop, {"interval": "month", "amount": "800"})
    ends_at = Membership.objects.get().started_at + timedelta(days=14)
    ends_at_said = f"{ends_at:%Y-%m-%dT%H:%M:%SZ}"
    begun = data("membership.joined")["membership"]
    pass_days(shop, 15)

    assert begun["trial_ends_at"] == begun["paid_until"] == ends_at_said
    assert events() == ["membership.joined", "membership.renewed"]
    told = data("membership.renewed")
    assert told["membership"]["trial_ends_at"] is None
    assert told["previous"]["paid_until"] == ends_at_said


def test_a_lower_price_is_told_with_its_end_and_its_end_is_no_change(
    client: Client, shop: Shop, plan: Plan, endpoint: WebhookEndpoint
) -> None:
    Price.objects.update(intro_minor=100, intro_months=2)
    clock.follow()
    join_and_return(client, shop, {"interval": "month", "amount": "800"})
    until = Membership.objects.get().subscription.off_until
    begun = data("membership.joined")["membership"]
    for _ in range(2):
        pass_days(shop, 31)

    assert (begun["amount_minor"], begun["lower_minor"]) == (800, 100)
    assert begun["lower_until"] == f"{until:%Y-%m-%dT%H:%M:%SZ}"
    assert events() == ["membership.joined", "membership.renewed", "membership.renewed"]
    told = data("membership.renewed")
    assert (told["membership"]["lower_minor"], told["membership"]["lower_until"]) == (None, None)


def test_a_payment_that_fails_and_is_made_good_is_told(
    shop: Shop, plan: Plan, endpoint: WebhookEndpoint
) -> None:
    membership = joined(shop, plan, reader=make_reader())
    assert membership.checkout.customer is not None
    customer = membership.checkout.customer.stripe_id
    shop.lever("cards", {"customer": customer, "fails": True})
    pass_days(shop, 32)
    shop.lever("cards", {"customer": customer, "fails": False})
    pass_days(shop, 6)

    assert events() == ["membership.joined", "membership.failed", "membership.renewed"]


def test_a_contribution_and_its_refund_are_told(
    shop: Shop, plan: Plan, endpoint: WebhookEndpoint
) -> None:
    join(shop, plan, kind="once", interval="once", money=Money(2500, "USD"))
    deliver(shop.messages())
    payment = Payment.objects.get()
    shop.call("refunds", {"payment_intent": payment.stripe_id, "amount": "1000"})
    deliver(shop.messages())

    assert events() == ["contribution.given", "payment.refunded"]
    assert data("contribution.given")["contribution"]["amount_minor"] == 2500
    told = data("payment.refunded")
    assert (told["refund"]["amount_minor"], told["membership"]) == (1000, None)


def test_a_gift_is_told(plan: Plan, endpoint: WebhookEndpoint) -> None:
    reader = make_reader()

    actions.give(reader=reader, ends_at=timezone.now() + timedelta(days=30), reason="complimentary")

    assert data("gift.given")["gift"]["reason"] == "complimentary"


def test_nothing_is_written_for_nobody(shop: Shop, plan: Plan) -> None:
    joined(shop, plan, reader=make_reader())

    assert events() == []


def test_each_hears_the_kinds_that_were_chosen(shop: Shop, plan: Plan, listener: Listener) -> None:
    chosen = make_endpoint(listener.address, kinds=["membership.cancelled"])
    every = make_endpoint(listener.address)
    membership = joined(shop, plan, reader=make_reader())
    actions.cancel(membership=membership)

    heard = {
        one: [row.event.kind for row in one.deliveries.order_by("pk")] for one in (chosen, every)
    }

    assert heard == {
        chosen: ["membership.cancelled"],
        every: ["membership.joined", "membership.cancelled"],
    }


def test_another_address_of_a_reader_is_a_change(
    shop: Shop, plan: Plan, endpoint: WebhookEndpoint
) -> None:
    reader = make_reader()
    joined(shop, plan, reader=reader)

    reader.email = "ada@elsewhere.example"
    reader.save()

    told = data("membership.changed")
    assert told["reader"]["email"] == "ada@elsewhere.example"
    assert told["previous"] == {"email": "ada@example.com"}


def test_what_was_written_past_us_is_told_by_a_job(
    shop: Shop, plan: Plan, endpoint: WebhookEndpoint
) -> None:
    membership = joined(shop, plan, reader=make_reader())
    Membership.objects.filter(pk=membership.pk).update(status="ended")

    jobs.tell_what_was_not_told()
    jobs.tell_what_was_not_told()

    assert events() == ["membership.joined", "membership.ended"]


def test_an_event_that_cannot_be_written_keeps_nobody_from_joining(
    shop: Shop, plan: Plan, endpoint: WebhookEndpoint, monkeypatch: Any, caplog: Any
) -> None:
    def broken(*args: Any, **told: Any) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr("wellread.integrations.describing.body", broken)
    membership = joined(shop, plan, reader=make_reader())
    monkeypatch.undo()

    assert (membership.status, events()) == ("active", [])
    assert "Other systems were not told: membership_moved" in caplog.text

    jobs.tell_what_was_not_told()

    assert events() == ["membership.joined"]


def test_of_an_erased_reader_no_address_stays_and_others_are_told_to_forget(
    shop: Shop, plan: Plan, endpoint: WebhookEndpoint
) -> None:
    reader = make_reader()
    membership = joined(shop, plan, reader=reader)
    reader.email = "ada@elsewhere.example"
    reader.save()

    number = reader.pk
    actions.erase(reader=Reader.objects.get(pk=number))
    deliver(shop.messages())
    jobs.tell_what_was_not_told()

    bodies = "".join(WebhookEvent.objects.values_list("body", flat=True))
    told = data("reader.erased")
    assert "ada@" not in bodies
    assert (told["reader"], told["memberships"]) == (number, [membership.pk])
    assert told["customers"]
    assert set(events()) >= {"membership.cancelled", "reader.erased"}
    assert WebhookDelivery.objects.filter(event__kind="reader.erased").exists()
