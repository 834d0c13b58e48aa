"""The hour in which a renewal's invoice waits as a draft: what was said is what happens."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils.formats import date_format

from tests.membership.test_account import fail_card, kinds, member
from tests.membership.test_joining import join_and_return, text_of
from tests.payments.world import Shop, deliver, hidden_fields, sweep
from wellread.mail import delivery
from wellread.mail.models import Email
from wellread.membership.models import Membership, Plan
from wellread.payments import actions as payments
from wellread.payments import clock, gateway
from wellread.payments.facts import SubscriptionFacts
from wellread.payments.models import Payment

MINUTE = timedelta(minutes=1)


def renews_at(membership: Membership) -> datetime:
    membership.refresh_from_db()
    return membership.subscription.current_period_ends_at


def go_to(shop: Shop, moment: datetime, *, hear: bool = True) -> None:
    """Let time pass up to a moment at the payment service, and hear of it or not."""
    shop.lever("clock", {"to": int(moment.timestamp())})
    clock.follow()
    if hear:
        deliver(shop.news())


def charged(shop: Shop) -> list[int]:
    """Return every amount that a card was really charged, oldest first."""
    made = shop.call("charges?limit=100")["data"]
    return [one["amount"] for one in made if one["paid"]][::-1]


def leave_in_portal(shop: Shop, membership: Membership) -> None:
    """Cancel on the payment service's own page, of which we only hear by a message."""
    page = payments.card_page(subscription=membership.subscription, return_path="/account/")
    shop.pay(page, action="cancel", subscription=membership.subscription.stripe_id)


