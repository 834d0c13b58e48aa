"""Edges of who somebody is: closed accounts, untold payments, second memberships, old sessions."""

import re

import pytest
from django.test import Client

from tests.membership.test_claiming import claim_path
from tests.membership.test_joining import LETTER_LINK, press, text_of
from tests.membership.test_proving import code_in_letter, pay_as, sign_in
from tests.outbox import outbox
from tests.payments.world import Shop
from wellread.accounts.actions import reader_with_verified_address
from wellread.accounts.models import Reader
from wellread.mail import delivery
from wellread.membership import second_memberships
from wellread.membership.models import Membership, Plan
from wellread.payments.models import Checkout, Payment

ADA, BEA = "ada@reader.example", "bea@reader.example"
IN_HERE = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def site(db: None) -> None:
    from wellread.newsroom.actions import ensure_site

    ensure_site()


def signed_in_as(address: str) -> Client:
    client = Client()
    client.force_login(reader_with_verified_address(email=address), IN_HERE)
    return client


def closed_account(address: str) -> Reader:
    reader = reader_with_verified_address(email=address)
    Reader.objects.filter(pk=reader.pk).update(is_active=False)
    return reader


def main_of(client: Client, path: str, link: dict[str, str] | None = None) -> str:
    """Return the words of a page, without its frame."""
    html = client.get(path, link or {}).content.decode()
    found = re.search(r"<main.*?</main>", html, re.DOTALL)
    assert found is not None
    return " ".join(text_of(found[0]).split())


def test_a_link_gives_nothing_to_a_closed_account_and_the_payer_can_cancel(
    client: Client, shop: Shop, plan: Plan
) -> None:
    client.get(pay_as(client, shop, ADA))
    delivery.send_due()
    closed_account(ADA)
    phone = Client()

    answer = phone.post(claim_path(outbox()), follow=True)

    assert "Confirm: cancel my membership" in answer.content.decode()
    assert Checkout.objects.get().reader is None
    assert "_auth_user_id" not in phone.session
    assert "Confirm: cancel my membership" in main_of(client, "/account/cancel/")


def test_a_closed_account_is_told_that_it_is_and_not_invited_to_be_made_anew(
    client: Client,
) -> None:
    client.post("/sign-in/", {"email": ADA})
    invited = re.search(r"token=(\S+)", outbox(urgent_only=True)[-1].body)
    assert invited is not None
    closed_account(ADA)

    Client().post("/sign-in/", {"email": "Ada@Reader.example"})
    late = client.get(f"/sign-in/new/?token={invited[1]}")

    said = outbox()[-1]
    assert said.subject == "This account is closed"
    assert "It was closed by the paper" in said.body
    assert "/sign-in/new/" not in said.body
    assert late.headers["Location"] == "/sign-in/inactive/"


def test_who_paid_and_never_came_back_is_a_member_when_they_look(
    client: Client, shop: Shop, plan: Plan
) -> None:
    pay_as(client, shop, ADA)

    assert "Cancel membership" in main_of(client, "/account/")


def test_who_paid_and_never_came_back_is_told_before_paying_again(
    client: Client, shop: Shop, plan: Plan
) -> None:
    pay_as(client, shop, ADA)
    sign_in(client, ADA)

    assert main_of(client, "/join/", LETTER_LINK).startswith("You support us already")
    assert Membership.objects.get().reader == Reader.objects.get()


def test_a_page_that_nobody_paid_on_stays_open_when_its_reader_looks_around(
    client: Client, shop: Shop, plan: Plan
) -> None:
    leads_to = press(client, LETTER_LINK).headers["Location"]

    client.get("/account/")
    client.get("/join/", LETTER_LINK)

    assert press(client, LETTER_LINK).headers["Location"] == leads_to
    assert Checkout.objects.get().state == "open"


def test_while_a_second_membership_is_undone_nobody_is_told_to_let_it_go_on(
    client: Client, shop: Shop, plan: Plan
) -> None:
    reader_with_verified_address(email=ADA)
    client.get(pay_as(client, shop, ADA))
    other = Client()
    other.get(pay_as(other, shop, "Ada@reader.example"))

    page = main_of(other, "/join/", LETTER_LINK)

    assert "ada@reader.example was a member already" in page
    assert "let it go on" not in page


def test_who_cancelled_lets_the_first_membership_go_on_not_the_second(
    client: Client, shop: Shop, plan: Plan
) -> None:
    ada = signed_in_as(ADA)
    ada.get(pay_as(ada, shop, ADA))
    client.get(pay_as(client, shop, ADA))
    ada.post("/account/cancel/")

    ada.post("/account/resume/")

    first, second = Membership.objects.order_by("pk")
    assert (first.status, second.second_since is not None) == ("active", True)


def test_a_member_who_adds_anothers_membership_is_told_what_becomes_of_it(
    client: Client, shop: Shop, plan: Plan
) -> None:
    bea = signed_in_as(BEA)
    bea.get(pay_as(bea, shop, BEA))
    client.get(pay_as(client, shop, ADA))
    delivery.send_due()

    bea.post(claim_path(outbox()))

    page = main_of(bea, "/account/")
    assert f"A membership of {BEA} was running when you paid" in page
    assert "The $8 that you paid goes back to your card by itself" in page
    for second in Membership.objects.filter(second_since__isnull=False):
        second_memberships.undo(second)
    assert list(Payment.objects.order_by("pk").values_list("status", flat=True)) == [
        "succeeded",
        "refunded",
    ]


def test_a_changed_address_leaves_the_readers_other_devices_signed_in(client: Client) -> None:
    laptop, phone = signed_in_as(ADA), signed_in_as(ADA)
    laptop.post("/sign-in/address/", {"email": BEA, "action_add": ""})
    laptop.post("/sign-in/check/", {"code": code_in_letter()})

    assert f"You are signed in as {BEA}" in main_of(phone, "/account/")
    # Who reads mail at the address of before has no way in by it.
    client.post("/sign-in/", {"email": ADA})
    assert any("It has no account yet" in said.body for said in outbox())


def test_who_proves_a_payers_address_ends_no_session_of_another_account(
    client: Client, shop: Shop, plan: Plan
) -> None:
    bea = signed_in_as(BEA)
    client.get(pay_as(client, shop, ADA))

    sign_in(Client(), ADA)

    assert f"You are signed in as {BEA}" in main_of(bea, "/account/")
    assert bea.get("/account/cancel/").headers["Location"] == "/account/"


def test_a_session_of_an_account_that_is_closed_ends(client: Client) -> None:
    ada = signed_in_as(ADA)
    closed_account(ADA)

    assert ada.get("/account/").headers["Location"].startswith("/sign-in/")
