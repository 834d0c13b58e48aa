"""From a bank account, at another country's price, and with nothing to pay at first."""

import sqlite3
from contextlib import closing

import pytest

from tests.journeys.reading import fresh_browser, is_members_page, pay
from tests.journeys.site import copy_of, free_pair, running, wellread
from tests.journeys.test_looks import look_at
from tests.journeys.words import dollars, like, monthly, say

EMPTY_ACCOUNT = "000222222227"
COUNTRY = "X-Country"
IS_SENDING = (
    "Your bank is sending %(amount)s. That takes some days, and there is nothing for you to do."
)
LESS = """
from wellread.membership.models import LocalPrice, Plan, Price
Price.objects.update(takes_debits=True)
LocalPrice.objects.create(
    plan=Plan.objects.get(is_offered=True), countries="KE", currency="USD", sort_order=1,
    minimum_month_minor=200, minimum_year_minor=2000, minimum_once_minor=200,
    maximum_minor=100000, suggested_month="2, 3", suggested_year="20", suggested_once="5",
)
"""


@pytest.fixture(scope="module")
def site(prepared, tmp_path_factory):
    """A site of its own: its clock runs ahead, and it sells in more ways than the demo."""
    folder = copy_of(prepared, tmp_path_factory.mktemp("ways") / "demo")
    with running(folder, free_pair(), WELLREAD_COUNTRY_HEADER=COUNTRY) as site:
        done = wellread(site.settings, "manage", "shell", "--no-imports", "-c", LESS)
        assert done.returncode == 0, done.stderr
        yield site


@pytest.fixture
def free_days(site):
    """Let the plan's first fourteen days cost nothing, for one journey."""
    set_free_days(site, 14)
    yield
    set_free_days(site, 0)


@pytest.mark.in_every_edition
def test_a_bank_is_asked_all_is_open_meanwhile_and_ends_kindly_when_it_sends_nothing(reader, site):
    email, story = "bank@reader.example", site.open_stories[0]
    reader.goto(f"{site.url}/join/?interval=month&amount=800&next={story}")
    reader.get_by_text(like("There you may also pay from your bank account.")).wait_for()
    reader.get_by_role("button", name=say("Support with %(amount)s", amount=monthly(8))).click()
    reader.fill("#account", EMPTY_ACCOUNT)
    pay(reader, email=email, card="")
    reader.wait_for_url(f"{site.url}{story}")
    # Who leaves before the thanks are there takes them along: the same words stand twice then.
    reader.get_by_role("heading", name=say("Thank you")).wait_for()

    reader.goto(f"{site.url}{site.community_story}")
    assert is_members_page(reader)
    reader.goto(f"{site.url}/account/")
    reader.get_by_text(say(IS_SENDING, amount=dollars(8))).wait_for()
    assert look_at(reader, "while a bank is asked").faults == []

    site.advance(advance_days=7)

    reader.goto(f"{site.url}/account/")
    ended = say("Your membership ended. You are welcome back at any time.")
    reader.get_by_text(ended).wait_for()
    subjects = [one.subject for one in site.emails_to(email)]
    assert subjects == [say("Welcome, and thank you"), say("Your payment did not arrive")]
    reader.goto(f"{site.url}{site.community_story}")
    assert not is_members_page(reader)


@pytest.mark.in_every_edition
def test_a_reader_in_another_country_sees_and_pays_its_price(chromium, site):
    story = site.open_stories[1]
    there = fresh_browser(chromium, extra_http_headers={COUNTRY: "KE"})
    with there as context:
        page = context.new_page()
        page.goto(f"{site.url}/join/?interval=month&next={story}")
        page.get_by_role("link", name=dollars(2), exact=True).click()
        assert look_at(page, "a country's price").faults == []
        page.get_by_role("button", name=say("Support with %(amount)s", amount=monthly(2))).click()
        pay(page, email="nairobi@reader.example")
        page.wait_for_url(f"{site.url}{story}")

        page.goto(f"{site.url}/account/")
        assert monthly(2) in page.locator(".facts-list").inner_text()

    with fresh_browser(chromium, extra_http_headers={COUNTRY: "FR"}) as context:
        page = context.new_page()
        page.goto(f"{site.url}/join/?interval=month&next={story}")
        assert page.get_by_role("link", name=dollars(2), exact=True).count() == 0


@pytest.mark.in_every_edition
@pytest.mark.usefixtures("free_days")
def test_free_days_say_what_is_charged_when_and_are_cancelled_for_nothing(reader, site):
    email, story = "free@reader.example", site.open_stories[2]
    reader.goto(f"{site.url}/join/?interval=month&amount=800&next={story}")
    assert look_at(reader, "free at first").faults == []
    first_charge = reader.locator("time").last.inner_text()
    reader.locator("form[action='/join/'] button.button-primary").last.click()
    reader.fill("#email", email)
    reader.fill("#card", "4242 4242 4242 4242")
    reader.locator("button.main").click()
    reader.wait_for_url(f"{site.url}{story}")

    reader.goto(f"{site.url}/account/")
    said = say("Free until %(date)s", date=first_charge)
    assert said in reader.locator(".facts-list").inner_text()
    assert look_at(reader, "account in free days").faults == []
    reader.get_by_role("link", name=say("Cancel membership")).click()
    reader.get_by_text(say("Nothing was charged, and after cancelling nothing will be.")).wait_for()
    reader.locator("form button.button-primary").click()
    reader.wait_for_url(f"{site.url}/account/")

    site.advance(advance_days=20)

    charged = (
        "SELECT p.status FROM payments_payment p JOIN payments_checkout c ON p.checkout_id = c.id "
        "WHERE c.email = ?"
    )
    assert site.rows(charged, email) == []
    assert site.emails_to(email)[-1].subject == say("Your membership is cancelled")


def set_free_days(site, days):
    """Write down how many days of the plan are free."""
    with closing(sqlite3.connect(site.folder / "wellread.sqlite3", timeout=20)) as database:
        database.execute("UPDATE membership_price SET trial_days = ?", (days,))
        database.commit()
