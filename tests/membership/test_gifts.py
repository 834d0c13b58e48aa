"""A gift to an address without an account is held, told by a letter, and taken by its owner."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from tests.accounts.test_sign_in import ask_for_code, link_in
from tests.membership.test_joining import hidden_fields
from tests.outbox import outbox
from tests.staff import sign_in_staff
from wellread.mail import delivery
from wellread.mail.models import Email
from wellread.membership import queries
from wellread.membership.actions import erase
from wellread.membership.models import Gift, Grant, ReaderNote
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
    page = browser.get(link_in(outbox(urgent_only=True)[-1])).content.decode()
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

    delivery.send_due()

    (letter,) = mail.outbox
    assert letter.to == ["ada@example.com"]
    assert "It waits for this address. Sign in with it" in letter.body
    assert Email.objects.get().state == "sent"


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
    assert "0 keys (passkeys and authenticators)" in page
    erase(reader=Grant.objects.get().reader)
    assert not ReaderNote.objects.exists()


def test_nobody_is_shown_of_an_address_that_is_not_known(client: Client) -> None:
    sign_in_staff(client)

    page = client.get("/admin/members/person/", {"address": "no@example.com"}).content.decode()

    assert "Nobody is known by “no@example.com”." in page


def change(client: Client, gift: Gift, **changes: str) -> Any:
    until = timezone.now() + timedelta(days=90)
    sent = {
        "email": gift.email or gift.reader.email,
        "reason": "complimentary",
        "ends_at": f"{until:%Y-%m-%d %H:%M}",
        "note": "A neighbour",
        **changes,
    }
    return client.post(f"/admin/members/gifts/edit/{gift.pk}/", sent)


def gift_letters() -> list[tuple[str, bool]]:
    rows = Email.objects.filter(name="gift").order_by("pk")
    return [(row.recipient, row.facts["is_changed"]) for row in rows]


def test_another_end_is_told_by_another_letter(client: Client) -> None:
    sign_in_staff(client)
    give(client, "ada@example.com")
    delivery.send_due()
    mail.outbox.clear()

    change(client, Gift.objects.get())
    delivery.send_due()

    (letter,) = mail.outbox
    assert letter.to == ["ada@example.com"]
    assert "The end of your gift is another now." in letter.body


def test_a_change_before_the_first_letter_went_leaves_one_letter(client: Client) -> None:
    sign_in_staff(client)
    give(client, "ada@example.com")

    change(client, Gift.objects.get())

    assert gift_letters() == [("ada@example.com", True)]


def test_another_address_is_told_and_the_one_before_no_more(client: Client) -> None:
    sign_in_staff(client)
    give(client, "adda@example.com")

    change(client, Gift.objects.get(), email="ada@example.com")

    assert Gift.objects.get().email == "ada@example.com"
    assert gift_letters() == [("ada@example.com", False)]


def test_a_note_changes_nothing_for_its_reader(client: Client) -> None:
    sign_in_staff(client)
    give(client, "ada@example.com")
    gift = Gift.objects.get()

    change(client, gift, note="Of the harbour", ends_at=f"{gift.ends_at:%Y-%m-%d %H:%M}")

    assert Gift.objects.get().note == "Of the harbour"
    assert gift_letters() == [("ada@example.com", False)]


def test_what_was_taken_is_moved_to_nobody_else(client: Client) -> None:
    ensure_site()
    sign_in_staff(client)
    give(client, "ada@example.com")
    take_invitation("ada@example.com")

    page = change(client, Gift.objects.get(), email="eve@example.com").content.decode()

    assert "ada@example.com has it already: let it end, and give another." in page
    assert Gift.objects.get().reader.email == "ada@example.com"
