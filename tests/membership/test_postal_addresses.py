"""Where post goes, and what stands on receipts: given, changed, handed out, and forgotten."""

from typing import Any

import pytest
from django.test import Client

from tests.membership.test_account import member
from tests.membership.test_joining import LETTER_LINK, join_and_return, text_of
from tests.payments.world import Shop, deliver
from tests.staff import sign_in_staff
from wellread.membership import data_export, sheets
from wellread.membership.models import Plan, PostalAddress
from wellread.payments.models import Payment
from wellread.payments.months import month

GIVEN = {
    "name": "Ada Reader",
    "lines": "Harbour Street 1\r\n\r\n AB1 2CD Saltmere ",
    "country": "GB",
}
ENVELOPE = ("Ada Reader", "Harbour Street 1", "AB1 2CD Saltmere", "United Kingdom")
ASKED = "sends you something by post"


def give(client: Client, **changes: str) -> Any:
    return client.post("/account/post/", GIVEN | changes, follow=True)


def envelopes() -> list[tuple[str, ...]]:
    return [one.envelope for one in PostalAddress.objects.all()]


def test_it_is_asked_for_only_where_something_is_sent(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    assert ASKED not in client.get("/account/").text

    Plan.objects.update(sends_post=True)

    assert ASKED in client.get("/account/").text
    assert "Your postal address is kept." in give(client).text
    assert ASKED not in client.get("/account/").text


def test_it_stands_on_receipts_and_in_what_a_reader_may_have(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    give(client)
    payment = Payment.objects.get()
    assert membership.reader is not None

    receipt = client.get(f"/account/receipts/{payment.pk}/").text
    paper = client.get(f"/account/receipts/{payment.pk}/receipt.pdf")

    assert all(line in receipt for line in ENVELOPE)
    assert paper.status_code == 200
    told = data_export.export(membership.reader)["postal_address"]
    assert (told["name"], told["lines"]) == ("Ada Reader", list(ENVELOPE[1:3]))


def test_another_takes_its_place_and_it_can_be_taken_back(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    give(client)
    give(client, name="Reader & Daughters")
    assert [one[0] for one in envelopes()] == ["Reader & Daughters"]
    assert "Reader &amp; Daughters" in client.get("/account/post/").text

    client.post("/account/post/", {"forget": "1"})

    assert envelopes() == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": ""}, "name-fault"),
        ({"lines": " \n "}, "lines-fault"),
        ({"country": "XX"}, "country-fault"),
    ],
)
def test_what_is_missing_is_named_and_what_was_typed_stays(
    client: Client, shop: Shop, plan: Plan, changes: dict[str, str], fault: str
) -> None:
    member(client, shop)

    answer = give(client, **changes)

    assert (answer.status_code, envelopes()) == (400, [])
    assert f'id="{fault}"' in answer.text
    assert "Ada Reader" in answer.text or "name" in changes


def test_who_paid_without_an_account_gives_one_and_a_stranger_none(
    client: Client, shop: Shop, plan: Plan
) -> None:
    join_and_return(client, shop, LETTER_LINK)
    deliver(shop.messages())

    give(client)
    stranger = give(Client())

    assert envelopes() == [ENVELOPE]
    assert stranger.redirect_chain[0][0].startswith("/sign-in/")
    assert "Ada Reader" not in Client().get("/account/post/", follow=True).text


def test_it_goes_with_the_account(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)
    give(client)

    client.post("/account/erase/")

    assert envelopes() == []


def test_staff_see_it_beside_the_reader_and_in_the_list_of_members(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    give(client)
    staff = Client()
    sign_in_staff(staff)

    page = text_of(staff.get("/admin/members/person/", {"address": "ada@example.com"}).text)
    rows = list(sheets.members(month(f"{membership.started_at:%Y-%m}")))

    assert ", ".join(ENVELOPE) in page
    assert [row[-1] for row in rows] == ["postal address", ", ".join(ENVELOPE)]
