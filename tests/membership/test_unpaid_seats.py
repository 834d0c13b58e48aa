"""More seats for which a bank was asked, and sent nothing: only they go, and the group stays."""

import pytest
from django.test import Client

from stripe_sandbox import banks
from stripe_sandbox.clock import DAY
from tests.membership.test_debits import settle, settle_silently
from tests.membership.test_debits_of_groups import said, told
from tests.membership.test_groups import held_seats, offer, resize, states
from tests.membership.test_paying_for_groups import GOOD_ACCOUNT, pay_from
from tests.payments.world import Shop
from wellread.membership.groups import jobs as group_jobs
from wellread.membership.models import FailedRenewal, Membership, Plan, Price, SeatChange, SeatGroup
from wellread.payments import clock, gateway, reconciliation
from wellread.payments.models import LedgerEntry, Payment

SUBJECT = "“Saltmere Library”: the money for more seats did not arrive"


@pytest.fixture(autouse=True)
def debits(plan: Plan) -> None:
    Price.objects.update(takes_debits=True)


def group_of(client: Client, shop: Shop, *taken: str) -> SeatGroup:
    """Have five seats paid from a bank account, of which these are taken."""
    clock.follow()
    group = pay_from(client, shop, GOOD_ACCOUNT)
    settle(shop)
    take(client, group, *taken)
    return group


def take(client: Client, group: SeatGroup, *names: str) -> None:
    """Offer seats, and have them taken a minute after each other."""
    for name in names:
        link = offer(client, group, f"{name}@example.com")[f"{name}@example.com"]
        Client().post(link)


def answer(shop: Shop) -> None:
    """Let time pass until the bank has answered, and nobody has asked it again."""
    settle(shop, 5)


def ask_in_vain(client: Client, shop: Shop, group: SeatGroup, seats: int = 7) -> None:
    """Ask a bank for more seats, which will send nothing."""
    group.checkout.refresh_from_db()
    assert group.checkout.customer is not None
    shop.lever("cards", {"customer": group.checkout.customer.stripe_id, "fails": True})
    resize(client, group, seats)


def stands(group: SeatGroup) -> tuple[str, int, int, int]:
    """Return the contract's state, its quantity at Stripe, and seats paid and filled."""
    group.refresh_from_db()
    membership = Membership.objects.select_related("subscription").get()
    at_stripe = gateway.subscription(membership.subscription.stripe_id)
    assert at_stripe.quantity == membership.subscription.quantity
    assert at_stripe.status == membership.subscription.status
    return membership.status, at_stripe.quantity, group.seats_paid, group.seats_filled


@pytest.mark.parametrize("by_messages", [True, False])
def test_seats_that_nobody_has_are_given_back_and_the_group_stays_as_it_was_paid(
    client: Client, shop: Shop, plan: Plan, by_messages: bool
) -> None:
    group = group_of(client, shop, "grace", "bob")
    ask_in_vain(client, shop, group)
    meanwhile = stands(group)
    booked = LedgerEntry.objects.count()

    (settle if by_messages else settle_silently)(shop, 5)

    assert meanwhile == ("active", 7, 7, 2)
    assert stands(group) == ("active", 5, 5, 2)
    assert held_seats() == ["bob@example.com", "grace@example.com"]
    assert (FailedRenewal.objects.count(), LedgerEntry.objects.count()) == (0, booked)
    assert told()[-2:] == [("seats_changed", "ada"), ("seats_unpaid", "ada")]
    body = said(SUBJECT)
    assert "The group goes on with 5 seats, as it was paid." in body
    assert "take" not in body.split("Manage")[0].replace("taken", "")
    assert reconciliation.reconcile() == []
    settle(shop, 2)
    assert told()[-1] == ("seats_unpaid", "ada")


def test_what_was_offered_goes_before_what_is_taken(client: Client, shop: Shop, plan: Plan) -> None:
    group = group_of(client, shop, "grace", "bob", "carl")
    ask_in_vain(client, shop, group)
    take(client, group, "dora")
    links = offer(client, group, "emil@example.com", "fred@example.com")

    answer(shop)

    assert stands(group) == ("active", 5, 5, 5)
    assert states(group)["emil@example.com"] == "invited"
    assert states(group)["fred@example.com"] == "ended"
    assert Client().get(links["fred@example.com"]).status_code == 410
    assert len(held_seats()) == 4
    assert SeatChange.objects.get().choose_by is None
    assert reconciliation.reconcile() == []


def full(client: Client, shop: Shop) -> SeatGroup:
    """Have seven seats taken of five that are paid for, and the bank's answer be known."""
    group = group_of(client, shop, "grace", "bob", "carl", "dora", "emil")
    ask_in_vain(client, shop, group)
    take(client, group, "fred", "gina")
    answer(shop)
    return group


