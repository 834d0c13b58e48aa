"""Groups whose manager pays by debit: what everybody is told when the money does not come."""

import pytest
from django.core import mail
from django.test import Client

from stripe_sandbox import banks
from stripe_sandbox.clock import DAY
from tests.membership.test_debits import promise, settle, settle_silently
from tests.membership.test_groups import held_seats, offer, resize
from tests.membership.test_paying_for_groups import EMPTY_ACCOUNT, GOOD_ACCOUNT, pay_from
from tests.payments.world import Shop
from wellread.mail import delivery
from wellread.mail.models import Email
from wellread.membership import jobs
from wellread.membership.groups import jobs as group_jobs
from wellread.membership.models import Membership, Plan, Price, SeatGroup
from wellread.payments import clock, reconciliation
from wellread.payments.models import Payment

REFUSED_ACCOUNT, CLOSED_ACCOUNT = "000333333335", "000111111113"


@pytest.fixture(autouse=True)
def debits(plan: Plan) -> None:
    Price.objects.update(takes_debits=True)


def begin(client: Client, shop: Shop, account: str) -> SeatGroup:
    """Buy seats from a bank account, of which Grace takes one while the bank is asked."""
    clock.follow()
    group = pay_from(client, shop, account)
    Client().post(offer(client, group, "grace@example.com")["grace@example.com"])
    return group


def told() -> list[tuple[str, str]]:
    rows = Email.objects.order_by("pk").values_list("name", "recipient")
    return [(name, address.partition("@")[0]) for name, address in rows]


def said(subject: str) -> str:
    delivery.send_due()
    [body] = [str(one.body) for one in mail.outbox if one.subject == subject]
    return body


@pytest.mark.parametrize("account", [EMPTY_ACCOUNT, REFUSED_ACCOUNT, CLOSED_ACCOUNT])
@pytest.mark.parametrize("by_messages", [True, False])
def test_where_the_money_never_comes_everybody_is_told_once_and_nothing_dangles(
    client: Client, shop: Shop, plan: Plan, account: str, by_messages: bool
) -> None:
    group = begin(client, shop, account)
    open_meanwhile = held_seats()
    untaken = offer(client, group, "bob@example.com")["bob@example.com"]

    (settle if by_messages else settle_silently)(shop)
    for _ in range(2):
        group_jobs.tell_of_ends()
        jobs.stop_what_must_end()

    membership = Membership.objects.select_related("subscription").get()
    assert (open_meanwhile, held_seats()) == (["grace@example.com"], [])
    assert (membership.status, membership.subscription.status) == ("ended", "canceled")
    assert told() == [
        ("group_promised", "ada"),
        ("seat_offered", "grace"),
        ("seat_taken", "grace"),
        ("seat_offered", "bob"),
        ("promise_failed", "ada"),
        ("seat_ends", "grace"),
    ]
    assert Client().get(untaken).status_code == 410
    assert "is paid for no more; your seat has ended with it" in said(
        "Your seat in “Saltmere Library” ends"
    )
    settle(shop, 40)
    assert told()[-1] == ("seat_ends", "grace")
    assert reconciliation.reconcile() == []


def test_the_manager_is_led_back_to_groups_and_still_finds_the_page(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = begin(client, shop, EMPTY_ACCOUNT)

    settle(shop)

    body = said("Your payment did not arrive")
    assert "Your group has ended with that, and its seats are closed." in body
    assert "Try once more: http://localhost:8000/groups/\n" in body
    assert "/join/" not in body
    page = client.get(f"/groups/{group.pk}/").text
    assert "The group is paid for no more, and its seats are closed." in page
    assert f"/groups/{group.pk}/" in client.get("/account/").text


def test_a_member_whose_bank_sent_nothing_is_led_to_the_join_page(
    client: Client, shop: Shop, plan: Plan
) -> None:
    clock.follow()
    promise(client, shop, EMPTY_ACCOUNT, currency="USD")

    settle(shop)

    body = said("Your payment did not arrive")
    assert "Try once more: http://localhost:8000/join/?letter=promise_failed\n" in body
    assert "/groups/" not in body


def test_a_renewal_that_fails_days_later_leaves_seats_open_through_its_grace(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = begin(client, shop, GOOD_ACCOUNT)
    settle(shop)
    group.checkout.refresh_from_db()
    assert group.checkout.customer is not None
    shop.lever("cards", {"customer": group.checkout.customer.stripe_id, "fails": True})

    settle(shop, 25)
    asked = (held_seats(), Membership.objects.get().status)
    settle(shop, 5)

    assert asked == (["grace@example.com"], "active")
    assert (held_seats(), Membership.objects.get().status) == (["grace@example.com"], "past_due")
    assert told()[-1] == ("manager_payment_failed", "ada")
    assert ("seat_ends", "grace") not in told()
    assert reconciliation.reconcile() == []


def test_a_debit_that_no_bank_ever_answers_is_reported(
    client: Client, shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(banks.SETTLES_AFTER_S, "us_bank_account", 400 * DAY)
    group = begin(client, shop, GOOD_ACCOUNT)

    settle(shop, 27)
    in_time = reconciliation.troubles()
    settle(shop, 2)

    [trouble] = reconciliation.troubles()
    assert in_time == []
    assert f"{group.checkout.stripe_session_id}: a bank was asked for $30" in trouble
    assert "has not answered" in trouble


def test_a_renewal_that_no_bank_ever_answers_is_reported_from_when_it_was_asked(
    client: Client, shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(client, shop, GOOD_ACCOUNT)
    settle(shop)
    monkeypatch.setitem(banks.SETTLES_AFTER_S, "us_bank_account", 400 * DAY)

    settle(shop, 25)
    renewal = Payment.objects.get(status="promised")
    assert renewal.asked_at is not None
    is_long = renewal.asked_at + reconciliation.LONGEST_DEBIT
    settle(shop, (is_long - clock.now()).days)
    in_time = reconciliation.troubles()
    settle(shop, 2)

    asked = [one for one in reconciliation.troubles() if str(renewal.invoice_id) in one]
    assert in_time == []
    assert [f"a bank was asked for $30 on {renewal.asked_at:%Y-%m-%d}" in one for one in asked] == [
        True
    ]


def test_a_group_cancelled_while_its_bank_is_asked_ends_when_nothing_comes(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = begin(client, shop, EMPTY_ACCOUNT)

    client.post(f"/groups/{group.pk}/cancel/")
    meanwhile = held_seats()
    settle(shop)
    group_jobs.tell_of_ends()

    assert (meanwhile, held_seats()) == (["grace@example.com"], [])
    assert Membership.objects.get().status == "ended"
    assert told()[3:] == [
        ("manager_cancelled", "ada"),
        ("promise_failed", "ada"),
        ("seat_ends", "grace"),
    ]
    assert reconciliation.reconcile() == []


def test_more_seats_are_said_to_be_on_their_way_and_not_charged(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = begin(client, shop, GOOD_ACCOUNT)
    settle(shop)
    assert "Change how you pay" in client.get(f"/groups/{group.pk}/").text

    resize(client, group, 7)

    body = said("“Saltmere Library”: 7 seats")
    assert "Your bank is sending $" in body
    assert "a receipt comes once the money is here" in body
    assert "We charged" not in body
    settle(shop)
    assert told()[-1] == ("manager_receipt", "ada")
