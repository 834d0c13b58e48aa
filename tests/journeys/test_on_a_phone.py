"""The whole loop by touch, on a telephone's screen: read, count, ask, join, benefits, silence."""

import re

import pytest

from tests.journeys.reading import (
    LETTER,
    PHONE,
    ask_for_code,
    fresh_browser,
    have_read,
    is_members_page,
    numbers_in,
    pay,
    read,
)
from tests.journeys.site import eventually
from tests.journeys.test_joining import assert_peace, claim_link
from tests.journeys.words import CANCELLED, dollars, like, monthly, say

# What Safari's own bars leave of a screen of 390 by 844 points when a page is opened.
BELOW_THE_BARS_PX = 664
BEYOND_THE_EDGE = "() => document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
def phone(chromium):
    """A new reader's telephone, with one page open."""
    with fresh_browser(chromium, **PHONE) as context:
        yield context.new_page()


@pytest.mark.in_every_edition
def test_an_evening_with_the_paper_ends_in_a_membership_on_every_device(phone, chromium, site):
    stories = [f"{site.url}{path}" for path in site.open_stories]
    typed, spelled = "Petra.Evening@Reader.example", "petra.evening@reader.example"
    have_read(phone, site, 7)
    read(phone, stories[0])
    assert phone.locator(LETTER).count() == 0
    read(phone, stories[1])
    letter = phone.locator(LETTER)
    letter.wait_for()
    assert numbers_in(letter.locator("h2").inner_text()) - {30} == {9}

    # She pays as she writes her address, and every message about it is late.
    site.lever("chaos", hold=True)
    try:
        letter.get_by_role("radio", name=dollars(6)).tap()
        letter.get_by_role("link", name=monthly(6)).tap()
        phone.get_by_role("button", name=like("Support with %(amount)s")).tap()
        pay(phone, email=typed)
        phone.wait_for_url(stories[1])
        phone.get_by_role("heading", name=say("Thank you")).wait_for()
        assert phone.evaluate(BEYOND_THE_EDGE) == 0
        phone.get_by_role("button", name=say("Go on reading")).tap()
        assert_peace(phone, site, site.open_stories[2])

        # The laptop knows nothing of it until she signs in, with the address as others write it.
        with fresh_browser(chromium) as laptop:
            page = laptop.new_page()
            page.goto(f"{site.url}/sign-in/?next={site.community_story}")
            make_account(page, site, spelled)
            assert_peace(page, site, site.open_stories[3])
    finally:
        site.lever("chaos", reset=True)
    site.come_to_rest()

    # Back on the phone the membership has an owner, who leaves in two taps and is charged no more.
    phone.goto(f"{site.url}/sign-in/?next=/account/")
    ask_for_code(phone, site, spelled)
    phone.wait_for_url(f"{site.url}/account/")
    phone.get_by_role("link", name=say("Cancel membership")).tap()
    phone.get_by_role("button", name=say("Confirm: cancel my membership")).tap()
    assert like(CANCELLED).search(phone.get_by_role("status").inner_text())
    assert_peace(phone, site, site.open_stories[4])

    phone.goto(f"{site.url}/account/erase/")
    assert phone.evaluate(BEYOND_THE_EDGE) == 0


def test_a_letter_opens_the_membership_on_a_phone_and_erasing_forgets_it(phone, chromium, site):
    email, story = "small.screen@reader.example", site.open_stories[5]
    with fresh_browser(chromium) as laptop:
        page = laptop.new_page()
        page.goto(f"{site.url}/join/?interval=month&amount=800&next={story}")
        page.get_by_role("button", name=say("Support with %(amount)s", amount=monthly(8))).click()
        pay(page, email=email)
        page.wait_for_url(f"{site.url}{story}")

    phone.goto(claim_link(site, email))
    phone.get_by_role("button", name=say("Sign in and open it")).tap()
    phone.wait_for_url(f"{site.url}/account/")
    assert_peace(phone, site, story)

    phone.goto(f"{site.url}/account/erase/")
    phone.get_by_role("button", name=say("Confirm: erase my account")).tap()
    phone.get_by_role("heading", name=say("Your account is erased")).wait_for()
    phone.goto(f"{site.url}{story}")
    assert (is_members_page(phone), phone.locator("#join").count()) == (False, 1)


def make_account(page, site, email):
    """Ask for a code with an address that has no account, and follow the letter's link."""
    page.fill("#id_email", email)
    page.get_by_role("button", name=say("Send me a code")).click()
    # Others went to this address before: receipts, and what came of joining.
    page.goto(eventually(lambda: invitation_to(site, email), f"an invitation comes to {email}"))
    page.get_by_role("button", name=say("Make my account")).click()
    page.wait_for_url(lambda url: "token=" not in url)


def invitation_to(site, email):
    for one in site.emails_to(email):
        if link := re.search(r"http\S+/sign-in/new/\?token=[^\s\"<]+", one.text):
            return link[0]
    return ""


def test_the_newest_update_of_a_live_blog_is_on_the_first_screen(phone, site):
    phone.goto(f"{site.url}/harbour/storm-ottilie-live/")

    assert phone.locator(".timeline .entry").first.bounding_box()["y"] < BELOW_THE_BARS_PX
    for summary in phone.locator(".fold > summary").all():
        summary.tap()
    assert phone.locator(".live-summary li").first.is_visible()
    marks = phone.eval_on_selector_all("[id]", "(all) => all.map((one) => one.id)")
    assert sorted(set(marks)) == sorted(marks)

    event = phone.locator(".key-events a").first
    event.tap()
    assert phone.url.endswith(event.get_attribute("href"))
    assert phone.locator(":target .entry-headline").inner_text() == event.inner_text()


def test_the_menu_has_every_section_and_somewhere_to_search(phone, site):
    phone.goto(site.url)

    phone.get_by_text(say("Menu"), exact=True).tap()

    for section in phone.locator(".sections li").all():
        assert 0 <= section.bounding_box()["x"] < phone.viewport_size["width"]
        assert section.bounding_box()["y"] < phone.viewport_size["height"]
    field = phone.get_by_role("searchbox")
    field.fill("storm")
    field.press("Enter")
    phone.wait_for_url(re.compile(r"/search/\?q=storm"))
    assert phone.locator(".teaser-headline").count()
    # And from any page, without the menu.
    phone.locator(".sections").get_by_role("link", name=say("Search"), exact=True).tap()
    phone.wait_for_url(re.compile(r"/search/$"))