def test_where_all_are_taken_the_manager_chooses(client: Client, shop: Shop, plan: Plan) -> None:
    group = full(client, shop)
    before = (stands(group), len(held_seats()))
    page = client.get(f"/groups/{group.pk}/").text
    bob = group.seats.get(reader__email="bob@example.com")
    carl = group.seats.get(reader__email="carl@example.com")

    for seat in (bob, carl):
        form = {"do": "take_back", "seen": "taken"}
        client.post(f"/groups/{group.pk}/seats/{seat.pk}/", form)
    settle(shop, 10)
    group_jobs.end_unpaid_seats()

    assert before == (("active", 5, 7, 7), 7)
    body = said(SUBJECT)
    assert "The group is paid for with 5 seats, and 7 seats are taken." in body
    assert "Please take 2 seats back by " in body
    assert "please take 2 seats back by" in page
    assert stands(group) == ("active", 5, 5, 5)
    assert sorted(name.partition("@")[0] for name in held_seats()) == [
        *("dora", "emil", "fred", "gina", "grace"),
    ]
    assert "sent no money" not in client.get(f"/groups/{group.pk}/").text
    assert reconciliation.reconcile() == []


def test_what_nobody_chose_ends_kindly_with_those_taken_last(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = full(client, shop)
    group_jobs.end_unpaid_seats()
    in_time = len(held_seats())

    settle(shop, 8)
    for _ in range(2):
        group_jobs.end_unpaid_seats()

    assert in_time == 7
    assert stands(group) == ("active", 5, 5, 5)
    assert told()[-2:] == [("seat_taken_back", "gina"), ("seat_taken_back", "fred")]
    group_jobs.end_unpaid_seats()
    assert len(held_seats()) == 5
    assert reconciliation.reconcile() == []


def test_seats_that_are_to_be_chosen_are_paid_for_when_they_are_wanted_again(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = full(client, shop)
    assert group.checkout.customer is not None
    shop.lever("cards", {"customer": group.checkout.customer.stripe_id, "fails": False})

    page = resize(client, group, 7)
    answer(shop)
    group_jobs.end_unpaid_seats()

    assert "You pay nothing now" not in page
    assert stands(group) == ("active", 7, 7, 7)
    assert len(held_seats()) == 7
    assert LedgerEntry.objects.filter(kind="payment").count() == 2
    settle(shop, 3)
    group_jobs.end_unpaid_seats()
    assert len(held_seats()) == 7
    assert reconciliation.reconcile() == []


def test_a_group_that_was_cancelled_meanwhile_keeps_its_paid_time(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = group_of(client, shop, "grace")
    ask_in_vain(client, shop, group)
    client.post(f"/groups/{group.pk}/cancel/")

    answer(shop)

    assert stands(group) == ("ending", 5, 5, 1)
    assert held_seats() == ["grace@example.com"]
    assert told()[-1] == ("seats_unpaid", "ada")
    assert reconciliation.reconcile() == []


def test_seats_that_a_renewal_asked_for_meanwhile_stay(
    client: Client, shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(banks.SETTLES_AFTER_S, "us_bank_account", 4 * DAY)
    group = group_of(client, shop, "grace")
    renews_at = Membership.objects.get().subscription.current_period_ends_at
    settle(shop, (renews_at - clock.now()).days - 2)
    ask_in_vain(client, shop, group)
    assert group.checkout.customer is not None
    settle(shop, 5)
    shop.lever("cards", {"customer": group.checkout.customer.stripe_id, "fails": False})
    settle(shop, 3)

    assert stands(group)[1:] == (7, 7, 1)
    assert "The group was renewed meanwhile, and keeps its 7 seats." in said(SUBJECT)
    assert reconciliation.reconcile() == []


def test_crashes_between_the_steps_lose_nothing(
    client: Client, shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = group_of(client, shop, "grace")
    ask_in_vain(client, shop, group)
    shop.lever("clock", {"advance_days": 5})
    clock.follow()
    subscription = Membership.objects.get().subscription
    void = gateway.void_invoice

    def unheard(*_: object, **__: object) -> None:
        raise gateway.GatewayUnavailable

    from wellread.payments import actions

    monkeypatch.setattr(gateway, "void_invoice", unheard)
    with pytest.raises(gateway.GatewayUnavailable):
        actions.refresh_subscription(stripe_id=subscription.stripe_id)
    half = Membership.objects.get().status
    monkeypatch.setattr(gateway, "void_invoice", void)
    settle(shop, 0)

    assert half == "active"
    assert stands(group) == ("active", 5, 5, 1)
    assert Payment.objects.filter(status="failed").count() == 1
    assert reconciliation.reconcile() == []
    assert told().count(("seats_unpaid", "ada")) == 1
