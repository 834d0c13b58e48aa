"""A renewal fails, and is put right from the e-mail: by another card, or at the bank that asks."""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.reading import PHONE, fresh_browser, join, pay
from tests.journeys.site import copy_of, eventually, free_pair, running
from tests.journeys.test_months_later import customer_of, subjects_to
from tests.journeys.words import dollars, like, say

ASKS_EACH_TIME = "4000 0027 6000 3184"
WELCOME, FAILED = say("Welcome, and thank you"), say("Your payment did not go through")
RECEIPT = like("Your receipt from {site_name}")
# A folder for pictures of each page on the way, for whoever wants to look at them.
SHOTS = os.environ.get("SHOTS")


@pytest.fixture(scope="module")
def site(prepared, tmp_path_factory):
    """A site of its own: its clock runs ahead of everybody else's."""
    with running(
        copy_of(prepared, tmp_path_factory.mktemp("failed") / "site"), free_pair()
    ) as site:
        yield site


@pytest.mark.in_every_edition
def test_a_failed_renewal_is_paid_from_the_e_mail_with_another_card(chromium, site):
    email = "another.card@reader.example"
    with fresh_browser(chromium) as context:
        member = context.new_page()
        join(member, site, email, story=site.open_stories[0])
        site.come_to_rest()
        site.lever("cards", customer=customer_of(site, email), fails=True)
        site.advance(advance_days=31)
        assert subjects_to(site, email) == [WELCOME, FAILED]

        member.goto(f"{site.url}/account/")
        looks_well(member, "account")
        member.goto(f"{site.url}{site.open_stories[1]}")
        member.get_by_role("status").get_by_role("link", name=say("Put it right")).wait_for()
        looks_well(member, "story")
        member.get_by_role("button", name=say("Later"), exact=True).click()
        member.goto(f"{site.url}{site.open_stories[2]}")
        assert member.get_by_role("link", name=say("Put it right")).count() == 0

    with fresh_browser(chromium, **PHONE) as telephone:
        page = telephone.new_page()
        page.goto(link_in(site, email))
        looks_well(page, "pay")
        other = say("Pay %(money)s with another card", money=dollars(8))
        page.get_by_role("button", name=other).tap()
        page.fill("#card", "5555 5555 5555 4444")
        page.get_by_role("button", name="Use this card").tap()

        page.get_by_role("heading", name=say("It is paid. Thank you.")).wait_for()
        looks_well(page, "paid")

    site.come_to_rest()
    eventually(lambda: RECEIPT.search(subjects_to(site, email)[-1]), "a receipt follows")
    site.advance(advance_days=8)
    assert len(subjects_to(site, email)) == 3


@pytest.mark.in_every_edition
def test_a_bank_that_asks_for_its_customer_is_answered_from_the_e_mail(chromium, site):
    email = "asked@reader.example"
    with fresh_browser(chromium) as context:
        member = context.new_page()
        story = site.open_stories[3]
        member.goto(f"{site.url}/join/?interval=month&amount=800&next={story}")
        member.get_by_role("button", name=like("Support with %(amount)s")).click()
        pay(member, email=email, card=ASKS_EACH_TIME)
        member.get_by_role("button", name="Complete").click()
        member.wait_for_url(f"{site.url}{story}")
        site.come_to_rest()
        site.advance(advance_days=31)

    assert subjects_to(site, email)[-1] == say("Please confirm your payment")
    with fresh_browser(chromium) as context:
        page = context.new_page()
        page.goto(link_in(site, email))
        looks_well(page, "bank")
        page.get_by_role("button", name=say("Confirm with your bank")).click()
        page.get_by_role("button", name=re.compile("^Pay ")).click()
        page.get_by_role("button", name="Complete").click()
        page.get_by_text("Status: paid").wait_for()

        page.goto(link_in(site, email))
        page.get_by_role("heading", name=say("It is paid. Thank you.")).wait_for()


def link_in(site, email):
    """Return the link of the latest e-mail that pays without signing in."""
    return eventually(
        lambda: next(
            (
                found[0]
                for one in reversed(site.emails_to(email))
                if (found := re.search(r"http\S+/pay/[A-Za-z0-9_-]{20,}/", one.text))
            ),
            None,
        ),
        "an e-mail brings a link",
    )


def looks_well(page, name):
    """Hold a page against what machines know of looks; keep a picture where one is wanted."""
    page.wait_for_load_state("networkidle")
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()
    wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=f"{SHOTS}/{name}-{scheme}.png")
        page.emulate_media(color_scheme="light")
