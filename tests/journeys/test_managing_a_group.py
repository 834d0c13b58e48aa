"""A group: bought by one, its seats taken by others, taken back, added, and given up."""

import re

import pytest

from tests.journeys.reading import PHONE, fresh_browser, is_members_page, pay
from tests.journeys.site import copy_of, eventually, free_pair, running
from tests.journeys.words import counted, like, say

SEAT = re.compile(r"http\S+/groups/seat/[A-Za-z0-9_-]{20,}/")


def buy_group(page, site, *, of, seats=5):
    """Buy seats as somebody without an account does; leave the page on which they are managed."""
    page.goto(f"{site.url}/groups/?interval=month")
    page.get_by_role(
        "link", name=counted(seats, "%(number)s seat", "%(number)s seats"), exact=True
    ).click()
    page.locator("#name").fill("Saltmere Library")
    page.get_by_role("button", name=like("Pay %(amount)s")).click()
    pay(page, email=of)
    page.wait_for_url("**/groups/*/")
    page.get_by_role("heading", name="Saltmere Library").wait_for()


def offer_seats(page, *addresses):
    """Offer seats on the page of a group."""
    page.locator("#addresses").fill("\n".join(addresses))
    page.get_by_role("button", name=say("Send the invitations")).click()
    page.get_by_text(say("The invitations are on their way.")).wait_for()


def seat_link(site, address):
    """Return the link in the e-mail that offered a seat."""
    return eventually(
        lambda: SEAT.search("\n".join(one.text for one in site.emails_to(address))),
        "an e-mail offers the seat",
    )[0]


@pytest.mark.in_every_edition
def test_a_group_is_bought_its_seat_taken_on_a_telephone_and_taken_back(chromium, site):
    manager, grace = "mia.manager@reader.example", "grace.seat@reader.example"
    with fresh_browser(chromium) as context:
        page = context.new_page()
        buy_group(page, site, of=manager)
        offer_seats(page, grace, "bob.seat@reader.example")
        page.goto(f"{site.url}{site.open_stories[0]}")
        assert not is_members_page(page)
        page.go_back()

        with fresh_browser(chromium, **PHONE) as telephone:
            phone = telephone.new_page()
            phone.goto(seat_link(site, grace))
            phone.get_by_role("button", name=say("Take the seat")).tap()
            phone.wait_for_url(f"{site.url}/account/")
            phone.get_by_text("Saltmere Library", exact=True).wait_for()
            phone.goto(f"{site.url}{site.community_story}")
            assert is_members_page(phone)

            page.reload()
            taken = page.locator("li", has_text=grace)
            taken.locator(".status-good").wait_for()
            taken.locator("summary").click()
            taken.locator("button[value=take_back]").click()
            page.get_by_text(say("The seat is free again.")).wait_for()

            phone.goto(f"{site.url}/account/")
            assert phone.get_by_text("Saltmere Library", exact=True).count() == 0


def test_seats_are_added_for_what_was_said_and_given_up_for_the_renewal(
    prepared, chromium, tmp_path
):
    """A site of its own: its clock runs ahead of everybody else's."""
    with (
        running(copy_of(prepared, tmp_path / "demo"), free_pair()) as site,
        fresh_browser(chromium) as context,
    ):
        page = context.new_page()
        buy_group(page, site, of="mia.grows@reader.example")
        change_seats(page, 8)
        said = page.get_by_role("button", name=like("Pay %(amount)s now"))
        said.click()
        page.get_by_text(say("It is done. An e-mail confirms it.")).wait_for()
        assert site.rows("SELECT seats_paid FROM membership_seatgroup") == [(8,)]

        change_seats(page, 2)
        page.get_by_text(say("You pay nothing now.")).wait_for()
        page.get_by_role("button", name=like("Confirm: %(seats_after)s")).click()
        page.get_by_text(say("It is done. An e-mail confirms it.")).wait_for()
        assert site.rows("SELECT seats_paid FROM membership_seatgroup") == [(8,)]

        site.advance(advance_days=32)
        eventually(
            lambda: site.rows("SELECT seats_paid FROM membership_seatgroup") == [(2,)],
            "the renewal has two seats",
        )


def change_seats(page, seats):
    """Ask what another number of seats costs."""
    page.get_by_role("link", name=say("More or fewer seats")).click()
    page.locator("#seats").fill(str(seats))
    page.get_by_role("button", name=say("Show what it costs")).click()
