"""Paying before signing in, and the letter that brings both together."""

import re
from typing import Any

from django.core import mail
from django.test import Client

from tests.membership.test_joining import LETTER_LINK, held_by, join_and_return
from tests.payments.world import Shop, make_reader
from wellread.accounts.models import Reader
from wellread.mail import delivery
from wellread.mail.models import Email
from wellread.membership.models import Membership, Plan


def claim_path(mailbox: list[Any]) -> str:
    """Return the claim link of the last letter, without the host."""
    found = re.search(r"http://localhost:8000(/claim/\S+/)", mailbox[-1].body)
    assert found is not None
    return found[1]


def pay_unsigned(client: Client, shop: Shop) -> str:
    """Join without signing in; return the link of the letter."""
    join_and_return(client, shop, LETTER_LINK)
    delivery.send_due()
    return claim_path(mail.outbox)


def test_paying_signs_in_to_nothing_by_the_address_typed(
    client: Client, shop: Shop, plan: Plan
) -> None:
    make_reader("ada@example.com")

    join_and_return(client, shop, LETTER_LINK)

    assert "_auth_user_id" not in client.session
    assert Membership.objects.get().reader is None


def test_opening_the_link_changes_nothing_and_its_button_signs_in(
    client: Client, shop: Shop, plan: Plan
) -> None:
    link = pay_unsigned(client, shop)
    phone = Client()

    page = phone.get(link)
    before = Reader.objects.count()
    answer = phone.post(link)
    phone.get("/account/")

    assert (page.status_code, before, answer.headers["Location"]) == (200, 0, "/account/")
    assert Membership.objects.get().reader == Reader.objects.get(email="ada@example.com")
    assert held_by(phone) == {"ad_free", "community_content"}
    assert "signed_in=1" in phone.cookies["wellread_reader"].value


def test_a_link_works_once(client: Client, shop: Shop, plan: Plan) -> None:
    link = pay_unsigned(client, shop)
    Client().post(link)

    answers = [Client().get(link).status_code, Client().post(link).status_code]

    assert answers == [410, 410]
    assert Reader.objects.count() == 1


def test_a_forged_link_claims_nothing(client: Client, shop: Shop, plan: Plan) -> None:
    link = pay_unsigned(client, shop)

    answer = Client().post(f"{link[:-3]}xx/")

    assert (answer.status_code, Membership.objects.get().reader) == (410, None)


def test_who_is_signed_in_adds_it_to_their_own_account(
    client: Client, shop: Shop, plan: Plan
) -> None:
    link = pay_unsigned(client, shop)
    bea = make_reader("bea@example.com")
    hers = Client()
    hers.force_login(bea)

    hers.post(link)

    assert Membership.objects.get().reader == bea
    assert Reader.objects.count() == 1


def test_each_letter_is_sent_once(client: Client, shop: Shop, plan: Plan) -> None:
    join_and_return(client, shop, LETTER_LINK)

    for _ in range(3):
        delivery.send_due()

    assert [message.subject for message in mail.outbox] == ["Welcome, and thank you"]
    assert mail.outbox[0].to == ["ada@example.com"]
    assert Email.objects.get().state == "sent"


def test_a_refused_letter_waits_and_is_not_called_sent(
    client: Client, shop: Shop, plan: Plan, settings: Any
) -> None:
    join_and_return(client, shop, LETTER_LINK)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    delivery.send_due()

    letter = Email.objects.get()
    assert (letter.state, letter.attempts, letter.sent_at) == ("queued", 1, None)
    assert letter.error.startswith("ConnectionRefusedError")
