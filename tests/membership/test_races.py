"""Two things at the same moment, with real threads: each end is one that could stand alone."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from tests.membership.test_account import kinds, member
from tests.membership.test_draft_hour import charged, go_to, leave_in_portal, renews_at
from tests.membership.test_export_and_erasure import traces_of
from tests.membership.test_joining import LETTER_LINK, held_by, press
from tests.membership.test_proving import pay_as, sign_in
from tests.payments.world import Shop, deliver, hidden_fields, make_reader, sweep
from wellread.accounts.models import Reader
from wellread.mail.models import Email
from wellread.membership.models import Membership, Plan
from wellread.payments.models import Checkout, Subscription

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)
OUR_HOST = "http://localhost:8000"


@pytest.fixture(params=range(2))
def again(request: pytest.FixtureRequest) -> Any:
    """Try a race more than once: who wins differs."""
    return request.param


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Do all of it at once; return the answers in order, and raise what was raised."""
    barrier, answers, faults = threading.Barrier(len(calls)), [None] * len(calls), []

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=30)
            answers[place] = call()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return answers


def tab(client: Client) -> Client:
    """Return another tab of the same browser."""
    other = Client()
    other.cookies.load({name: morsel.value for name, morsel in client.cookies.items()})
    return other


def form(client: Client, **changes: str) -> dict[str, str]:
    return hidden_fields(client.get("/join/", {**LETTER_LINK, **changes}).content.decode())


def open_pages(shop: Shop) -> list[str]:
    sessions = shop.call("checkout/sessions?limit=100")["data"]
    return [one["url"] for one in sessions if one["status"] == "open"]


@pytest.mark.parametrize("signs_in", [True, False])
@pytest.mark.parametrize("amounts", [("800", "800"), ("800", "1200")])
def test_two_tabs_at_once_leave_one_page_whose_return_finds_its_browser(
    amounts: tuple[str, str],
    signs_in: bool,
    again: int,
    client: Client,
    shop: Shop,
    plan: Plan,
) -> None:
    if signs_in:
        client.force_login(make_reader())
    forms = [form(client, amount=amount) for amount in amounts]
    tabs = [tab(client), tab(client)]

    together(*(lambda n=n: tabs[n].post("/join/", forms[n]) for n in range(2)))
    [page] = open_pages(shop)
    back = shop.pay(page).removeprefix(OUR_HOST)

    assert client.get(back).status_code == 303
    assert held_by(client) == {"ad_free", "community_content"}
    assert len(shop.call("subscriptions")["data"]) == 1


