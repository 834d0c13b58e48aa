"""At an institution's network everything is offered, taken by one press, and over elsewhere."""

import pytest

from tests.journeys.reading import PHONE, fresh_browser
from tests.journeys.site import copy_of, free_pair, running, wellread
from tests.journeys.test_failed_charges import looks_well
from tests.journeys.words import say

NAME = "Saltmere University"
THERE, ELSEWHERE = {"X-Forwarded-For": "198.51.100.7"}, {"X-Forwarded-For": "203.0.113.9"}
ARRANGE = """
from datetime import timedelta
from wellread.membership.institutions.actions import arrange
from wellread.membership.models import Institution
from wellread.payments import clock
now = clock.now()
arrange(
    institution=Institution(name="Saltmere University", networks=["198.51.100.0/24"]),
    entitlements=["ad_free", "community_content"],
    starts_at=now - timedelta(days=1),
    ends_at=now + timedelta(days=365),
)
"""


@pytest.fixture(scope="module")
def site(prepared, tmp_path_factory):
    """A site behind a proxy that says where its readers are."""
    folder = copy_of(prepared, tmp_path_factory.mktemp("institution") / "site")
    with running(folder, free_pair(), WELLREAD_PROXIES="1") as site:
        done = wellread(site.settings, "manage", "shell", "--no-imports", "-c", ARRANGE)
        assert done.returncode == 0, done.stderr
        yield site


@pytest.mark.in_every_edition
def test_one_press_opens_everything_and_leaving_the_network_ends_it(chromium, site):
    with fresh_browser(chromium, extra_http_headers=THERE) as context:
        page = context.new_page()
        page.goto(f"{site.url}{site.community_story}")
        offer = page.get_by_role("status")
        offer.get_by_role("heading", name=NAME).wait_for()
        looks_well(page, "institution-offer")
        offer.get_by_role("button", name=say("Read on with everything open")).click()
        page.wait_for_url(f"{site.url}{site.community_story}")
        assert in_whose_name(page) == NAME
        assert page.locator(".community-panel").count() == 0
        looks_well(page, "institution-story")
        page.goto(f"{site.url}/institution/")
        page.get_by_role("heading", name=say("Everything is open to you")).wait_for()
        looks_well(page, "institution-open")
        page.goto(f"{site.url}/")
        looks_well(page, "institution-front")
        # Nothing but the cookie that opens pages was kept in the browser.
        assert [one["name"] for one in context.cookies()] == ["wellread_entitlement"]

        context.set_extra_http_headers(ELSEWHERE)
        page.goto(f"{site.url}{site.community_story}")

        assert page.locator(".community-panel").count() == 1
        assert page.locator(".courtesy").count() == 0
        assert context.cookies() == []


@pytest.mark.in_every_edition
def test_who_wants_it_not_is_left_alone_and_who_is_elsewhere_is_told(chromium, site):
    with fresh_browser(chromium, extra_http_headers=THERE, **PHONE) as context:
        page = context.new_page()
        page.goto(f"{site.url}{site.open_stories[0]}")
        looks_well(page, "institution-offer-phone")
        page.get_by_role("button", name=say("Not now"), exact=True).tap()
        page.goto(f"{site.url}{site.open_stories[1]}")
        page.wait_for_load_state("networkidle")
        assert page.get_by_role("status").get_by_role("heading", name=NAME).count() == 0
        page.goto(f"{site.url}{site.community_story}")
        asked = say("At a library, a school or a company that has it open?")
        page.get_by_role("link", name=asked).tap()
        looks_well(page, "institution-page-phone")

        context.set_extra_http_headers(ELSEWHERE)
        page.reload()
        told = say("This network is of no institution that we know")
        page.get_by_role("heading", name=told).wait_for()
        looks_well(page, "institution-elsewhere-phone")


def test_it_needs_no_script(chromium, site):
    options = {"java_script_enabled": False, "extra_http_headers": THERE}
    with fresh_browser(chromium, **options) as context:
        page = context.new_page()
        page.goto(f"{site.url}{site.community_story}")
        page.locator('.community-panel a[href^="/institution/"]').click()
        page.get_by_role("button", name=say("Read on with everything open")).click()

        page.wait_for_url(f"{site.url}{site.community_story}")
        assert in_whose_name(page) == NAME


def in_whose_name(page):
    return page.locator(".courtesy bdi").inner_text()
