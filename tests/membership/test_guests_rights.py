"""What is kept about guests: handed over by the link of an e-mail, and forgotten when they ask."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tests.integrations.conftest import make_endpoint
from tests.membership.test_account import member
from tests.membership.test_export_and_erasure import traces_of
from tests.membership.test_guests import ask
from tests.membership.test_joining import LETTER_LINK, join_and_return
from tests.payments.world import Shop, deliver, make_reader
from wellread.accounts import erasures
from wellread.accounts.models import Reader
from wellread.integrations.models import WebhookEvent
from wellread.mail import delivery
from wellread.mail.models import Email
from wellread.membership import guests
from wellread.membership.models import Grant, Membership, Plan, Seat, Withdrawal
from wellread.newsletters.models import Newsletter, NewsletterReader
from wellread.payments import clock, reconciliation
from wellread.payments.models import Checkout, LedgerEntry, Payment

ONCE = {"interval": "once", "amount": "2500"}


@pytest.fixture
def guest(client: Client, shop: Shop, plan: Plan) -> Client:
    """Open the page of a guest who gave once, in a browser that paid nothing."""
    return opened(client, shop, ONCE)


def opened(client: Client, shop: Shop, choice: dict[str, str]) -> Client:
    join_and_return(Client(), shop, choice)
    (link,) = ask()
    client.get(link)
    return client


def test_a_guest_saves_all_that_is_held_about_them(guest: Client) -> None:
    newsletter = Newsletter.objects.create(key="daily", name="The Daily")
    NewsletterReader.objects.create(
        newsletter=newsletter, address="ada@example.com", joined_at=clock.now()
    )
    page = guest.get("/account/").text

    answer = guest.get("/account/data/")

    told = answer.json()
    assert "Save what we do hold about you" in page
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert told["address"] == "ada@example.com"
    assert [one["amount"] for one in told["payments"]] == ["$25"]
    assert [one["about"] for one in told["emails"]] == [
        "Thanks for a contribution",
        "Link to what a guest paid",
    ]
    assert [one["name"] for one in told["newsletters"]] == ["The Daily"]


def test_a_guest_saves_what_a_member_saves_but_what_only_accounts_have(
    client: Client, guest: Client, shop: Shop
) -> None:
    told = set(guest.get("/account/data/").json())
    reader = Client()
    reader.force_login(make_reader("grace@example.com"))

    of_account = set(reader.get("/account/data/").json())

    only_accounts = {"account", "signed_in_elsewhere", "keys", "gifts_taken", "seats", "free_years"}
    assert of_account - told == only_accounts
    assert told - of_account == {"address"}


def test_erasing_a_guest_keeps_the_books_without_the_name(guest: Client, shop: Shop) -> None:
    deliver(shop.messages())
    delivery.send_due()
    entries = LedgerEntry.objects.count()
    mail.outbox.clear()
    question = guest.get("/account/erase/").text

    page = guest.post("/account/erase/").text

    assert "Confirm: erase it" in question
    assert "your account" not in question.lower()
    assert "What we kept about you is erased" in page
    assert traces_of("ada@example.com") == []
    assert (Payment.objects.count(), LedgerEntry.objects.count()) == (1, entries)
    assert [(one.to, one.subject) for one in mail.outbox] == [
        (["ada@example.com"], "What we kept about you is erased")
    ]
    assert guest.get("/account/").status_code == 303
    assert reconciliation.reconcile() == []


def test_erasing_a_guest_who_is_a_member_cancels_first(
    client: Client, shop: Shop, plan: Plan
) -> None:
    opened(client, shop, LETTER_LINK)
    question = client.get("/account/erase/").text

    client.post("/account/erase/")

    assert "Your benefits end today" in question
    assert shop.call("subscriptions")["data"][0]["cancel_at_period_end"] is True
    # The browser that paid is known no more, and holds nothing from its next page on.
    assert Checkout.objects.get().browser == ""
    delivery.send_due()
    assert "nothing more will be charged" in mail.outbox[-1].body
    shop.lever("clock", {"advance_days": 40})
    clock.follow()
    deliver(shop.messages())
    assert (Membership.objects.get().status, traces_of("ada@example.com")) == ("ended", [])
    assert Email.objects.count() == 0


def test_what_others_hold_for_the_address_goes_too(guest: Client, plan: Plan) -> None:
    newsletter = Newsletter.objects.create(key="daily", name="The Daily")
    NewsletterReader.objects.create(
        newsletter=newsletter, address="ada@example.com", joined_at=clock.now()
    )
    Withdrawal.objects.create(
        name="Ada", address="ada@example.com", contract="25", declared_at=clock.now()
    )
    Grant.objects.create(
        email="ada@example.com",
        reason="gift",
        entitlements=["ad_free"],
        starts_at=clock.now(),
        ends_at=clock.now() + timedelta(days=30),
        source="by hand",
    )

    guest.post("/account/erase/")

    assert NewsletterReader.objects.count() == 0
    assert Grant.objects.filter(source="by hand").count() == 0
    assert Seat.objects.exclude(address="").count() == 0
    # One of which no payment is known stays: somebody is owed an answer.
    assert Withdrawal.objects.get().address == "ada@example.com"


def test_other_systems_are_told_to_forget_a_guest(client: Client, shop: Shop, plan: Plan) -> None:
    make_endpoint("https://crm.example/in")
    opened(client, shop, ONCE)
    told = WebhookEvent.objects.get()

    client.post("/account/erase/")

    erased = WebhookEvent.objects.get(kind="reader.erased")
    told.refresh_from_db()
    assert "ada@example.com" not in told.body + erased.body


@pytest.mark.parametrize("choice", [ONCE, LETTER_LINK])
def test_the_receipt_of_a_guest_says_where_that_link_is_sent_from(
    client: Client, shop: Shop, plan: Plan, choice: dict[str, str]
) -> None:
    join_and_return(Client(), shop, choice)
    client.force_login(make_reader("grace@example.com"))
    join_and_return(client, shop, choice)

    delivery.send_due()

    to_guest, to_member = (str(one.body) for one in mail.outbox)
    said = "http://localhost:8000/account/link/"
    assert said in to_guest
    assert said not in to_member


def test_a_browser_that_only_paid_is_led_to_the_link(
    client: Client, shop: Shop, plan: Plan
) -> None:
    join_and_return(client, shop, ONCE)

    page = client.get("/account/").text

    assert "let us send you a link" in page
    assert "/account/erase/" not in page
    for path in ("/account/data/", "/account/erase/"):
        assert client.get(path).headers["Location"].startswith("/sign-in/")
    assert client.post("/account/erase/").headers["Location"].startswith("/sign-in/")
    assert Payment.objects.get().checkout.email == "ada@example.com"


def test_what_has_an_account_meanwhile_is_not_erased_by_the_link(guest: Client) -> None:
    make_reader("ada@example.com")

    answer = guest.post("/account/erase/")

    assert answer.headers["Location"].startswith("/sign-in/")
    assert Reader.objects.filter(email="ada@example.com").exists()
    assert Payment.objects.get().checkout.email == "ada@example.com"


def test_no_guest_is_erased_while_payments_do_not_answer(
    client: Client, shop: Shop, plan: Plan, settings: Any
) -> None:
    opened(client, shop, LETTER_LINK)
    settings.STRIPE_API_ADDRESS = "http://127.0.0.1:9"

    page = client.post("/account/erase/")

    assert (page.status_code, "nothing is erased" in page.text) == (503, True)
    assert (Reader.objects.count(), Membership.objects.get().status) == (0, "active")
    assert Membership.objects.get().checkout.email == "ada@example.com"


def test_a_restored_copy_forgets_an_erased_guest_again(
    guest: Client,
    shop: Shop,
    settings: Any,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    settings.VAR = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        guest.post("/account/erase/")

    copied_at = clock.now() - timedelta(days=1)
    Checkout.objects.update(email="ada@example.com", forgotten_at=None, created_at=copied_at)
    with (tmp_path / "erasures").open() as lines:
        told = list(erasures.read(lines))

    assert guests.returned(told) == ["ada@example.com"]
    # Whoever paid anew afterwards means to be known.
    Checkout.objects.update(created_at=clock.now() + timedelta(days=1))
    assert guests.returned(told) == []


def test_a_member_with_an_account_is_asked_to_sign_in(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    ask()

    assert Client().get("/account/data/").headers["Location"].startswith("/sign-in/")
    assert guests.returned([erasures.Erasure(clock.now(), "a" * 64)]) == []
