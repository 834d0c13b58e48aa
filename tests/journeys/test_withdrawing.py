"""A reader who thinks better of it on the day they joined, and signs in nowhere."""

import re

import pytest

from tests.journeys.reading import PHONE, fresh_browser, join
from tests.journeys.site import eventually
from tests.journeys.words import like, say


@pytest.mark.in_every_edition
def test_a_guest_withdraws_from_the_foot_of_a_page_and_proves_it_by_e_mail(chromium, site):
    address, story = "second.thoughts@reader.example", site.open_stories[3]
    with fresh_browser(chromium) as context:
        join(context.new_page(), site, address, story=story)
    with fresh_browser(chromium, **PHONE) as telephone:
        page = telephone.new_page()
        page.goto(f"{site.url}{story}")
        page.get_by_role("link", name=say("Withdraw from contract here")).tap()
        page.locator("#name").fill("Ada")
        page.locator("#address").fill(address)
        page.locator("#contract").fill("4K7Q2M9D")
        page.get_by_role("button", name=say("Go on"), exact=True).tap()
        page.get_by_role("button", name=say("Confirm withdrawal")).tap()
        page.get_by_role("heading", name=say("We received your withdrawal")).wait_for()

        page.goto(eventually(lambda: proof(site, address), "the e-mail brings a link"))
        page.get_by_role("button", name=say("It was me: end it, and give my money back")).tap()
        page.get_by_role("heading", name=say("Your withdrawal is complete")).wait_for()

    given_back = like("We have given {given_back} back")
    eventually(lambda: given_back.search(said(site, address)), "an e-mail tells of the refund")


def said(site, address):
    return "\n".join(f"{one.subject}\n{one.text}" for one in site.emails_to(address))


def proof(site, address):
    found = re.search(r"http\S+/withdraw/[A-Za-z0-9_-]{20,}/", said(site, address))
    return found and found[0]
