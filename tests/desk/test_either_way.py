"""The desk on a phone, and in an admin that runs right to left with English sentences."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, sync_playwright

from tests.appeals.facts import make_campaign, variant
from tests.chromium import CHROMIUM
from tests.staff import sign_in_staff
from wellread.appeals.actions import publish_line_up
from wellread.insights.models import EventTotal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def phone(live_server, settings, monkeypatch) -> Iterator[Page]:
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
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": 390, "height": 844}
        )
        context.add_cookies([cookie])
        yield context.new_page()
        chromium.close()


def box(page, selector):
    return page.locator(selector).last.evaluate(
        "one => { const { left, right } = one.getBoundingClientRect(); return [left, right] }"
    )


@pytest.mark.parametrize("way", ["ltr", "rtl"])
def test_names_end_where_their_intervals_begin_and_all_of_both_fits(phone, way):
    make_campaign(variants=[variant(share_percent=50), variant(key="warm", share_percent=50)])
    publish_line_up("en", timezone.now())
    for key, kind, number in (("warm", "impression", 900), ("control", "impression", 800)):
        told = {"campaign": "autumn-letter", "variant": key, "kind": kind, "number": number}
        EventTotal.objects.create(day=timezone.now().date(), **told)

    phone.goto("/admin/desk/funnel/")
    phone.evaluate("way => { document.documentElement.dir = way }", way)

    name, line = box(phone, ".desk-rates .desk-name"), box(phone, ".desk-rates .desk-whisker")
    assert 0 <= name[0] < name[1] <= line[0] < line[1] <= 390


def test_on_a_phone_a_years_chart_begins_at_the_latest_month(phone):
    phone.goto("/admin/desk/morning/")

    chart = phone.locator(".desk-scroll > .desk-chart").first
    latest = chart.evaluate(
        "one => one.getBoundingClientRect().right - one.parentElement.getBoundingClientRect().right"
    )

    assert abs(latest) < 1


def test_a_share_that_stayed_is_written_in_the_colour_of_words(phone):
    phone.goto("/admin/desk/morning/")
    phone.evaluate(
        "document.querySelector('.desk').insertAdjacentHTML('beforeend', "
        "'<table class=desk-heat><tr><td class=desk-heat-10><a href=x>82 %</a></td></tr></table>')"
    )

    cell, link = (
        phone.locator(selector).evaluate("one => getComputedStyle(one).color")
        for selector in (".desk-heat-10", ".desk-heat-10 a")
    )

    assert cell == link