def test_a_double_click_opens_one_page_and_both_lead_there(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    one_form = form(client)

    answers = together(*(lambda: tab(client).post("/join/", one_form) for _ in range(2)))

    assert [one.headers["Location"] for one in answers] == open_pages(shop) * 2
    assert Checkout.objects.count() == 1


def test_the_message_and_the_return_at_once_begin_one_membership(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    back = shop.pay(press(client, LETTER_LINK).headers["Location"]).removeprefix(OUR_HOST)
    messages = shop.messages()

    answer, _ = together(lambda: client.get(back), lambda: deliver(messages))
    sweep()

    assert answer.status_code in {200, 303}
    assert (Membership.objects.count(), kinds()) == (1, ["welcome"])
    assert client.get(back).status_code == 303


def test_two_first_payments_of_one_address_at_once_leave_one_membership(
    again: int, shop: Shop, plan: Plan
) -> None:
    sign_in(Client(), "ada@example.com")
    browsers = [Client(), Client()]
    leads_back = [pay_as(browser, shop, "ada@example.com") for browser in browsers]
    messages = shop.messages()

    *answers, _ = together(
        *(lambda n=n: browsers[n].get(leads_back[n]) for n in range(2)),
        lambda: deliver(messages),
    )
    for _ in range(3):
        sweep()

    assert {one.status_code for one in answers} <= {200, 303}
    assert sorted(Membership.objects.values_list("status", flat=True)) == ["active", "ended"]
    assert [one["amount"] for one in shop.call("refunds")["data"]] == [800]


def test_erasing_while_two_payments_settle_leaves_nothing_with_the_account(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    sign_in(client, "ada@example.com")
    browsers = [Client(), Client()]
    leads_back = [pay_as(browser, shop, "ada@example.com") for browser in browsers]
    messages = shop.messages()

    erased, *answers, _ = together(
        lambda: client.post("/account/erase/"),
        *(lambda n=n: browsers[n].get(leads_back[n]) for n in range(2)),
        lambda: deliver(messages),
    )
    for _ in range(3):
        sweep()

    # Whoever paid without signing in keeps that in their browser, for an address nobody has proved.
    assert erased.status_code in {200, 303}
    assert {one.status_code for one in answers} <= {200, 303}
    assert set(Membership.objects.values_list("reader", flat=True)) == {None}


@pytest.mark.parametrize("after", [20, 61])
def test_cancelling_while_it_renews_says_what_then_happens(
    after: int, again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    turn = renews_at(membership)
    go_to(shop, turn - MINUTE)

    answer, _ = together(
        lambda: client.post("/account/cancel/"),
        lambda: shop.lever("clock", {"to": int((turn + after * MINUTE).timestamp())}),
    )
    deliver(shop.messages())
    paid = charged(shop)
    go_to(shop, turn + timedelta(days=70))

    membership.refresh_from_db()
    assert answer.status_code == 303
    assert charged(shop) == paid
    assert (membership.status, kinds().count("cancelled")) == ("ended", 1)


def test_cancelling_here_and_there_at_once_sends_one_letter(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    turn = renews_at(membership)
    go_to(shop, turn + 20 * MINUTE)
    leave_in_portal(shop, membership)

    together(
        lambda: tab(client).post("/account/cancel/"),
        lambda: tab(client).post("/account/cancel/"),
        lambda: deliver(shop.messages()),
    )
    sweep()
    go_to(shop, turn + timedelta(days=40))

    assert (charged(shop), kinds()) == ([800], ["welcome", "cancelled"])


def test_two_amounts_at_once_end_in_one_that_is_charged(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    turn = renews_at(membership)
    go_to(shop, turn + 20 * MINUTE)

    together(*(lambda own=own: tab(client).post("/account/amount/", {"own": own}) for own in "79"))
    go_to(shop, turn + 61 * MINUTE)

    price = shop.call("subscriptions")["data"][0]["items"]["data"][0]["price"]["unit_amount"]
    assert charged(shop) == [800, price]
    assert Subscription.objects.get().amount_minor == price


def test_paying_while_the_account_is_erased_brings_nobody_back(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    client.force_login(make_reader())
    page = press(client, LETTER_LINK).headers["Location"]

    together(
        lambda: client.post("/account/erase/"),
        lambda: (shop.pay(page), deliver(shop.messages())),
    )
    deliver(shop.messages())
    sweep()
    paid = charged(shop)
    shop.lever("clock", {"advance_days": 70})
    deliver(shop.messages())

    assert charged(shop) == paid
    assert traces_of("ada@example.com") == []
    assert (Reader.objects.count(), Email.objects.count()) == (0, 0)


def test_pressing_the_button_while_the_account_is_erased_leaves_no_page(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    client.force_login(make_reader())
    one_form = form(client)

    together(
        lambda: tab(client).post("/account/erase/"),
        lambda: tab(client).post("/join/", one_form),
    )
    sweep()

    pages = open_pages(shop)
    assert Reader.objects.count() == 0
    # Whoever was signed out a moment before has begun as a stranger, which is another matter.
    assert all(Checkout.objects.filter(url=page).exclude(browser="").exists() for page in pages)
    assert traces_of("ada@example.com") == []