@pytest.mark.parametrize("hear", [True, False])
def test_who_cancels_while_the_invoice_is_a_draft_is_not_charged(
    hear: bool, client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    turn = renews_at(membership)
    go_to(shop, turn + 20 * MINUTE, hear=hear)

    asked = client.get("/account/cancel/").content.decode()
    told = client.post("/account/cancel/", follow=True).content.decode()
    go_to(shop, turn + timedelta(days=40))

    membership.refresh_from_db()
    assert "your benefits end at once" in asked
    assert "Your membership is cancelled. Nothing more will be charged." in told
    assert (charged(shop), membership.status) == ([800], "ended")
    assert kinds() == ["welcome", "cancelled"]
    assert Email.objects.get(name="cancelled").facts["benefits_until"] == ""


def test_who_cancels_while_the_message_of_it_is_worked_off_is_told_that_it_is_done(
    client: Client, shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    membership = member(client, shop)
    turn = renews_at(membership)
    go_to(shop, turn + 20 * MINUTE)
    end = gateway.cancel_now

    def end_after_somebody_else(stripe_id: str) -> SubscriptionFacts:
        end(stripe_id)
        return end(stripe_id)

    monkeypatch.setattr(gateway, "cancel_now", end_after_somebody_else)
    told = client.post("/account/cancel/", follow=True)

    membership.refresh_from_db()
    assert "Nothing more will be charged." in told.content.decode()
    assert (told.status_code, membership.status) == (200, "ended")


def test_who_cancels_a_minute_before_the_renewal_keeps_that_minute(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    turn = renews_at(membership)
    go_to(shop, turn - MINUTE)

    told = client.post("/account/cancel/", follow=True).content.decode()
    go_to(shop, turn + timedelta(days=40))

    membership.refresh_from_db()
    assert f"Your benefits stay until {date_format(turn, 'j F Y')}" in told
    assert (charged(shop), membership.status) == ([800], "ended")
    assert kinds() == ["welcome", "cancelled"]


@pytest.mark.parametrize("hear", [True, False])
def test_who_cancels_after_that_hour_keeps_the_month_just_paid(
    hear: bool, client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    turn = renews_at(membership)
    go_to(shop, turn + 61 * MINUTE, hear=hear)

    asked = client.get("/account/cancel/").content.decode()
    told = client.post("/account/cancel/", follow=True).content.decode()
    membership.refresh_from_db()
    until = date_format(renews_at(membership), "j F Y")
    go_to(shop, turn + timedelta(days=70))

    assert (f"<strong>{until}</strong>" in asked, f"stay until {until}" in told) == (True, True)
    assert Email.objects.get(name="cancelled").facts["benefits_until"] == until
    assert charged(shop) == [800, 800]


def test_leaving_on_the_payment_services_own_page_stops_the_draft_too(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    turn = renews_at(membership)
    go_to(shop, turn + 20 * MINUTE)

    leave_in_portal(shop, membership)
    deliver(shop.messages())
    go_to(shop, turn + timedelta(days=40))

    membership.refresh_from_db()
    assert (charged(shop), membership.status) == ([800], "ended")
    assert kinds() == ["welcome", "cancelled"]


def test_leaving_there_can_be_taken_back_here(client: Client, shop: Shop, plan: Plan) -> None:
    membership = member(client, shop)
    leave_in_portal(shop, membership)
    deliver(shop.messages())
    membership.refresh_from_db()
    left = membership.status

    client.post("/account/resume/")
    go_to(shop, renews_at(membership) + timedelta(days=1))

    membership.refresh_from_db()
    assert (left, membership.status, charged(shop)) == ("ending", "active", [800, 800])


def test_leaving_there_in_arrears_stops_every_further_try(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    fail_card(client, shop, membership)
    turn = renews_at(membership)
    go_to(shop, turn + timedelta(days=1))
    assert membership.checkout.customer is not None
    shop.lever("cards", {"customer": membership.checkout.customer.stripe_id, "fails": False})

    leave_in_portal(shop, membership)
    deliver(shop.messages())
    go_to(shop, turn + timedelta(days=20))

    membership.refresh_from_db()
    assert (charged(shop), membership.status) == ([800], "ended")
    assert kinds() == ["welcome", "cancelled"]


def test_staff_who_end_a_subscription_at_once_end_its_draft_too(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    turn = renews_at(membership)
    go_to(shop, turn + 20 * MINUTE)

    shop.delete(f"subscriptions/{membership.subscription.stripe_id}")
    deliver(shop.messages())
    go_to(shop, turn + timedelta(days=40))

    membership.refresh_from_db()
    assert (charged(shop), membership.status) == ([800], "ended")
    assert kinds() == ["welcome", "cancelled"]


def test_who_erases_the_account_in_that_hour_is_not_charged(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    turn = renews_at(membership)
    go_to(shop, turn + 20 * MINUTE)

    client.post("/account/erase/")
    go_to(shop, turn + timedelta(days=40))

    assert charged(shop) == [800]


def test_a_reader_deleted_by_staff_in_that_hour_is_not_charged(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    assert membership.reader is not None
    turn = renews_at(membership)
    go_to(shop, turn + 20 * MINUTE)

    membership.reader.delete()
    sweep()
    go_to(shop, turn + timedelta(days=40))

    assert charged(shop) == [800]


def test_a_charge_that_cannot_be_stopped_is_not_called_cancelled(
    client: Client, shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    membership = member(client, shop)
    go_to(shop, renews_at(membership) + 20 * MINUTE)

    def refuse(*_: object, **__: object) -> None:
        raise gateway.GatewayRefused("The invoice is being paid.")

    monkeypatch.setattr(gateway, "void_invoice", refuse)
    answer = client.post("/account/cancel/")

    assert answer.status_code == 503
    assert "may not be cancelled yet" in answer.content.decode()
    assert kinds() == ["welcome"]


@pytest.mark.parametrize("hear", [True, False])
def test_another_amount_in_that_hour_is_what_the_draft_charges(
    hear: bool, client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    turn = renews_at(membership)
    go_to(shop, turn + 20 * MINUTE, hear=hear)

    asked = client.get("/account/amount/", {"own": "12.50"}).content.decode()
    client.post("/account/amount/", hidden_fields(asked, 'method="post" action="/account/amount/"'))
    delivery.send_due()
    go_to(shop, turn + 61 * MINUTE)

    assert f'You pay $12.50 a month from <time datetime="{turn:%Y-%m-%d}">' in asked
    assert "the charge which is due now" in asked
    assert "The charge that is due now is the first of the new amount" in mail.outbox[-1].body
    assert charged(shop) == [800, 1250]
    assert list(Payment.objects.order_by("paid_at").values_list("amount_minor", flat=True)) == [
        800,
        1250,
    ]


def test_the_amount_may_change_back_and_forth_in_that_hour(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    turn = renews_at(membership)
    go_to(shop, turn + 20 * MINUTE)

    for own in ("12", "8", "12", "6.50"):
        client.post("/account/amount/", {"own": own})
    go_to(shop, turn + timedelta(days=35))

    assert charged(shop) == [800, 650, 650]


def test_the_account_names_the_charge_that_waits_as_the_next(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    turn = renews_at(membership)
    go_to(shop, turn + 20 * MINUTE)
    within = client.get("/account/").content.decode()

    go_to(shop, turn + 61 * MINUTE)
    after = client.get("/account/").content.decode()

    assert f'<dt>Next charge</dt><dd><time datetime="{turn:%Y-%m-%d}' in within
    assert f'<dt>Next charge</dt><dd><time datetime="{renews_at(membership):%Y-%m-%d}' in after


def test_in_arrears_another_amount_leaves_the_charge_that_is_tried_again(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    fail_card(client, shop, membership)
    turn = renews_at(membership)
    go_to(shop, turn + timedelta(days=1))
    assert membership.checkout.customer is not None

    asked = client.get("/account/amount/", {"own": "12"}).content.decode()
    client.post("/account/amount/", {"own": "12"})
    delivery.send_due()
    shop.lever("cards", {"customer": membership.checkout.customer.stripe_id, "fails": False})
    go_to(shop, turn + timedelta(days=33))

    assert "Your last charge, of $8, did not go through. It is tried again as it was." in asked
    assert "The last charge, of $8, did not go through." in mail.outbox[-1].body
    assert charged(shop) == [800, 800, 1200]


@pytest.mark.parametrize(
    ("joins_at", "interval", "due"),
    [
        # Late on 30 January in New York; February's last day has begun in London by then.
        ("2027-01-31T04:30:00+00:00", "month", "27 February 2027"),
        ("2027-02-28T04:30:00+00:00", "month", "28 March 2027"),
        ("2028-02-29T04:30:00+00:00", "year", "27 February 2029"),
        ("2028-02-29T12:00:00+00:00", "year", "28 February 2029"),
    ],
)
def test_the_join_page_names_the_day_on_which_the_next_charge_is_made(
    joins_at: str, interval: str, due: str, client: Client, shop: Shop, plan: Plan, settings: Any
) -> None:
    settings.TIME_ZONE = "America/New_York"
    go_to(shop, datetime.fromisoformat(joins_at))
    link = {"interval": interval, "amount": "8000", "currency": "USD"}

    said = text_of(client.get("/join/", link).content.decode())
    join_and_return(client, shop, link)
    account = text_of(client.get("/account/").content.decode())

    assert f"Next charge: {due} ." in " ".join(said.split())
    assert f"Next charge {due}" in " ".join(account.split())
