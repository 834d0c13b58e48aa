"""What staff see of members and money, and what they may do there."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.membership.test_joining import LETTER_LINK, join_and_return, press
from tests.payments.world import Shop, deliver, make_reader
from tests.staff import sign_in_staff
from wellread.membership import queries
from wellread.membership.actions import give
from wellread.membership.models import Gift, Plan
from wellread.payments import clock
from wellread.payments.models import BillingEvent

LISTS = (
    "/admin/money/payments/",
    "/admin/money/ledger/",
    "/admin/money/payouts/",
    "/admin/money/events/",
    "/admin/members/memberships/",
    "/admin/members/gifts/",
    "/admin/emails/sent/",
    "/admin/snippets/membership/plan/",
)


def test_every_list_opens_with_and_without_rows(client: Client, shop: Shop, plan: Plan) -> None:
    sign_in_staff(client)
    empty = [client.get(address).status_code for address in LISTS]
    join_and_return(Client(), shop, LETTER_LINK)
    deliver(shop.messages())

    full = [client.get(address).status_code for address in LISTS]

    assert (empty, full) == ([200] * 8, [200] * 8)


def test_payments_say_who_paid(client: Client, shop: Shop, plan: Plan) -> None:
    sign_in_staff(client)
    join_and_return(Client(), shop, LETTER_LINK)

    page = client.get("/admin/money/payments/").content.decode()

    assert "ada@example.com" in page


@pytest.mark.parametrize(
    ("room", "heading"),
    [
        ("money/card-testing", "Card testing"),
        ("money/refunds", "Refunds by hand"),
        ("members/groups", "Groups"),
        ("members/gifts", "Complimentary"),
        ("members/left-alone", "Left alone"),
    ],
)
def test_a_list_is_headed_as_the_menu_calls_it(
    room: str, heading: str, client: Client, db: None
) -> None:
    sign_in_staff(client)

    page = client.get(f"/admin/{room}/").content.decode()

    title = page.partition("<title>")[2].partition("</title>")[0]
    assert title.strip().startswith(heading)


def test_an_end_that_lies_ahead_is_shown_as_a_date(client: Client, db: None) -> None:
    sign_in_staff(client)
    reader = make_reader()
    give(reader=reader, ends_at=datetime(2044, 3, 1, 9, 30, tzinfo=UTC), reason="complimentary")

    page = client.get("/admin/members/gifts/").content.decode()

    assert "1 Mar 2044, 09:30" in page


@pytest.mark.parametrize("room", ["money/payments", "money/events", "members/memberships"])
def test_nobody_rewrites_what_happened(room: str, client: Client, db: None) -> None:
    sign_in_staff(client)

    answer = client.get(f"/admin/{room}/new/")

    assert answer.headers["Location"] == "/admin/"


def test_an_event_can_be_processed_again(client: Client, db: None) -> None:
    sign_in_staff(client)
    event = BillingEvent.objects.create(
        stripe_id="evt_1",
        type="invoice.paid",
        payload={},
        outcome="given_up",
        error="Broken",
        attempts=9,
    )

    listed = client.get("/admin/money/events/").content.decode()
    page = client.get(f"/admin/money/events/{event.pk}/again/").content.decode()
    client.post(f"/admin/money/events/{event.pk}/again/")

    event.refresh_from_db()
    assert "Process again" in listed
    assert "Given up: needs a person" in listed.partition("<tbody>")[2]
    # Its job has tried once already, without a Stripe to ask.
    assert ("Broken" in page, event.outcome, event.attempts) == (True, "waiting", 1)
    assert event.error.startswith("GatewayUnavailable")


def test_staff_can_open_everything_to_a_reader(client: Client, plan: Plan) -> None:
    sign_in_staff(client)
    reader = make_reader()
    until = timezone.now() + timedelta(days=30)

    client.post(
        "/admin/members/gifts/new/",
        {
            "email": "ADA@example.com",
            "reason": "hardship",
            "ends_at": f"{until:%Y-%m-%d %H:%M}",
            "note": "Wrote to us",
        },
    )

    assert Gift.objects.get().reader == reader
    assert queries.entitlements(reader=reader, at=clock.now()) == {"ad_free", "community_content"}


@pytest.mark.parametrize(
    "typed", ["Ada@Müller.example", " ada@müller", "ａｄａ@", "MÜLLER.example"]
)
def test_a_reader_is_found_by_any_way_of_typing_the_address(
    typed: str, client: Client, shop: Shop, plan: Plan
) -> None:
    browser = Client()
    leads_to = shop.pay(press(browser, LETTER_LINK).headers["Location"], email="ada@müller.example")
    browser.get(leads_to.removeprefix("http://localhost:8000"))
    sign_in_staff(client)
    address = "ada@xn--mller-kva.example"

    lists = [
        client.get(f"/admin/{room}/", {"q": typed}).context_data["object_list"].count()
        for room in ("money/payments", "members/memberships", "emails/sent")
    ]
    person = client.get("/admin/members/person/", {"address": typed}).context_data

    assert lists == [1, 1, 1]
    assert address in (person["found"] or [person["person"]["address"]])
