"""A guest on another device manages a membership, by the link of an e-mail."""

import re

import pytest

from tests.journeys.reading import PHONE, RECEIPT, fresh_browser, join
from tests.journeys.site import eventually
from tests.journeys.words import dollars, like, say

CHANGED = "Your membership is %(price)s now, from the next charge on. An e-mail confirms this."


def link_in_mail(site, address, path):
    """Return a link that an e-mail to somebody has, once one arrived."""

    def found():
        texts = "\n".join(one.text for one in site.emails_to(address))
        links = re.findall(rf"http\S+{path}[A-Za-z0-9_-]{{20,}}/", texts)
        return links[-1] if links else None

    return eventually(found, f"an e-mail brings a link to {path}")


@pytest.mark.in_every_edition
def test_a_guest_pauses_pays_by_the_year_less_and_saves_a_receipt(chromium, site):
    address, story = "guest@reader.example", site.open_stories[4]
    with fresh_browser(chromium) as context:
        join(context.new_page(), site, address, story=story)
    with fresh_browser(chromium, expects="/account/", **PHONE) as telephone:
        page = telephone.new_page()
        page.goto(f"{site.url}/sign-in/")
        page.get_by_role("link", name=say("Paid without an account?")).tap()
        page.locator("#address").fill(address)
        page.get_by_role("button", name=say("Send me the link")).tap()
        page.get_by_role("heading", name=say("Look into your mailbox")).wait_for()
        page.goto(link_in_mail(site, address, "/account/link/"))

        # A pause, and its end before it begins.
        page.get_by_role("link", name=say("Pause"), exact=True).tap()
        page.locator("input[name=months][value='2']").check()
        page.get_by_role("button", name=say("Pause"), exact=True).tap()
        page.get_by_text(
            like("Nothing is charged until %(date)s. An e-mail confirms this.")
        ).wait_for()
        page.get_by_role("link", name=say("End the pause")).tap()
        page.get_by_text(say("Nothing is charged today.")).first.wait_for()
        page.get_by_role("button", name=say("End the pause")).tap()
        page.get_by_text(say("Your membership goes on. Thank you.")).wait_for()

        # By the year instead of the month, at an amount of their own.
        page.get_by_role("link", name=say("Change the amount")).tap()
        page.get_by_role("link", name=say("Every year")).tap()
        page.locator("#own").fill("90")
        page.get_by_role("button", name=say("Use this amount")).tap()
        yearly = say("%(amount)s a year", amount=dollars(90))
        page.get_by_role("button", name=say("Pay %(new_price)s", new_price=yearly)).tap()
        page.get_by_text(yearly).first.wait_for()

        # One line beside cancelling.
        page.get_by_role("link", name=say("Cancel membership")).tap()
        page.get_by_role("link", name=like("Pay less instead: %(amount)s is enough")).tap()
        page.get_by_role("button", name=like("Pay %(new_price)s")).tap()
        page.get_by_text(like(CHANGED)).wait_for()

        page.locator(RECEIPT).first.tap()
        page.get_by_role("link", name=say("Save as PDF")).wait_for()
        answer = telephone.request.get(f"{page.url}receipt.pdf")
        assert (answer.headers["content-type"], answer.body()[:5]) == ("application/pdf", b"%PDF-")

        page.goto(f"{site.url}/account/")
        page.get_by_role("button", name=say("Close it here")).tap()
        page.get_by_text(say("Closed. The link in our e-mail opens it again.")).wait_for()
        page.goto(f"{site.url}/account/")
        page.wait_for_url("**/sign-in/**")


@pytest.mark.in_every_edition
def test_a_contract_is_cancelled_from_the_foot_of_a_page_and_taken_back(chromium, site):
    address, story = "leaving@reader.example", site.open_stories[5]
    with fresh_browser(chromium) as context:
        join(context.new_page(), site, address, story=story)
    with fresh_browser(chromium, **PHONE) as telephone:
        page = telephone.new_page()
        page.goto(f"{site.url}{story}")
        page.get_by_role("link", name=say("Cancel contracts here")).tap()
        page.locator("#name").fill("Ada")
        page.locator("#address").fill(address)
        page.locator("#contract").fill("4K7Q2M9D")
        page.get_by_role("button", name=say("Go on"), exact=True).tap()
        page.get_by_role("button", name=say("Cancel now")).tap()
        page.get_by_role("heading", name=say("We received your cancellation")).wait_for()

        page.goto(link_in_mail(site, address, "/cancel/"))
        page.get_by_role("button", name=say("It was not me: keep it")).tap()
        page.get_by_role("heading", name=say("Your membership goes on")).wait_for()
