"""A colleague makes a code; a reader types it, covers the fee, pays, and sees what comes when."""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.chromium import BROWSER
from tests.journeys.reading import PHONE, pay
from tests.payments.world import make_plan
from tests.staff import sign_in_staff
from wellread.membership.models import Membership, Price, Promotion
from wellread.payments.money import Money

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
def browsers(chromium, live_server, client, settings, request):
    """Pages of two browsers: of a colleague who is signed in, and of a reader."""
    settings.ALLOWED_HOSTS, settings.SITE_URL = ["*"], live_server.url
    sign_in_staff(client)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    # The page to pay on is at an address that the settings did not know of when they were read.
    facts = {"base_url": live_server.url, "bypass_csp": True, **request.param}
    contexts = [chromium.new_context(**facts) for _ in "ab"]
    for context in contexts:
        context.set_default_timeout(40_000)
    contexts[0].add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


def test_a_code_is_made_typed_and_paid_with_and_the_account_says_until_when(browsers, shop):
    desk, reader = browsers
    make_plan()
    Price.objects.update(fee_hundredths=290, fee_fixed_minor=30)

    desk.goto(reverse("promotion:add"))
    looks_well(desk, "new-code")
    desk.get_by_label("Code").fill("summer")
    desk.get_by_label("Per cent off").fill("50")
    desk.get_by_label("For how many months").fill("3")
    desk.get_by_role("button", name="Create").click()
    desk.get_by_role("cell", name="SUMMER").wait_for()
    looks_well(desk, "codes")
    assert Promotion.objects.get().stripe_code

    reader.goto("/join/?interval=month&amount=800")
    reader.get_by_text("Do you have a code?").click()
    reader.get_by_label("Code").fill("sumer")
    reader.get_by_role("button", name="Use this code").click()
    reader.get_by_text("We know no code “sumer”.").wait_for()
    looks_well(reader, "no-such-code")
    reader.get_by_label("Code").fill("summer")
    reader.get_by_role("button", name="Use this code").click()
    reader.get_by_text("50% less for 3 months").wait_for()
    box = reader.get_by_role("checkbox", name=re.compile("cover the fee"))
    assert box.get_attribute("aria-checked") == "false"
    box.focus()
    reader.keyboard.press("Space")
    reader.get_by_role("button", name="Support with $4.27 now").wait_for()
    looks_well(reader, "chosen")

    reader.get_by_role("button", name="Support with $4.27 now").click()
    assert reader.locator(".total").inner_text() == "$4.27"
    pay(reader, email="petra@reader.example")
    reader.wait_for_url(re.compile("localhost|127"))
    reader.goto("/account/")
    reader.get_by_text("then $8.55 a month").wait_for()
    reader.get_by_text("Of it $0.55 to cover the payment fee").wait_for()
    looks_well(reader, "account")
    reader.goto("/account/amount/?own=10")
    reader.get_by_text("Your lower price runs until").wait_for()
    looks_well(reader, "amount")
    assert Membership.objects.get().subscription.money == Money(855, "USD")


def looks_well(page, name):
    """Hold our part of a page against what machines know of looks; keep a picture if wanted."""
    page.wait_for_load_state("networkidle")
    found = Axe().run(page, context="main")
    assert found.response["violations"] == [], found.generate_report()
    if SHOTS:
        width = page.viewport_size["width"]
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
