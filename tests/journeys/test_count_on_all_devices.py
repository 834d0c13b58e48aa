"""One count on a desk and on a telephone, and gone from both."""

import json

from tests.journeys.reading import fresh_browser, sign_in
from tests.journeys.words import say

KEEP, ERASE = "Keep my count on all my devices", "Erase it, and let each device count by itself"


def kept(page):
    """Return the stories that this device has counted."""
    views = page.evaluate("localStorage.getItem('wellread.history')")
    return len(json.loads(views or "[]"))


def read(page, site, path, count):
    """Read a story until the device counts so many, and leave the page."""
    page.goto(f"{site.url}{path}")
    counts(page, count)


def counts(page, count):
    """Wait until a device counts so many stories."""
    page.wait_for_function(
        "count => JSON.parse(localStorage.getItem('wellread.history') ?? '[]').length === count",
        arg=count,
    )


def open_account(page, site):
    """Open the account's page, and wait until its script has asked how things stand."""
    with page.expect_response("**/meter/here?mine"):
        page.goto(f"{site.url}/account/")


def test_what_was_read_on_the_desk_counts_on_the_telephone_until_it_is_erased(chromium, site):
    first, second, third = site.open_stories[:3]
    with fresh_browser(chromium) as at_desk, fresh_browser(chromium) as at_phone:
        desk, phone = at_desk.new_page(), at_phone.new_page()
        sign_in(desk, site, "reader@courier.example")
        read(desk, site, first, 1)
        read(desk, site, second, 2)
        open_account(desk, site)
        desk.get_by_role("button", name=say(KEEP)).click()
        desk.get_by_role("button", name=say(ERASE)).wait_for()
        shared = "SELECT json_array_length(stored, '$.history') FROM meter_sharedcount"
        desk.wait_for_function(
            "() => /\\b2\\b/.test(document.getElementById('shared-count').innerText)"
        )
        assert site.rows(shared) == [(2,)]

        # Another device of theirs begins with what the first one knows, and adds to it.
        sign_in(phone, site, "reader@courier.example", next=third)
        phone.wait_for_url(f"{site.url}{third}")
        read(phone, site, third, 3)
        open_account(phone, site)
        phone.wait_for_function(
            "() => /\\b3\\b/.test(document.getElementById('shared-count').innerText)"
        )
        read(desk, site, first, 3)

        open_account(phone, site)
        phone.get_by_role("button", name=say(ERASE)).click()
        phone.get_by_role("button", name=say(KEEP)).wait_for()
        counts(phone, 0)
        assert site.rows(shared) == []

        open_account(desk, site)
        counts(desk, 0)
        # From now on each counts by itself again.
        read(desk, site, second, 1)
        read(phone, site, first, 1)
        assert (kept(desk), kept(phone), site.rows(shared)) == (1, 1, [])
