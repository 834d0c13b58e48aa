"""What letters say."""

import re

from django.core import mail
from django.test import Client

from tests.membership.test_account import fail_card, member, pass_days
from tests.membership.test_joining import LETTER_LINK, join_and_return
from tests.payments.world import Shop
from wellread.membership import letters
from wellread.membership.models import Membership, Plan
from wellread.payments import clock


def test_the_welcome_tells_the_terms_and_the_way_out(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)

    letters.send_queued()

    body = mail.outbox[0].body
    assert f"The next charge is on {membership.paid_until:%-d %B %Y}" in body
    assert "You paid $8" in body
    assert "http://localhost:8000/account/" in body
    assert "/claim/" not in body


def test_an_unclaimed_membership_is_reached_by_every_letters_link(
    client: Client, shop: Shop, plan: Plan
) -> None:
    join_and_return(client, shop, LETTER_LINK)
    client.post("/account/cancel/")

    letters.send_queued()

    links = [re.findall(r"localhost:8000/(\w+)/", message.body) for message in mail.outbox]
    assert links == [["claim"], ["claim"]]


def test_a_failed_payment_tells_what_stays_and_when_we_try_again(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    assert membership.paid_until is not None
    fail_card(client, shop, membership)
    pass_days(shop, (membership.paid_until - clock.now()).days + 2)

    letters.send_queued()

    body = mail.outbox[-1].body
    assert "Nothing you have paid for is taken away. Your benefits go on until" in body
    assert re.search(r"We will try again on \d+ \w+ \d{4}\.", body)


def test_the_html_says_the_same(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)

    letters.send_queued()

    html, kind = mail.outbox[0].alternatives[0]
    assert kind == "text/html"
    assert html.count("<p>") == mail.outbox[0].body.count("\n\n") + 1


def test_a_contribution_is_thanked_for_once(client: Client, shop: Shop, plan: Plan) -> None:
    join_and_return(client, shop, {**LETTER_LINK, "interval": "once", "amount": "2500"})

    letters.send_queued()

    assert [message.subject for message in mail.outbox] == ["Thank you for your contribution"]
    assert Membership.objects.count() == 0
