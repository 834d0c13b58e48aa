"""What a group may pay with, and what is said of it: codes, debits, cancelling by declaration."""

import pytest
from django.test import Client

from tests.membership.test_groups import buy, held_seats, manager, offer, resize
from tests.membership.test_joining import text_of
from tests.membership.test_promotions import later, make_promotion
from tests.payments.world import Shop, make_reader
from wellread.cli import main
from wellread.mail.models import Email
from wellread.membership import charges
from wellread.membership.models import Membership, Plan, Price, SeatGroup
from wellread.payments import clock
from wellread.payments.models import Checkout, Payment

FIVE = {"seats": "5", "interval": "month", "currency": "USD"}
GOOD_ACCOUNT, EMPTY_ACCOUNT = "000123456789", "000222222227"


def said_at(client: Client, path: str, given: dict[str, str] | None = None) -> str:
    return text_of(client.get(path, given).content.decode())


def amounts() -> list[int]:
    return list(Payment.objects.order_by("paid_at").values_list("amount_minor", flat=True))


@pytest.fixture
def debits(plan: Plan) -> None:
    Price.objects.update(takes_debits=True)


def test_a_code_makes_a_group_cheaper_for_a_time(client: Client, shop: Shop, plan: Plan) -> None:
    clock.follow()
    make_promotion(months=2)

    text = said_at(client, "/groups/", FIVE | {"code": "spring"})
    assert "Code SPRING : 50% less for 2 months." in text
    assert "You pay $15 today, then $15 every month. From" in text
    assert "on you pay $30 a month." in text
    group = manager(client, shop, code="spring")

    page = said_at(client, f"/groups/{group.pk}/")
    assert "$15 a month until" in page
    for _ in range(2):
        later(shop, days=31)
    assert amounts() == [1500, 1500, 3000]
    assert main(["reconcile"]) == 0


def test_a_code_that_a_card_had_ends_with_the_first_charge_and_all_seats_stay(
    client: Client, shop: Shop, plan: Plan
) -> None:
    clock.follow()
    make_promotion()
    manager(client, shop, code="spring")
    other = Client()
    other.force_login(make_reader("grace@example.com"))
    group = buy(other, shop, code="spring")

    membership = Membership.objects.get(checkout=group.checkout)
    assert charges.price_of(membership) == "$30 a month"
    assert membership.subscription.quantity == 5
    later(shop, days=32)
    assert sorted(amounts()) == [1500, 1500, 1500, 3000]
    assert main(["reconcile"]) == 0


def test_a_code_that_is_none_is_told_of_by_its_field(client: Client, plan: Plan) -> None:
    text = said_at(client, "/groups/", FIVE | {"code": "winter"})

    assert "We know no code “winter”." in text
    assert "Do you have a code?" in text


@pytest.mark.usefixtures("debits")
def test_seats_are_open_while_a_bank_is_asked_and_stay_when_it_pays(
    client: Client, shop: Shop, plan: Plan
) -> None:
    clock.follow()
    assert "you may also pay from your bank account" in said_at(client, "/groups/", FIVE)
    group = pay_from(client, shop, GOOD_ACCOUNT)
    assert group.checkout.state == Checkout.State.PROMISED
    assert "Your bank is sending $30." in said_at(client, f"/groups/{group.pk}/")

    link = offer(client, group, "grace@example.com")["grace@example.com"]
    Client().post(link)
    assert held_seats() == ["grace@example.com"]
    assert f"/groups/{group.pk}/size/" not in client.get(f"/groups/{group.pk}/").text
    later(shop, days=7)

    assert (held_seats(), amounts()) == (["grace@example.com"], [3000])
    told = Email.objects.filter(name__in=("group_promised", "group_bought")).order_by("pk")
    assert [one.name for one in told] == ["group_promised", "group_bought"]
    resize(client, group, 7)
    later(shop, days=7)
    group.refresh_from_db()
    assert group.seats_paid == 7
    assert main(["reconcile"]) == 0


@pytest.mark.usefixtures("debits")
def test_a_bank_that_sends_nothing_closes_the_seats_and_says_so(
    client: Client, shop: Shop, plan: Plan
) -> None:
    clock.follow()
    group = pay_from(client, shop, EMPTY_ACCOUNT)
    link = offer(client, group, "grace@example.com")["grace@example.com"]
    Client().post(link)

    later(shop, days=7)

    assert (held_seats(), Membership.objects.get().status) == ([], "ended")
    told = Email.objects.get(name="promise_failed")
    assert (told.facts["is_group"], told.facts["is_membership"]) == (True, False)
    assert main(["reconcile"]) == 0


def pay_from(client: Client, shop: Shop, account: str) -> SeatGroup:
    """Buy five seats from a bank account."""
    pay = shop.pay
    client.force_login(make_reader())
    shop.pay = lambda url, **changes: pay(url, card="", account=account, **changes)  # type: ignore[method-assign]
    return buy(client, shop)


def test_cancelling_by_declaration_names_the_group_and_how_many_have_a_seat(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = manager(client, shop)
    offer(client, group, "grace@example.com", "bob@example.com")
    declared = {
        "name": "Ada",
        "address": group.manager_address,
        "contract": "our seats",
        "kind": "usual",
    }

    assert "Saltmere Library" in client.get("/cancel/").text
    confirm = text_of(client.post("/cancel/", declared, follow=True).content.decode())
    stranger = text_of(Client().post("/cancel/", declared, follow=True).content.decode())

    assert "This cancels the group Saltmere Library , too: 2 seats" in confirm
    assert "Saltmere Library" not in stranger
    assert "Where a group is paid for under this address" in stranger
    Client().post("/cancel/", declared | {"confirmed": "1"})
    assert Membership.objects.get().status == "ending"
    told = Email.objects.get(name="cancellation_received")
    assert (told.facts["group"], told.facts["seats"]) == ("Saltmere Library", "2 seats")


def test_the_page_says_that_a_group_cannot_be_paused(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = manager(client, shop)

    assert "A group cannot be paused" in said_at(client, f"/groups/{group.pk}/")
