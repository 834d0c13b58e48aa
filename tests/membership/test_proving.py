"""An address proved is an address known: what was paid under it is there at once."""

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from tests.membership.test_claiming import claim_path
from tests.membership.test_joining import LETTER_LINK, held_by, press, text_of
from tests.outbox import outbox
from tests.payments.world import Shop, deliver, make_reader
from wellread.accounts.actions import reader_with_verified_address
from wellread.accounts.models import Reader
from wellread.mail import delivery
from wellread.mail.models import Email
from wellread.membership import actions
from wellread.membership.models import Membership, Plan
from wellread.payments.models import Checkout

EVERYTHING = {"ad_free", "community_content"}
TYPED = ["Anna.Berg@reader.example", "Petra+News@Reader.example"]


@pytest.fixture(autouse=True)
def site(db: None) -> None:
    from wellread.newsroom.actions import ensure_site

    ensure_site()


def pay_as(client: Client, shop: Shop, typed: str) -> str:
    """Pay for a month with this address at the hosted page; return where it leads back."""
    leads_to = shop.pay(press(client, LETTER_LINK).headers["Location"], email=typed)
    return leads_to.removeprefix("http://localhost:8000")


def code_in_letter() -> str:
    found = re.search(r"Your code: (\S+)", outbox(urgent_only=True)[-1].subject)
    assert found is not None
    return found[1]


def sign_in(client: Client, address: str) -> Any:
    """Sign in by the letter that comes: a code, or an invitation where there is no account."""
    client.post("/sign-in/", {"email": address})
    if invited := re.search(
        r"http://localhost:8000(/sign-in/new/\S+)", outbox(urgent_only=True)[-1].body
    ):
        token = unquote(invited[1].partition("token=")[2])
        return client.post("/sign-in/new/", {"token": token})
    return client.post("/sign-in/code/confirm/", {"code": code_in_letter()})


def by_link(client: Client, typed: str) -> None:
    delivery.send_due()
    client.post(claim_path(outbox()))


def by_code(client: Client, typed: str) -> None:
    reader_with_verified_address(email=typed)
    sign_in(client, typed.lower())


def by_invitation(client: Client, typed: str) -> None:
    sign_in(client, typed.lower())


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("prove", [by_link, by_code, by_invitation])
def test_who_proves_the_address_has_what_was_paid_under_it(
    client: Client, shop: Shop, plan: Plan, typed: str, prove: Callable[..., None]
) -> None:
    client.get(pay_as(client, shop, typed))
    phone = Client()

    prove(phone, typed)

    assert held_by(phone) == EVERYTHING
    assert Membership.objects.get().reader == Reader.objects.get(email=typed.lower())
    page = phone.get("/account/")
    assert (page.status_code, "$8 a month" in page.content.decode()) == (200, True)
    assert "You support us already" in phone.get("/join/", LETTER_LINK).content.decode()


@pytest.mark.parametrize("typed", TYPED)
def test_a_link_opened_after_a_code_says_what_is_true(
    client: Client, shop: Shop, plan: Plan, typed: str
) -> None:
    client.get(pay_as(client, shop, typed))
    delivery.send_due()
    link = claim_path(outbox())
    phone = Client()
    sign_in(phone, typed)

    own, other = phone.get(link), Client().get(link)

    assert "Already in your account" in own.content.decode()
    assert "Already in an account" in other.content.decode()
    assert (own.status_code, other.status_code) == (200, 410)


def test_what_is_paid_later_goes_to_the_account_of_a_proved_address(
    client: Client, shop: Shop, plan: Plan
) -> None:
    anna = reader_with_verified_address(email="anna.berg@reader.example")

    client.get(pay_as(client, shop, TYPED[0]))
    delivery.send_due()

    assert Membership.objects.get().reader == anna
    assert "_auth_user_id" not in client.session
    assert held_by(client) == EVERYTHING
    assert "/claim/" not in outbox()[-1].body


def test_an_address_that_nobody_proved_claims_nothing(
    client: Client, shop: Shop, plan: Plan
) -> None:
    anna = make_reader("anna.berg@reader.example")
    EmailAddress.objects.create(user=anna, email=anna.email, primary=True)

    client.get(pay_as(client, shop, TYPED[0]))
    actions.hand_over_what_was_proved()

    assert (Membership.objects.get().reader, Checkout.objects.get().reader) == (None, None)


def test_what_was_paid_but_not_told_of_yet_is_claimed_when_it_is(
    client: Client, shop: Shop, plan: Plan
) -> None:
    pay_as(client, shop, TYPED[0])
    phone = Client()
    sign_in(phone, TYPED[0])
    assert Membership.objects.count() == 0

    deliver(shop.messages())
    phone.get("/account/")

    assert Membership.objects.get().reader == Reader.objects.get()
    assert held_by(phone) == EVERYTHING


def test_what_was_paid_while_the_address_was_being_proved_is_handed_over_by_a_job(
    client: Client, shop: Shop, plan: Plan
) -> None:
    client.get(pay_as(client, shop, TYPED[0]))
    anna = reader_with_verified_address(email="anna.berg@reader.example")

    actions.hand_over_what_was_proved()
    actions.hand_over_what_was_proved()

    assert Membership.objects.get().reader == anna


def test_a_changed_address_brings_what_was_paid_under_it(
    client: Client, shop: Shop, plan: Plan
) -> None:
    client.get(pay_as(client, shop, TYPED[0]))
    phone = Client()
    phone.force_login(
        reader_with_verified_address(email="old@reader.example"),
        "django.contrib.auth.backends.ModelBackend",
    )
    phone.post("/sign-in/address/", {"email": TYPED[0], "action_add": ""})
    assert Membership.objects.get().reader is None

    phone.post("/sign-in/check/", {"code": code_in_letter()})

    assert Membership.objects.get().reader == Reader.objects.get()
    assert held_by(phone) == EVERYTHING


def test_a_second_factor_is_waited_for(client: Client, shop: Shop, plan: Plan) -> None:
    client.get(pay_as(client, shop, TYPED[0]))
    secret = generate_totp_secret()
    TOTP.activate(reader_with_verified_address(email=TYPED[0]), secret)
    phone = Client()
    sign_in(phone, TYPED[0])
    before = Membership.objects.get().reader

    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    phone.post("/sign-in/keys/authenticate/", {"code": code})

    assert (before, Membership.objects.get().reader) == (None, Reader.objects.get())
    assert held_by(phone) == EVERYTHING


def test_a_letter_that_waited_says_nothing_of_a_link_that_is_not_needed(
    client: Client, shop: Shop, plan: Plan
) -> None:
    client.get(pay_as(client, shop, TYPED[0]))
    sign_in(Client(), TYPED[0])

    message = delivery.message_of(Email.objects.get(name="welcome"))

    assert ("/claim/" in message.body, "/account/" in message.body) == (False, True)


def test_a_broken_link_names_the_way_that_works(client: Client, plan: Plan) -> None:
    page = text_of(client.get("/claim/broken/").content.decode())

    assert "part of it is missing" in page
    assert "Sign in with the address you gave when you paid" in page
