"""From the letter to the Checkout and back: no ads, no asking, everything open."""

import re
from contextlib import closing

import pytest

from tests.chromium import BROWSER
from tests.journeys.reading import (
    HOUSE_AD,
    LETTER,
    ask_for_code,
    choose_own_amount,
    fresh_browser,
    have_read,
    is_members_page,
    join,
    pay,
    read,
    requests_of,
    sign_in,
)
from tests.journeys.site import eventually
from tests.journeys.words import dollars, like, monthly, say, yearly

ARRIVED = (
    "Your %(amount)s arrived. It pays for reporting that stays free for everyone to read, and we "
    "will not ask you again for a good while."
)
SIGNED_IN = "You are signed in as <strong><bdi>%(address)s</bdi></strong>."
FOR_THOSE_WHO_ARE_ASKED = re.compile(
    r"/appeals/|/insights/|appeals/draw|appeal\.|house|engine/decision", re.IGNORECASE
)


def test_a_reader_joins_from_the_letter_and_is_left_in_peace_in_every_browser(
    chromium, reader, any_site
):
    story = any_site.open_stories[4]
    email = "petra@reader.example"
    have_read(reader, any_site, 11)
    read(reader, f"{any_site.url}{story}")
    assert reader.locator("#join").count() == 1

    reader.locator(LETTER).get_by_role("link", name=say("Choose another amount")).click()
    choose_own_amount(reader, "8")
    pay(reader, email=email)
    reader.wait_for_url(f"{any_site.url}{story}")
    reader.get_by_role("heading", name=say("Thank you")).wait_for()
    receipt = say("An e-mail with your receipt is on its way to %(address)s.", address=email)
    assert receipt in reader.locator(".thanks").inner_text()

    assert_peace(reader, any_site, story)
    assert reader.locator(".thanks").count() == 0

    # The letter opens the same in another browser.
    with fresh_browser(chromium) as elsewhere:
        page = elsewhere.new_page()
        page.goto(claim_link(any_site, email))
        page.get_by_role("button", name=say("Sign in and open it")).click()
        page.wait_for_url(f"{any_site.url}/account/")
        assert monthly(8) in page.locator(".facts-list").inner_text()
        assert_peace(page, any_site, story)

    # And so does signing in, from the very story, once the account is there.
    with fresh_browser(chromium) as third:
        page = third.new_page()
        have_read(page, any_site, 11)
        read(page, f"{any_site.url}{story}")
        page.locator(f"{LETTER} a[href^='/sign-in/']").click()
        ask_for_code(page, any_site, email)
        page.wait_for_url(f"{any_site.url}{story}")
        assert_peace(page, any_site, story)


def test_benefits_begin_at_once_though_every_webhook_is_late(reader, site):
    story = site.open_stories[5]
    site.lever("chaos", hold=True)
    try:
        join(reader, site, "late@reader.example", story=story)
        assert_peace(reader, site, story)
    finally:
        site.lever("chaos", reset=True)


def test_a_reader_who_is_signed_in_joins_without_typing_an_address(reader, site):
    story = site.open_stories[6]
    sign_in(reader, site, "reader@courier.example")
    reader.wait_for_url(f"{site.url}/account/")

    reader.goto(f"{site.url}/join/?interval=year&amount=12000&next={story}")
    reader.get_by_role("button", name=say("Support with %(amount)s", amount=yearly(120))).click()
    assert reader.locator("#email").get_attribute("readonly") is not None
    pay(reader)
    reader.wait_for_url(f"{site.url}{story}")

    assert_peace(reader, site, story)
    reader.goto(f"{site.url}/account/")
    assert yearly(120) in reader.locator(".facts-list").inner_text()
    assert reader.get_by_text(like(SIGNED_IN)).count() == 1


def test_a_contribution_opens_nothing_and_ends_the_asking_at_once(reader, site):
    story = site.open_stories[7]
    have_read(reader, site, 11)
    reader.goto(f"{site.url}/join/?interval=once&amount=2500&next={story}")
    reader.get_by_role("button", name=say("Give %(amount)s once", amount=dollars(25))).click()
    pay(reader, email="once@reader.example")
    reader.wait_for_url(f"{site.url}{story}")
    reader.get_by_role("heading", name=say("Thank you")).wait_for()
    assert like(ARRIVED, amount=dollars(25)).search(reader.locator(".thanks").inner_text())

    asked = requests_of(reader)
    reader.get_by_role("button", name=say("Go on reading")).click()
    read(reader, f"{site.url}{story}")
    reader.wait_for_load_state("networkidle")

    assert [path for path in asked if "copy." in path or "draw" in path] == []
    reader.goto(f"{site.url}{site.community_story}")
    assert reader.locator(".community-panel").count() == 1


