"""The campaign's form in a real browser: lists are chosen by name."""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Page, expect, sync_playwright

from tests.appeals.facts import make_campaign
from tests.chromium import CHROMIUM
from tests.staff import sign_in_staff
from wellread.appeals.models import Campaign

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def admin(live_server, settings, monkeypatch) -> Iterator[Page]:
    # Playwright keeps an event loop in this thread, in which Django's ORM is used all the same.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    client = Client()
    sign_in_staff(client)
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": live_server.url,
    }
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM)
        context = chromium.new_context(base_url=live_server.url)
        context.add_cookies([cookie])
        page = context.new_page()
        yield page
        chromium.close()


def test_a_country_is_found_by_its_name_chosen_and_taken_out_again(admin):
    campaign = make_campaign(countries_only="FR")
    admin.goto(f"/admin/snippets/appeals/campaign/edit/{campaign.pk}/#tab-who_is_asked")

    search = admin.get_by_role("combobox", name="Only in these countries")
    search.press_sequentially("ireland")
    admin.get_by_role("option", name="Ireland (IE)", exact=True).click()
    admin.get_by_role("button", name="Remove France").click()
    expect(admin.locator("[name=countries_only]")).to_have_value("IE")
    admin.get_by_role("button", name="Save draft").first.click()

    admin.get_by_text("updated").first.wait_for()
    draft = Campaign.objects.get().get_latest_revision_as_object()
    assert draft.countries_only == "IE"
