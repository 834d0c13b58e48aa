"""The pages that links in e-mails open, looked at: none needs signing in."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from tests.chromium import BROWSER
from tests.journeys.reading import PHONE
from tests.journeys.site import eventually
from tests.membership.test_account import pass_days
from tests.membership.test_joining import LETTER_LINK, join_and_return
from tests.payments.world import make_plan, make_reader
from wellread.membership import claims
from wellread.membership.models import LeftAlone, Membership
from wellread.payments.models import Checkout

# The browser's requests come from threads of their own.
pytestmark = [
    pytest.mark.django_db(transaction=True),
    # The development server's answers leave files to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module", autouse=True)
def _rows_made_beside_the_browser():
    # The browser's driver has a loop in this thread, which Django takes for one of its own.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(params=[{"viewport": {"width": 1280, "height": 800}}, PHONE], ids=["desk", "phone"])
def page(playwright, live_server, settings, request):
    """A stranger's browser: it has nothing but the link."""
    settings.ALLOWED_HOSTS = ["*"]
    browser = playwright.chromium.launch(executable_path=BROWSER)
    context = browser.new_context(base_url=live_server.url, **request.param)
    context.set_default_timeout(40_000)
    yield context.new_page()
    browser.close()


def test_another_card_coming_back_and_no_more(page, shop, tmp_path):
    make_plan()
    reader = Client()
    reader.force_login(make_reader())
    join_and_return(reader, shop, LETTER_LINK)
    membership = Membership.objects.get()

    open_link(page, claims.card_address(membership))
    looks_well(page, tmp_path / "card")
    reader.post("/account/cancel/")
    pass_days(shop, 32)
    open_link(page, claims.back_address(membership))
    looks_well(page, tmp_path / "back")
    page.get_by_role("button", name="Come back with $8 a month").click()
    # Its browser may go to another sandbox only: that a page was opened is what counts here.
    eventually(lambda: Checkout.objects.filter(state="open").exists(), "a page is opened")
    open_link(page, claims.no_more_address(membership))
    looks_well(page, tmp_path / "no-more")
    page.get_by_role("button", name="Write no more of these").click()
    page.get_by_role("heading", name="We write no more of these").wait_for()

    assert LeftAlone.objects.count() == 1


def open_link(page, address):
    page.goto(address.removeprefix("http://localhost:8000"))


def looks_well(page, picture):
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_load_state("networkidle")
        found = Axe().run(page)
        assert found.response["violations"] == [], found.generate_report()
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        page.screenshot(path=f"{picture}-{scheme}.png")
