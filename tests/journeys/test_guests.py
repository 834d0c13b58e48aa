"""Who paid without an account: by a link to their mailbox they have all that a member has."""

import json
import re
from pathlib import Path

import pytest

from tests.journeys.reading import fresh_browser, pay
from tests.journeys.site import eventually
from tests.journeys.test_looks import look_at
from tests.journeys.words import dollars, say

LINK = re.compile(r"http\S+/account/link/[A-Za-z0-9_-]{20,}/")
RIGHTS = (
    '<a href="/account/data/">Save what we do hold about you</a>, or <a href="/account/erase/">'
    "have it erased</a>."
)


@pytest.mark.in_every_edition
def test_a_guest_saves_what_is_held_about_them_and_has_it_erased(chromium, reader, site):
    email = "guest.rights@reader.example"
    reader.goto(f"{site.url}/join/?interval=once&amount=2500&next={site.open_stories[3]}")
    reader.get_by_role("button", name=say("Give %(amount)s once", amount=dollars(25))).click()
    pay(reader, email=email)
    reader.wait_for_url(f"{site.url}{site.open_stories[3]}")

    with fresh_browser(chromium) as elsewhere:
        page = elsewhere.new_page()
        page.goto(f"{site.url}/sign-in/")
        page.get_by_role("link", name=say("Paid without an account?")).click()
        page.fill("#address", email)
        page.get_by_role("button", name=say("Send me the link")).click()
        page.get_by_role("heading", name=say("Look into your mailbox")).wait_for()
        page.goto(link_to(site, email))
        page.get_by_text(say(RIGHTS)).wait_for()
        assert look_at(page, "a guest's page").faults == []

        with page.expect_download() as saving:
            page.locator("a[href='/account/data/']").click()
        told = json.loads(Path(saving.value.path()).read_text())
        assert told["address"] == email
        assert [one["amount"] for one in told["payments"]] == [dollars(25)]

        page.locator("a[href='/account/erase/']").click()
        page.get_by_role("heading", name=say("Erase what we hold about you?")).wait_for()
        assert look_at(page, "erasing what is held about a guest").faults == []
        page.get_by_role("button", name=say("Confirm: erase it")).click()
        page.get_by_role("heading", name=say("What we kept about you is erased")).wait_for()
        page.goto(f"{site.url}/account/")
        page.wait_for_url(f"{site.url}/sign-in/**")

    site.come_to_rest()
    assert site.rows("SELECT id FROM payments_checkout WHERE email = ?", email) == []
    assert site.rows("SELECT id FROM mail_email WHERE recipient = ?", email) == []
    assert site.emails_to(email)[-1].subject == say("What we kept about you is erased")


def link_to(site, address):
    """Return the link in the e-mail that opens what was paid."""
    return eventually(
        lambda: LINK.search("\n".join(one.text for one in site.emails_to(address))),
        "an e-mail brings the link",
    )[0]
