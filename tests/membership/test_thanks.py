"""Thanks after paying: said once, where the reader came from."""

import pytest
from django.test import Client

from tests.membership.test_joining import ARTICLE, LETTER_LINK, join_and_return, press
from tests.payments.world import Shop, hidden_fields, make_reader
from tests.read_only import only_reading
from wellread.membership.models import Plan
from wellread.payments import just_paid
from wellread.payments.models import Checkout

INTERVALS = [
    ("month", "800", "Your membership of $8 a month has begun"),
    ("year", "8000", "Your membership of $80 a year has begun"),
    ("once", "2500", "Your $25 arrived."),
]


@pytest.mark.parametrize(("interval", "amount", "arrived"), INTERVALS)
@pytest.mark.parametrize("signs_in", [True, False])
def test_the_story_is_told_how_to_say_thanks_once(
    signs_in: bool,
    interval: str,
    amount: str,
    arrived: str,
    client: Client,
    shop: Shop,
    plan: Plan,
) -> None:
    if signs_in:
        client.force_login(make_reader())
    link = {**LETTER_LINK, "interval": interval, "amount": amount}

    back = join_and_return(client, shop, link)
    is_told = bool(client.cookies["wellread_thanks"].value)
    told = client.get("/join/thanks/").json()
    again = client.get("/join/thanks/")
    client.get(f"/join/return/{Checkout.objects.get().pk}/")

    assert (back.headers["Location"], is_told) == (ARTICLE, True)
    assert told["arrived"].startswith(arrived)
    assert told["receipt"] == "An e-mail with your receipt is on its way to ada@example.com."
    assert bool(told["opens"]) is (interval != "once")
    assert ("link in that e-mail" in told["elsewhere"]) is not signs_in
    proof = just_paid.read(told["proof"])
    assert proof
    assert proof.number
    # The largest of 1, 2, 5, 10 … that is not above it.
    assert proof.paid.split("-")[::2] == [interval, "USD"]
    assert (again.status_code, client.cookies["wellread_thanks"].value) == (204, "")


def test_nobody_else_is_told_what_was_paid(client: Client, shop: Shop, plan: Plan) -> None:
    join_and_return(client, shop, LETTER_LINK)
    stranger = Client()
    stranger.cookies["wellread_thanks"] = str(Checkout.objects.get().pk)

    answers = [stranger.get("/join/thanks/"), Client().get("/join/thanks/")]

    assert [(one.status_code, one.content) for one in answers] == [(204, b"")] * 2
    assert client.get("/join/thanks/").status_code == 200


def test_thanks_that_cannot_be_noted_are_said_after_the_trouble(
    client: Client, shop: Shop, plan: Plan
) -> None:
    join_and_return(client, shop, LETTER_LINK)

    with only_reading():
        meanwhile = client.get("/join/thanks/")

    assert (meanwhile.status_code, meanwhile.cookies) == (204, {})
    assert client.get("/join/thanks/").status_code == 200


def test_what_is_not_paid_is_not_thanked_for(client: Client, shop: Shop, plan: Plan) -> None:
    press(client, LETTER_LINK)
    client.cookies["wellread_thanks"] = str(Checkout.objects.get().pk)

    assert client.get("/join/thanks/").status_code == 204


@pytest.mark.parametrize(("interval", "amount", "arrived"), INTERVALS)
def test_without_scripts_a_page_says_thanks_and_leads_back(
    interval: str, amount: str, arrived: str, client: Client, shop: Shop, plan: Plan
) -> None:
    link = {**LETTER_LINK, "interval": interval, "amount": amount}
    html = client.get("/join/", link).content.decode()
    fields = {**hidden_fields(html), "plain": "1"}

    back = shop.pay(client.post("/join/", fields).headers["Location"])
    page = client.get(back.removeprefix("http://localhost:8000")).content.decode()

    assert '<noscript><input name="plain" type="hidden" value="1"></noscript>' in html
    assert arrived in page
    assert "An e-mail with your receipt is on its way to ada@example.com." in page
    assert f'<a class="button button-primary" href="{ARTICLE}">Back to reading</a>' in page


def test_an_address_that_is_no_html_stays_text(client: Client, shop: Shop, plan: Plan) -> None:
    address = "a&b'<i>@example.com"
    shop.pay(press(client, {**LETTER_LINK, "next": "/"}).headers["Location"])
    checkout = Checkout.objects.get()
    client.get(f"/join/return/{checkout.pk}/")
    Checkout.objects.update(email=address)

    page = client.get(f"/join/return/{checkout.pk}/").content.decode()

    assert ("<i>" in page, "a&amp;b" in page) == (False, True)
