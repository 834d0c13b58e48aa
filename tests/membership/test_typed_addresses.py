"""What somebody pays under an address that is another's: they gain nothing, the owner loses none.

Anybody may type any address at the Checkout. Ada has an account, and proved her address.
"""

from typing import Any

import pytest
from django.test import Client

from tests.membership.test_joining import LETTER_LINK, held_by, press, text_of
from tests.membership.test_proving import EVERYTHING, pay_as, sign_in
from tests.payments.world import Shop, make_reader, sweep
from wellread.accounts.actions import reader_with_verified_address
from wellread.accounts.models import Reader
from wellread.membership.models import Membership, Plan
from wellread.payments.models import Checkout, Customer, Payment

ADA = "ada@example.com"


@pytest.fixture(autouse=True)
def site(db: None) -> None:
    from wellread.newsroom.actions import ensure_site

    ensure_site()


@pytest.fixture
def ada() -> Reader:
    return reader_with_verified_address(email=ADA)


def signed_in(reader: Reader) -> Client:
    browser = Client()
    browser.force_login(reader)
    return browser


def members_day(browser: Client, shop: Shop) -> None:
    browser.get(pay_as(browser, shop, ADA))


MANAGING: list[tuple[str, str, dict[str, str]]] = [
    ("get", "/account/", {}),
    ("get", "/account/cancel/", {}),
    ("post", "/account/cancel/", {}),
    ("post", "/account/resume/", {}),
    ("post", "/account/card/", {}),
    ("post", "/account/amount/", {"own": "900"}),
]


@pytest.mark.parametrize(("method", "path", "form"), MANAGING)
def test_only_the_owner_manages_what_belongs_to_an_account(
    method: str,
    path: str,
    form: dict[str, str],
    client: Client,
    shop: Shop,
    plan: Plan,
    ada: Reader,
) -> None:
    members_day(client, shop)

    answer = getattr(client, method)(path, form)
    receipt = client.get(f"/account/receipts/{Payment.objects.get().pk}/")

    assert answer.headers["Location"].startswith("/sign-in/?next=")
    assert receipt.headers["Location"].startswith("/sign-in/?next=")
    membership = Membership.objects.get()
    assert (membership.status, membership.subscription.amount_minor) == ("active", 800)
    # What was bought in this browser is open in it all the same.
    assert held_by(client) == EVERYTHING
    assert signed_in(ada).get("/account/cancel/").status_code == 200


def test_who_signs_in_at_anothers_browser_meets_nothing_of_theirs(
    client: Client, shop: Shop, plan: Plan, ada: Reader
) -> None:
    members_day(client, shop)
    client.force_login(make_reader("bea@example.com"))

    account = client.get("/account/").content.decode()
    joining = client.get("/join/", LETTER_LINK).content.decode()

    assert ("You are not a member." in account, "$8" in account) == (True, False)
    assert "You support us already" not in joining


def test_the_owner_does_not_pay_as_the_customer_of_whoever_typed_the_address(
    client: Client, shop: Shop, plan: Plan, ada: Reader
) -> None:
    members_day(client, shop)
    strangers = Checkout.objects.get().customer
    assert strangers is not None

    hers = signed_in(ada)
    press(hers, {**LETTER_LINK, "interval": "once", "amount": "2500"})

    assert strangers.stripe_id not in Customer.objects.filter(reader=ada).values_list(
        "stripe_id", flat=True
    )
    assert Customer.objects.filter(reader=ada).count() == 1


def join_as_ada_then_elsewhere(ada: Reader, shop: Shop, elsewhere: Client, **link: str) -> Any:
    hers = signed_in(ada)
    back = shop.pay(press(hers, LETTER_LINK).headers["Location"])
    hers.get(back.removeprefix("http://localhost:8000"))
    leads_to = shop.pay(press(elsewhere, {**LETTER_LINK, **link}).headers["Location"], email=ADA)
    return elsewhere.get(leads_to.removeprefix("http://localhost:8000"))


def test_the_return_from_a_second_payment_says_what_becomes_of_it(
    client: Client, shop: Shop, plan: Plan, ada: Reader
) -> None:
    page = join_as_ada_then_elsewhere(ada, shop, client, next="/")
    text = text_of(page.content.decode())

    assert "You were a member already" in text
    assert "This second one is stopped and will not be charged again" in text
    assert "The $8 that you paid goes back to your card by itself." in text
    assert "Open to you from now on" not in text


def test_the_story_it_returns_to_says_so_too(
    client: Client, shop: Shop, plan: Plan, ada: Reader
) -> None:
    join_as_ada_then_elsewhere(ada, shop, client)

    told = client.get("/join/thanks/").json()

    assert (told["title"], told["opens"]) == ("You were a member already", [])


def test_a_payment_that_is_given_back_opens_nothing_meanwhile(
    client: Client, shop: Shop, plan: Plan, ada: Reader
) -> None:
    join_as_ada_then_elsewhere(ada, shop, client)
    at_once = held_by(client)

    sweep()
    client.get("/account/")

    assert (at_once, held_by(client)) == (frozenset(), frozenset())
    hers = Client()
    sign_in(hers, ADA)
    assert held_by(hers) == EVERYTHING


def test_who_paid_twice_is_told_before_paying_again(
    client: Client, shop: Shop, plan: Plan, ada: Reader
) -> None:
    join_as_ada_then_elsewhere(ada, shop, client)
    sweep()

    text = text_of(client.get("/join/", LETTER_LINK).content.decode())

    assert f"When you last paid here, {ADA} was a member already" in text
    assert "was a member already" not in text_of(
        Client().get("/join/", LETTER_LINK).content.decode()
    )
