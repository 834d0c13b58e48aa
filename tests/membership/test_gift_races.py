"""A gift wanted by several at the same moment: one has it, whoever comes first."""

from typing import Any

import pytest
from django.test import Client

from tests.membership.test_gift_memberships import buy, link_sent
from tests.membership.test_races import together
from tests.payments.world import Shop, deliver, make_reader
from wellread.membership.gifts import actions, jobs
from wellread.membership.models import GiftMembership, Grant, Plan
from wellread.payments.models import Payment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=range(2))
def again(request: pytest.FixtureRequest) -> Any:
    """Try a race more than once: who wins differs."""
    return request.param


def taker(address: str) -> Client:
    client = Client()
    client.force_login(make_reader(address))
    return client


def test_two_who_take_it_at_once_leave_one_who_has_it(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    buy(client, shop)
    link = link_sent()
    grace, eve = taker("grace@example.com"), taker("eve@example.com")

    answers = together(
        *(lambda who=who: who.post(link, {"do": "take"}).status_code for who in (grace, eve, grace))
    )

    assert Grant.objects.filter(reason="gift").count() == 1
    assert 303 in answers


def test_taken_and_returned_at_once_it_is_one_of_them(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    buy(client, shop)
    link = link_sent()
    grace, eve = taker("grace@example.com"), taker("eve@example.com")

    together(
        lambda: grace.post(link, {"do": "take"}),
        lambda: eve.post(link, {"do": "return"}),
        lambda: deliver(shop.messages()),
    )
    deliver(shop.messages())

    held = Grant.objects.filter(reason="gift", withdrawn_at=None).exists()
    assert (held, Payment.objects.get().refunded_minor) in {(True, 0), (False, 3600)}


def test_given_on_and_taken_at_once_it_is_one_of_them(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    buy(client, shop)
    link = link_sent()
    grace = taker("grace@example.com")

    together(
        lambda: grace.post(link, {"do": "take"}),
        lambda: Client().post(link, {"do": "give_on", "address": "bob@example.com"}),
    )

    gift = GiftMembership.objects.get()
    assert (gift.state, gift.hand) in {("redeemed", 0), ("given_on", 1), ("redeemed", 1)}
    assert Grant.objects.filter(reason="gift").count() == (gift.state == "redeemed")


def test_two_workers_send_it_once(again: int, client: Client, shop: Shop, plan: Plan) -> None:
    gift = buy(client, shop)

    together(jobs.send, jobs.send, lambda: actions.send(gift))

    assert len(link_sent()) > 0
    gift.refresh_from_db()
    assert gift.state == "sent"
