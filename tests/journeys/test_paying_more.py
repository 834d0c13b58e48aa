"""More is asked for, and agreed to by letter; or wanted by a member, and agreed to by a bank."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.chromium import BROWSER
from tests.journeys.reading import PHONE
from tests.journeys.test_giving_money_back import looks_well
from tests.membership.test_agreements import GERMAN, member_with
from tests.membership.test_joining import LETTER_LINK, join_and_return
from tests.membership.test_price_changes import link
from tests.payments.world import make_plan, make_reader
from tests.staff import sign_in_staff
from wellread.membership import jobs
from wellread.membership.models import AmountAgreement, Membership, PriceNotice
from wellread.payments import clock

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


@pytest.fixture(scope="module")
def chromium(playwright):
    browser = playwright.chromium.launch(executable_path=BROWSER)
    yield browser
    browser.close()


@pytest.fixture(params=[{}, PHONE], ids=["desk", "telephone"])
def browsers(chromium, live_server, shop, settings, request):
    """Open a browser in which somebody is signed in already, or nobody."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = live_server.url
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    to_pay = {"form-action": [*directives["form-action"], shop.sandbox.address]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives | to_pay}
    opened = []

    def browser_of(client=None):
        context = chromium.new_context(base_url=live_server.url, **request.param)
        context.set_default_timeout(40_000)
        if client is not None:
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            one = {"name": cookie.key, "value": cookie.value, "url": live_server.url}
            context.add_cookies([one])
        opened.append(context)
        return context.new_page()

    yield browser_of
    for context in opened:
        context.close()


def test_a_higher_price_is_asked_for_in_the_admin_and_agreed_to_by_letter(browsers, shop, client):
    make_plan()
    member = Client()
    member.force_login(make_reader())
    join_and_return(member, shop, LETTER_LINK)
    sign_in_staff(client)

    desk = browsers(client)
    desk.goto(reverse("price_changes"))
    desk.get_by_label("Currency").select_option("USD")
    desk.get_by_label("Plan").select_option(label="Friend of the Courier")
    desk.get_by_label("New amount").fill("10")
    desk.get_by_label("From").fill(f"{clock.now() + timedelta(days=40):%Y-%m-%d}")
    desk.get_by_label("Why").fill("Paper costs a third more than it did.")
    looks_well(desk, "price-form")
    desk.get_by_role("button", name="See who would be asked").click()
    looks_well(desk, "price-preview")
    desk.get_by_role("button", name="Write to them").click()
    desk.get_by_text("The letters are on their way.").wait_for()
    looks_well(desk, "price-asked")

    jobs.ask_for_higher_prices()
    reader = browsers()
    reader.goto(link())
    reader.get_by_role("heading", name="Will you pay more?").wait_for()
    looks_well(reader, "price-letter")
    assert PriceNotice.objects.get().consented_at is None
    reader.get_by_role("button", name="Pay $10 a month from").click()
    reader.get_by_role("heading", name="Thank you").wait_for()
    looks_well(reader, "price-thanks")
    assert PriceNotice.objects.get().consented_at is not None
    assert Membership.objects.get().subscription.amount_minor == 800


@pytest.mark.parametrize(("button", "comes_to"), [("complete", 1200), ("fail", 800)])
def test_a_bank_is_asked_before_somebody_pays_more(button, comes_to, browsers, shop):
    make_plan()
    member = Client()
    member_with(member, shop, GERMAN)

    page = browsers(member)
    page.goto("/account/amount/")
    page.locator("#own").fill("12")
    page.get_by_role("button", name="Use this amount").click()
    page.get_by_text("Your bank is asked to agree before you pay more").wait_for()
    looks_well(page, f"amount-{button}")
    page.get_by_role("button", name="Pay $12 a month").click()
    page.fill("#card", GERMAN)
    page.locator("button[value=pay]").click()
    page.locator(f"button[value={button}]").click()
    if button == "fail":
        # The payment service says so itself; its reader goes back, or tries another card.
        page.get_by_role("link", name="Cancel").click()
        page.wait_for_url("**/account/**")
    else:
        page.get_by_text("Your membership is $12 a month now").wait_for()
    looks_well(page, f"agreed-{button}")

    assert Membership.objects.get().subscription.amount_minor == comes_to
    assert (AmountAgreement.objects.get().done_at is not None) == (comes_to > 800)
