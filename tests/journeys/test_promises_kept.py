"""The edges of joining and leaving, through the buttons: two tabs, no cookies, erased meanwhile."""

import json
import re

from tests.chromium import BROWSER
from tests.journeys.reading import is_members_page, join, pay
from tests.journeys.test_joining import claim_link
from tests.journeys.words import dollars, monthly, say

BLOCKS_COOKIES = {"profile": {"default_content_setting_values": {"cookies": 2}}}
NEEDS_A_COOKIE = (
    "Nothing was charged and nothing was changed. Signing in and joining need a cookie, so that "
    "nobody else can send these forms in your name. Please let this site keep cookies, go back, "
    "load the page again and send the form once more."
)
PAYMENTS_OF = (
    "SELECT p.id FROM payments_payment p JOIN payments_checkout c ON c.id = p.checkout_id "
    "WHERE c.email = ?"
)


def test_two_tabs_that_press_the_button_leave_one_page_to_pay_on(reader, site):
    email, story = "two-tabs@reader.example", site.open_stories[9]
    other = reader.context.new_page()
    for tab in (reader, other):
        tab.goto(f"{site.url}/join/?interval=month&amount=800&next={story}")
    for tab in (reader, other):
        tab.get_by_role("button", name=say("Support with %(amount)s", amount=monthly(8))).click(
            no_wait_after=True
        )
    for tab in (reader, other):
        tab.wait_for_url(f"{site.sandbox}/**")

    pay(other, email=email)
    other.wait_for_url(f"{site.url}{story}")
    other.get_by_role("heading", name=say("Thank you")).wait_for()
    reader.reload()

    assert reader.get_by_role("button", name=re.compile("^Pay ")).count() == 0
    site.come_to_rest()
    assert len(site.rows(PAYMENTS_OF, email)) == 1
    other.goto(f"{site.url}{site.community_story}")
    assert is_members_page(other)


def test_who_erases_the_account_while_a_page_to_pay_is_open_never_pays_on_it(reader, site):
    email, story = "erased@reader.example", site.open_stories[10]
    join(reader, site, email, story=story)
    site.come_to_rest()
    # What belongs to an account is its owner's to erase: whoever proves the address.
    reader.goto(claim_link(site, email))
    reader.get_by_role("button", name=say("Sign in and open it")).click()
    reader.wait_for_url(f"{site.url}/account/")
    open_page = reader.context.new_page()
    open_page.goto(f"{site.url}/join/?interval=once&amount=2500&next={story}")
    open_page.get_by_role("button", name=say("Give %(amount)s once", amount=dollars(25))).click()
    open_page.wait_for_url(f"{site.sandbox}/**")

    reader.goto(f"{site.url}/account/erase/")
    reader.get_by_role("button", name=say("Confirm: erase my account")).click()
    reader.get_by_role("heading", name=say("Your account is erased")).wait_for()
    open_page.reload()

    assert open_page.get_by_role("button", name=re.compile("^Pay ")).count() == 0
    site.come_to_rest()
    assert site.rows("SELECT id FROM payments_checkout WHERE email = ?", email) == []


def test_a_browser_that_keeps_no_cookie_reads_everything_and_is_told_what_joining_needs(
    playwright, site, tmp_path
):
    story = site.open_stories[11]
    preferences = tmp_path / "Default" / "Preferences"
    preferences.parent.mkdir()
    preferences.write_text(json.dumps(BLOCKS_COOKIES))
    # Only a browser with windows has settings to read.
    context = playwright.chromium.launch_persistent_context(
        tmp_path, executable_path=BROWSER, viewport={"width": 1280, "height": 600}
    )
    try:
        page = context.new_page()
        page.goto(f"{site.url}{story}")
        assert len(page.locator("#article-body p").all_inner_texts()) > 2
        page.goto(f"{site.url}/join/?interval=month&amount=800&next={story}")
        page.get_by_role("button", name=say("Support with %(amount)s", amount=monthly(8))).click()

        page.get_by_role("heading", name=say("The form could not be taken")).wait_for()
        assert say(NEEDS_A_COOKIE) in page.locator("main").inner_text()
        assert context.cookies() == []
    finally:
        context.close()
