"""Whose rules are a member's: by the address they gave, or the country of their bill."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.membership.test_cooling_off import give_address
from tests.membership.test_joining import LETTER_LINK, press
from tests.payments.world import Shop, make_reader
from tests.staff import colleague
from wellread.membership import law, place, queries
from wellread.membership.actions import erase
from wellread.membership.models import Membership, Plan
from wellread.payments.models import Checkout, Payment

# Half a year later, once the United Kingdom's rule is in force.
BEGUN, AT = datetime(2027, 5, 1, 9, tzinfo=UTC), datetime(2027, 11, 5, 9, tzinfo=UTC)


def member_in(client: Client, shop: Shop, country: str) -> Membership:
    client.force_login(make_reader())
    leads_to = shop.pay(press(client, LETTER_LINK).headers["Location"], country=country)
    client.get(leads_to.removeprefix("http://localhost:8000"))
    return Membership.objects.get()


def reminded() -> int:
    return len(list(queries.memberships_to_remind(at=AT)))


def test_the_country_of_the_bill_is_known_from_the_checkout_and_an_address_counts_more(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member_in(client, shop, "GB")
    assert place.of_checkout(membership.checkout) == "GB"

    give_address(membership, "IE")

    assert place.of_checkout(membership.checkout) == "IE"


@pytest.mark.parametrize(("country", "times"), [("GB", 1), ("", 1), ("US", 0)])
def test_reminders_come_as_often_as_the_place_asks_and_oftener_where_it_is_unknown(
    client: Client, shop: Shop, plan: Plan, country: str, times: int
) -> None:
    membership = member_in(client, shop, "US")
    Checkout.objects.update(country=country)
    Membership.objects.update(started_at=BEGUN)

    assert reminded() == times
    give_address(membership, "GB")
    assert reminded() == 1


def test_colleagues_read_where_somebody_lives_or_that_nobody_knows(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member_in(client, shop, "GB")
    staff = colleague("desk")
    asked = {"address": "ada@example.com"}

    known = staff.get("/admin/members/person/", asked).text
    Checkout.objects.update(country="")
    unknown = staff.get("/admin/members/person/", asked).text

    assert "United Kingdom" in known
    assert "not known: the rules kindest to them count" in unknown


def test_a_high_receipt_asks_for_an_address_where_the_law_wants_it_there(
    client: Client, shop: Shop, plan: Plan
) -> None:
    asks = "carries the name and address of who paid"
    membership = member_in(client, shop, "DE")
    Payment.objects.update(amount_minor=40_000, currency="EUR")
    assert asks not in client.get("/account/").text

    Payment.objects.update(amount_minor=40_001)
    assert asks in client.get("/account/").text
    Checkout.objects.update(country="US")
    assert asks not in client.get("/account/").text

    Checkout.objects.update(country="DE")
    give_address(membership, "DE")
    assert asks not in client.get("/account/").text


def test_nobody_is_asked_for_an_address_on_a_guess() -> None:
    day = BEGUN.date()

    assert law.names_buyer(day, "FR", amount_minor=50_000, currency="EUR")
    assert not law.names_buyer(day, "", amount_minor=50_000, currency="EUR")
    assert not law.names_buyer(day, "FR", amount_minor=50_000, currency="USD")


def test_who_is_erased_leaves_no_country(client: Client, shop: Shop, plan: Plan) -> None:
    membership = member_in(client, shop, "GB")
    assert membership.reader is not None

    erase(reader=membership.reader)

    assert Checkout.objects.get().country == ""
