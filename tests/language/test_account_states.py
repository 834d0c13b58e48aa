"""What became of a membership is told in the edition's language, each state of it."""

import re
from datetime import timedelta

import pytest

from tests.language import pseudo
from tests.membership.test_account import fail_card, member, pass_days
from tests.membership.test_joining import LETTER_LINK, join_and_return, press
from tests.membership.test_refunds import give_back, lose
from tests.payments.world import deliver, make_reader
from wellread.membership import actions, claims
from wellread.membership.models import Membership, Plan
from wellread.payments import clock
from wellread.payments.models import Checkout

# Numbers of receipts, and what a signature is made of.
THANKS = ("title", "arrived", "receipt", "elsewhere", "go_on")
NUMBER = re.compile(r"[A-Z0-9]{8}")


@pytest.fixture
def named(edition, plan):
    """A plan whose words are the newsroom's, in letters of theirs."""
    Plan.objects.update(name="Друг", benefits="Без рекламы")


def never(client, shop):
    client.force_login(make_reader())


def gave_once(client, shop):
    client.force_login(make_reader())
    join_and_return(client, shop, LETTER_LINK | {"interval": "once", "amount": "2500"})


def given(client, shop):
    reader = make_reader()
    client.force_login(reader)
    actions.give(reader=reader, ends_at=clock.now() + timedelta(days=3), reason="complimentary")


def joined_unsigned(client, shop):
    join_and_return(client, shop, LETTER_LINK)


def yearly(client, shop):
    client.force_login(make_reader())
    join_and_return(client, shop, LETTER_LINK | {"interval": "year", "amount": "9000"})


def refunded_in_part(client, shop):
    member(client, shop)
    give_back(shop, 300)


def refunded(client, shop):
    member(client, shop)
    give_back(shop, 800)


def disputed(client, shop):
    member(client, shop)
    lose(shop)


def owing(client, shop):
    membership = member(client, shop)
    fail_card(client, shop, membership)
    pass_days(shop, (membership.paid_until - clock.now()).days + 2)


def owing_past_grace(client, shop):
    membership = member(client, shop)
    fail_card(client, shop, membership)
    pass_days(shop, (membership.paid_until - clock.now()).days + 9)


def lapsed(client, shop):
    fail_card(client, shop, member(client, shop))
    pass_days(shop, 60)


def ended(client, shop):
    member(client, shop)
    client.post("/account/cancel/")
    pass_days(shop, 32)


STATES = (
    never,
    gave_once,
    given,
    joined_unsigned,
    yearly,
    refunded_in_part,
    refunded,
    disputed,
    owing,
    owing_past_grace,
    lapsed,
    ended,
)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_no_page_of_this_state_has_english_on_it(client, shop, named, state):
    state(client, shop)

    said = client.get("/join/thanks/")
    thanks = [f"<p>{said.json()[name]}</p>" for name in THANKS] if said.content else []
    left = {"thanks": english_in(" ".join(thanks))}
    for path in ("/account/", "/join/", "/account/cancel/", "/account/amount/", "/account/erase/"):
        left[path] = english_in(client.get(path, follow=True).content.decode())
    cancelled = client.post("/account/cancel/", follow=True)
    left["cancelled"] = english_in(cancelled.content.decode())

    assert {path: texts for path, texts in left.items() if texts} == {}


def test_no_page_on_the_way_to_a_membership_has_english_on_it(client, shop, named, settings):
    left = {}
    leads_to = press(client, LETTER_LINK).headers["Location"]
    checkout = Checkout.objects.get()
    left["not paid"] = english_in(page(client, f"/join/return/{checkout.pk}/"))
    left["gave up"] = english_in(page(client, f"/join/cancelled/{checkout.pk}/"))
    left["form of before"] = english_in(client.post("/join/", LETTER_LINK).content.decode())
    shop.pay(leads_to)
    client.cookies.clear()
    left["elsewhere"] = english_in(page(client, f"/join/return/{checkout.pk}/"))
    deliver(shop.messages())
    link = claims.address(str(checkout.pk)).removeprefix("http://localhost:8000")
    left["claim"] = english_in(page(client, link))
    left["claimed"] = english_in(client.post(link, follow=True).content.decode())
    left["claimed before"] = english_in(page(client, link))
    settings.STRIPE_API_ADDRESS = "http://127.0.0.1:9"
    left["silent"] = english_in(client.post("/account/cancel/").content.decode())

    assert Membership.objects.get().reader is not None
    assert {what: texts for what, texts in left.items() if texts} == {}


def page(client, path):
    return client.get(path).content.decode()


def english_in(html):
    return [text for text in pseudo.english_in(html) if not NUMBER.fullmatch(text)]
