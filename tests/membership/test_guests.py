"""Guests' own page: by a link that is sent again, expires, and signs in to nothing."""

import re
import time

import pytest
from django.test import Client

from tests.membership.test_account import member
from tests.membership.test_joining import LETTER_LINK, held_by, join_and_return
from tests.outbox import sent
from tests.payments.world import Shop, make_reader
from wellread.mail.models import Email
from wellread.membership import claims, guests
from wellread.membership.models import Membership, Pause, Plan

LINK = re.compile(r"/account/link/[\w-]+/")


def ask(address: str = "ada@example.com") -> list[str]:
    """Ask for the link; return the links that were sent."""
    Client().post("/account/link/", {"address": address})
    found = (LINK.search(body) for body in sent("The link to what you paid"))
    return [one[0] for one in found if one]


def guest(shop: Shop) -> Membership:
    """Join in some browser, without an account."""
    join_and_return(Client(), shop, LETTER_LINK)
    return Membership.objects.get()


def test_the_link_opens_all_of_the_page_and_signs_in_to_nothing(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = guest(shop)
    (link,) = ask()

    page = client.get(link, follow=True).content.decode()
    payment = membership.checkout.payments.get()
    receipt = client.get(f"/account/receipts/{payment.pk}/receipt.pdf")
    client.post("/account/pause/", {"months": "1"})
    client.post("/account/cancel/")

    membership.refresh_from_db()
    assert ("Change the amount" in page, "It stays open in this browser for an hour" in page) == (
        True,
        True,
    )
    assert receipt.status_code == 200
    assert (Pause.objects.count(), membership.status) == (1, "ending")
    assert (held_by(client), "_auth_user_id" in client.session) == (frozenset(), False)


def test_it_closes_after_an_hour_or_when_that_is_asked_for(
    client: Client, shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest(shop)
    (link,) = ask()
    client.get(link)
    open_at_first = client.get("/account/").status_code
    client.post("/account/link/close/")
    closed = client.get("/account/").status_code

    client.get(link)
    monkeypatch.setattr(guests, "OPEN_FOR_S", -1)
    client.get(link)

    assert (open_at_first, closed, client.get("/account/").status_code) == (200, 302, 302) or (
        open_at_first,
        closed,
        client.get("/account/").status_code,
    ) == (200, 303, 303)


def test_a_link_is_good_for_a_day_and_another_one_is_sent(
    client: Client, shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    membership = guest(shop)
    link = claims.guest_address(str(membership.checkout_id)).partition("testserver")[2]
    path = LINK.search(claims.guest_address(str(membership.checkout_id)))
    assert path is not None
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + claims.GUEST_GOOD_FOR_S + 60)

    spent = client.get(path[0])

    assert (spent.status_code, "/account/link/" in spent.content.decode()) == (410, True), link


def test_a_forged_link_opens_nothing(client: Client, shop: Shop, plan: Plan) -> None:
    guest(shop)

    assert client.get("/account/link/4K7Q0123456789012345678901234567/").status_code == 410
    assert client.get("/account/").status_code in {302, 303}


def test_strangers_get_no_e_mail_and_the_page_says_the_same(
    client: Client, shop: Shop, plan: Plan
) -> None:
    guest(shop)
    known = client.post("/account/link/", {"address": "ada@example.com"}).content.decode()
    unknown = client.post("/account/link/", {"address": "eve@example.com"}).content.decode()

    assert known.replace("ada@", "eve@") == unknown
    assert Email.objects.filter(recipient="eve@example.com").count() == 0


def test_who_has_an_account_is_told_to_sign_in(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)

    links = ask()
    (body,) = sent("The link to what you paid")

    assert (links, "/sign-in/" in body) == ([], True)


def test_what_was_claimed_since_is_not_opened(client: Client, shop: Shop, plan: Plan) -> None:
    membership = guest(shop)
    (link,) = ask()
    client.get(link)
    membership.checkout.reader = make_reader("ada@example.com")
    membership.checkout.save()

    assert client.get("/account/").status_code in {302, 303}
    assert client.get(link).status_code == 410


def test_who_gave_once_is_promised_no_membership_on_other_devices(
    client: Client, shop: Shop, plan: Plan
) -> None:
    join_and_return(client, shop, {"interval": "once", "amount": "2500"})

    page = client.get("/account/").content.decode()

    assert "opens what you paid for on your other devices" in page
    assert "this membership" not in page
