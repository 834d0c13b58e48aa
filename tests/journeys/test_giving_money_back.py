"""A colleague gives money back, and takes the bank’s statement in, in a real browser."""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse

from tests.chromium import BROWSER
from tests.journeys.reading import PHONE
from tests.membership.test_joining import LETTER_LINK, join_and_return
from tests.payments.test_bank_statements import document, entry, make_payout, statement
from tests.payments.world import deliver, make_plan, make_reader
from tests.staff import sign_in_staff
from wellread.mail.models import Email
from wellread.payments import card_testing
from wellread.payments.models import Payment, RefundOrder

# The browser's requests come from threads of their own.
pytestmark = [
    pytest.mark.django_db(transaction=True),
    # The development server's answers leave files to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
# A folder for pictures of each page on the way, for whoever wants to look at them.
SHOTS = os.environ.get("SHOTS")


@pytest.fixture(scope="module", autouse=True)
def _rows_made_beside_the_browser():
    # The browser's driver has a loop in this thread, which Django takes for one of its own.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="module")
def chromium(playwright):
    browser = playwright.chromium.launch(executable_path=BROWSER)
    yield browser
    browser.close()


@pytest.fixture(params=[{}, PHONE], ids=["desk", "telephone"])
def desk(chromium, live_server, client, settings, request):
    """A page of a browser in which a colleague is signed in."""
    settings.ALLOWED_HOSTS = ["*"]
    sign_in_staff(client)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context = chromium.new_context(base_url=live_server.url, **request.param)
    context.set_default_timeout(40_000)
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_part_of_a_payment_goes_back_and_a_dispute_has_its_file(desk, shop):
    make_plan()
    reader = Client()
    reader.force_login(make_reader())
    join_and_return(reader, shop, LETTER_LINK)
    payment = Payment.objects.get()

    desk.goto(reverse("payment:index"))
    more(desk, "Give money back").click()
    looks_well(desk, "refund")
    desk.get_by_label("How much").fill("3")
    desk.get_by_label("Why").select_option("goodwill")
    desk.get_by_label("Note").fill("The paper came late.")
    desk.get_by_role("button", name="Give this back").click()
    desk.get_by_text("$3 is on its way back. An e-mail tells the reader.").wait_for()
    looks_well(desk, "refunded")
    assert [order.amount_minor for order in RefundOrder.objects.all()] == [300]
    assert Email.objects.filter(name="refunded").count() == 1

    shop.lever("disputes", {"charge": payment.charge_id})
    deliver(shop.messages())
    desk.goto(reverse("dispute:index"))
    desk.get_by_text("ada@example.com").first.wait_for()
    with desk.expect_download() as begun:
        more(desk, "Evidence").click()
    assert begun.value.suggested_filename.endswith(".zip")
    looks_well(desk, "disputes")
    card_testing.pause(declined=48, cards=31)
    desk.goto("/admin/")
    desk.get_by_text("new payments rest since").wait_for()
    looks_well(desk, "first-page")
    desk.goto(reverse("checkoutpause:index"))
    looks_well(desk, "pauses")
    more(desk, "Take payments again").click()
    looks_well(desk, "lift")
    desk.get_by_role("button", name="Take payments again").click()
    desk.get_by_text("New payments are taken again.").wait_for()
    assert card_testing.running_pause() is None


def test_the_statement_of_the_bank_is_taken_in_and_what_differs_is_settled(desk):
    make_payout(1300)
    desk.goto(reverse("bank"))
    looks_well(desk, "bank-before")

    take_in(desk, document(statement(entry("x"))))
    desk.get_by_text("“x” is no amount").wait_for()
    looks_well(desk, "bank-fault")
    take_in(desk, document(statement(entry())))
    desk.get_by_text("Matched with a payout now: 0.").wait_for()
    looks_well(desk, "bank-open")

    settle = desk.locator("form[action*='/money/bank/line/']")
    settle.get_by_label("Why").fill("The bank kept 50 cents")
    settle.get_by_label("It is this payout").select_option(index=1)
    settle.get_by_role("button", name="Settle").click()
    desk.get_by_text("It is settled.").wait_for()
    desk.get_by_text("The bank kept 50 cents").wait_for()
    looks_well(desk, "bank-settled")


def take_in(page, data):
    """Give the page a file of the bank's."""
    file = {"name": "statement.xml", "mimeType": "application/xml", "buffer": data}
    page.get_by_label("The bank’s file").set_input_files(file)
    page.get_by_role("button", name="Take it in").click()


def more(page, name):
    """Open what a row of a list offers more, and return one of it."""
    page.get_by_role("button", name=re.compile("^More options")).first.click()
    return page.get_by_role("link", name=name)


def looks_well(page, name):
    """Hold our part of a page against what machines know of looks; keep a picture if wanted."""
    page.wait_for_load_state("networkidle")
    found = Axe().run(page, context="main")
    assert found.response["violations"] == [], found.generate_report()
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        width = page.viewport_size["width"]
        page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