def test_a_declined_card_costs_nothing_and_another_may_be_tried(reader, site):
    story = site.open_stories[8]
    reader.goto(f"{site.url}/join/?interval=month&next={story}")
    choose_own_amount(reader, "8")
    reader.fill("#email", "declined@reader.example")
    reader.get_by_role("button", name="Decline the card").click()
    reader.get_by_role("alert").filter(has_text="declined").wait_for()

    pay(reader)
    reader.wait_for_url(f"{site.url}{story}")

    assert_peace(reader, site, story)


def test_who_leaves_the_checkout_finds_the_choice_kept_and_the_way_back_to_the_story(reader, site):
    story = site.open_stories[9]
    reader.goto(f"{site.url}/join/?interval=month&next={story}")
    choose_own_amount(reader, "8")
    reader.get_by_role("link", name="Cancel").click()
    reader.get_by_role("heading", name=say("Nothing was charged")).wait_for()

    reader.get_by_role("link", name=say("Choose again")).click()
    reader.get_by_role("button", name=say("Support with %(amount)s", amount=monthly(8))).wait_for()
    reader.go_back()
    reader.get_by_role("link", name=say("Back to reading")).click()
    reader.wait_for_url(f"{site.url}{story}")

    reader.locator("#join").wait_for()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("5.99", say("The smallest amount is %(amount)s.", amount=monthly(6))),
        ("-8", None),
        ("8.001", None),
        ("eight", None),
        ("8 EUR", None),
    ],
)
def test_a_wrong_amount_is_told_beside_its_field_and_loses_nothing(reader, site, typed, told):
    reader.goto(f"{site.url}/join/?interval=month&next={site.open_stories[0]}&campaign=spring")
    reader.fill("#own", typed)
    reader.get_by_role("button", name=say("Use this amount")).click()

    fault = reader.locator("#own-fault")
    fault.wait_for()
    assert fault.inner_text() == (told or fault.inner_text())
    assert reader.locator("#own").input_value() == typed
    assert reader.locator("#own").get_attribute("aria-invalid") == "true"
    assert f"next={site.open_stories[0].replace('/', '%2F')}" in reader.url
    assert reader.get_by_role("button", name=like("Support with %(amount)s")).count() == 0


def test_a_page_kept_by_the_browser_is_not_shown_as_it_was_before_joining(playwright, site):
    # Playwright switches the back-forward cache off, which readers' browsers have on, and which
    # only one with windows has.
    browser = playwright.chromium.launch(
        executable_path=BROWSER, ignore_default_args=["--disable-back-forward-cache"]
    )
    with closing(browser), fresh_browser(browser) as context:
        page = context.new_page()
        kept = f"{site.url}{site.open_stories[10]}"
        have_read(page, site, 11)
        read(page, kept)
        page.locator(LETTER).wait_for()
        page.evaluate("() => { window.isTheOldPage = true }")
        # The reader joins in another tab, and comes back over a page read meanwhile.
        join(context.new_page(), site, "back@reader.example", story=site.open_stories[11])
        page.goto(f"{site.url}{site.open_stories[12]}")
        assert page.locator("#join").count() == 0

        page.evaluate("() => history.back()")
        page.wait_for_function(
            """(kept) => location.href === kept && !window.isTheOldPage
                && document.readyState === "complete" && !document.querySelector("#join")""",
            arg=kept,
        )

        assert page.locator(LETTER).count() == 0
        assert is_members_page(page)


def assert_peace(page, site, story):
    """No ad, no asking, and the community's story whole: by the bytes and by the requests."""
    asked = requests_of(page)
    page.goto(f"{site.url}{story}")
    page.mouse.wheel(0, 700)
    page.wait_for_load_state("networkidle")
    html = page.evaluate("() => fetch(location.href).then((answer) => answer.text())")

    assert [path for path in asked if FOR_THOSE_WHO_ARE_ASKED.search(path)] == []
    assert HOUSE_AD.search(html) is None
    assert (page.locator("#join").count(), page.locator(LETTER).count()) == (0, 0)
    assert page.locator("#sign-in").inner_text() == say("Account")

    page.goto(f"{site.url}{site.community_story}")
    assert page.locator(".community-panel").count() == 0
    assert page.locator("#article-body p").count() > 3


def claim_link(site, email):
    """Return the link in the welcome, once the letter has come."""
    [welcome, *_] = eventually(lambda: site.emails_to(email), f"an e-mail comes to {email}")
    return re.search(r"http\S+/claim/[^\s\"<]+", welcome.text)[0]
