"""A gift to an address without an account is held, told by a letter, and taken by its owner."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from tests.accounts.test_sign_in import ask_for_code, link_in
from tests.membership.test_joining import hidden_fields
from tests.staff import sign_in_staff
from wellread.membership import letters, queries
from wellread.membership.actions import erase
from wellread.membership.models import Gift, Grant, Letter, ReaderNote
from wellread.newsroom.actions import ensure_site
from wellread.payments import clock

pytestmark = pytest.mark.django_db


def give(client: Client, address: str) -> None:
    until = timezone.now() + timedelta(days=30)
    sent = {
        "email": address,
        "reason": "complimentary",
        "ends_at": f"{until:%Y-%m-%d %H:%M}",
        "note": "A neighbour",
    }
    response = client.post("/admin/members/gifts/new/", sent)
    assert response.status_code == 302, response.content.decode()


def take_invitation(address: str) -> Client:
    """Sign in as somebody without an account does: by the link of a letter."""
    mail.outbox.clear()
    browser = Client()
    ask_for_code(browser, address, next="/account/")
    page = browser.get(link_in(mail.outbox[-1])).content.decode()
    browser.post("/sign-in/new/", hidden_fields(page))
    return browser


def held_by(address: str) -> frozenset[str]:
    reader = Grant.objects.get(reader__email=address).reader
    return queries.entitlements(reader=reader, at=clock.now())


def test_it_is_held_until_the_address_is_proved(client: Client) -> None:
    ensure_site()
    sign_in_staff(client)

    give(client, "Ada.New@example.com")
    before = Gift.objects.get()
    browser = take_invitation("ada.new@example.com")

    assert (before.reader, before.email) == (None, "ada.new@example.com")
    assert held_by("ada.new@example.com") == {"ad_free", "community_content"}
    assert "is_member=1" in browser.cookies["wellread_reader"].value


def test_a_stranger_takes_nothing(client: Client) -> None:
    ensure_site()
    sign_in_staff(client)
    give(client, "ada@example.com")

    take_invitation("eve@example.com")

    assert Gift.objects.get().reader is None


def test_a_letter_tells_of_it_once(client: Client) -> None:
    sign_in_staff(client)
    give(client, "ada@example.com")
    mail.outbox.clear()

    letters.send_queued()

    (letter,) = mail.outbox
    assert letter.to == ["ada@example.com"]
    assert "It waits for this address. Sign in with it" in letter.body
    assert Letter.objects.get().state == "sent"


def test_the_list_shows_whom_it_is_for_and_whether_it_was_taken(client: Client) -> None:
    sign_in_staff(client)
    give(client, "ada@example.com")

    assert "ada@example.com" in client.get("/admin/members/gifts/").content.decode()


def test_a_gift_has_one_holder() -> None:
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(
            reason="hardship", entitlements=[], starts_at=now, ends_at=now + timedelta(days=1)
        )


def test_a_reader_is_looked_up_and_shown_whole(client: Client) -> None:
    sign_in_staff(client)
    give(client, "ada@example.com")

    found = client.get("/admin/members/person/", {"address": "ada"}).content.decode()
    page = client.get("/admin/members/person/", {"address": "Ada@example.com"}).content.decode()

    assert 'href="/admin/members/person/?address=ada%40example.com"' in found
    assert "No account: what is held waits until the address is proved." in page
    assert "Complimentary (held for the address)" in page
    assert "A gift to a reader" in page


def test_a_note_is_kept_shown_and_goes_with_the_account(client: Client) -> None:
    ensure_site()
    editor = sign_in_staff(client)
    give(client, "ada@example.com")
    take_invitation("ada@example.com")
    address = "/admin/members/person/?address=ada@example.com"

    client.post(address, {"text": "Rang about the ferry."})
    page = client.get(address).content.decode()
    note = ReaderNote.objects.get()

    assert (note.written_by, "Rang about the ferry." in page) == (editor, True)
    assert "Signed in on 1 device;" in page
    erase(reader=Grant.objects.get().reader)
    assert not ReaderNote.objects.exists()


def test_nobody_is_shown_of_an_address_that_is_not_known(client: Client) -> None:
    sign_in_staff(client)

    page = client.get("/admin/members/person/", {"address": "no@example.com"}).content.decode()

    assert "Nobody is known by “no@example.com”." in page
