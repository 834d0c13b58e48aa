"""Who gave is not asked: whichever door they came by, and wherever they are known."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.test import Client

from tests.membership.test_account import member
from tests.membership.test_guests import ask as ask_for_link
from tests.membership.test_joining import LETTER_LINK, held_by, join_and_return, press
from tests.newsroom.press import make_article
from tests.payments.world import Shop, deliver, make_reader
from wellread.membership import actions, claims
from wellread.membership.models import Membership, Plan
from wellread.membership.support import Support, support
from wellread.payments import clock
from wellread.payments.models import Checkout, Payment

ONCE = {**LETTER_LINK, "interval": "once", "amount": "2500"}
LINKS = [("once", ONCE, "contributed_at"), ("month", LETTER_LINK, "is_member")]


def hint(client: Client) -> dict[str, str]:
    """Return what this browser's page scripts know."""
    morsel = client.cookies.get("wellread_reader")
    return dict(parse_qsl(morsel.value if morsel else ""))


def pay_and_close(client: Client, shop: Shop, link: dict[str, str]) -> None:
    """Pay, and close the tab before it leads back; the messages come."""
    shop.pay(press(client, link).headers["Location"])
    deliver(shop.news())


def pay_elsewhere(shop: Shop, link: dict[str, str]) -> Checkout:
    join_and_return(Client(), shop, link)
    return Checkout.objects.get()


@pytest.mark.parametrize(("interval", "link", "told"), LINKS)
def test_whoever_closed_the_page_before_it_led_back_is_known_on_the_next_story(
    interval: str, link: dict[str, str], told: str, client: Client, shop: Shop, plan: Plan
) -> None:
    story = make_article().url
    pay_and_close(client, shop, link)
    before = hint(client)

    answer = client.get(story)

    assert (told in before, told in hint(client)) == (False, True), interval
    assert "public" not in answer.headers["Cache-Control"]
    assert bool(held_by(client)) is (interval == "month")


def test_a_page_to_pay_on_that_is_left_is_forgotten(client: Client, shop: Shop, plan: Plan) -> None:
    story = make_article().url
    press(client, ONCE)
    client.get(story)
    while_open = client.cookies["wellread_entitlement"].value
    Checkout.objects.update(state=Checkout.State.EXPIRED)

    client.get(story)

    assert (while_open, held_by(client)) == ("paying", frozenset())
    assert (client.cookies["wellread_entitlement"].value, hint(client)) == ("", {})


@pytest.mark.parametrize(("interval", "link", "told"), LINKS)
def test_the_link_of_an_email_tells_another_browser_and_opens_nothing(
    interval: str, link: dict[str, str], told: str, client: Client, shop: Shop, plan: Plan
) -> None:
    pay_elsewhere(shop, link)
    (guests_link,) = ask_for_link()

    client.get(guests_link, follow=True)

    assert told in hint(client), interval
    assert held_by(client) == frozenset()


@pytest.mark.parametrize(("interval", "link", "told"), LINKS)
def test_the_receipts_link_tells_another_browser_before_its_button_is_pressed(
    interval: str, link: dict[str, str], told: str, client: Client, shop: Shop, plan: Plan
) -> None:
    checkout = pay_elsewhere(shop, link)

    answer = client.get(claims.address(str(checkout.pk)).removeprefix("http://localhost:8000"))

    assert answer.status_code == 200
    assert told in hint(client), interval
    assert ("signed_in" in hint(client), held_by(client)) == (False, frozenset())


@pytest.mark.parametrize(("interval", "link", "told"), LINKS)
def test_signing_in_elsewhere_tells_that_browser(
    interval: str, link: dict[str, str], told: str, client: Client, shop: Shop, plan: Plan
) -> None:
    here, reader = Client(), make_reader()
    here.force_login(reader)
    join_and_return(here, shop, link)
    client.force_login(reader)

    client.get("/account/")

    assert told in hint(client), interval


def test_who_gave_in_another_browser_rests_in_this_one_though_they_sign_out(
    client: Client, shop: Shop, plan: Plan
) -> None:
    here, reader = Client(), make_reader()
    here.force_login(reader)
    join_and_return(here, shop, ONCE)
    client.force_login(reader)
    client.get("/account/")
    gave_at = hint(client)["contributed_at"]

    client.post("/sign-out/")

    assert hint(client) == {"contributed_at": gave_at}


def make_past(grants: Any) -> None:
    at = clock.now()
    grants.update(starts_at=at - timedelta(days=2), ends_at=at - timedelta(days=1))


def of(**holder: Any) -> Support:
    return support(at=clock.now(), **holder)


def test_strangers_gave_nothing(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert of(reader=None) == Support()
    assert of(reader=make_reader()) == Support()


def test_a_membership_that_rests_is_one(client: Client, shop: Shop, plan: Plan) -> None:
    membership = member(client, shop)
    make_past(membership.checkout.grants)

    resting = of(reader=membership.reader)
    Membership.objects.update(status="ended")

    assert resting == Support(is_member=True, was_member=True)
    assert of(reader=membership.reader) == Support(was_member=True)


def test_what_others_paid_for_makes_a_member(db: None) -> None:
    reader = make_reader()
    actions.give(reader=reader, ends_at=clock.now() + timedelta(days=3), reason="hardship")
    holding = of(reader=reader)
    make_past(reader.grants)

    assert holding == Support(is_member=True, was_member=True)
    assert of(reader=reader) == Support(was_member=True)


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        ("promised", True),
        ("succeeded", True),
        ("refunded", True),
        ("failed", False),
        ("pending", False),
    ],
)
def test_money_counts_from_when_a_bank_was_asked(
    status: str, counts: bool, client: Client, shop: Shop, plan: Plan
) -> None:
    checkout = pay_elsewhere(shop, ONCE)
    Payment.objects.update(status=status, paid_at=None)

    given = of(reader=None, checkouts=[checkout.pk])

    assert given.contributed_at == (checkout.created_at if counts else None)


def test_what_a_membership_costs_is_no_contribution(client: Client, shop: Shop, plan: Plan) -> None:
    checkout = pay_elsewhere(shop, LETTER_LINK)

    assert of(reader=None, checkouts=[checkout.pk]) == Support(is_member=True, was_member=True)
