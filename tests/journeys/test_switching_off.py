"""All asking and house notices are switched off while readers are at the paper, elsewhere too."""

import json
import urllib.request
from datetime import UTC, datetime

import pytest

from tests.journeys.reading import LETTER, fresh_browser, have_read, read, settle
from tests.journeys.site import copy_of, eventually, free_pair, running
from tests.journeys.words import EDITION
from wellread.demo import run as demo
from wellread.demo.supervisor import Program

LINE_UP = f"/appeals/line-up.{EDITION}.json"


@pytest.fixture
def two_processes(prepared, tmp_path):
    """A site, and the address of a second process that serves it from the same database."""
    folder, port, other = copy_of(prepared, tmp_path / "demo"), free_pair(), free_pair()
    [web, *_] = demo.programs(other, folder)
    second = Program("second", web.command, folder / "log" / "second.log")
    programs = [*demo.programs(port, folder), second]
    with running(folder, port, programs=programs) as site:
        assert demo.wait_until_ready(f"http://127.0.0.1:{other}/readyz")
        yield site, f"http://localhost:{other}"


def test_a_switch_stops_what_another_process_and_an_open_browser_have_kept(chromium, two_processes):
    site, other = two_processes
    elsewhere = site._replace(url=other)
    with fresh_browser(chromium) as context:
        reader = context.new_page()
        have_read(reader, elsewhere, 11)
        assert asked_by(elsewhere) == ["editors-letter"]
        read(reader, f"{other}{site.open_stories[0]}")
        reader.locator(LETTER).wait_for()
        assert reader.locator(".house-notice").count() == 1

        with fresh_browser(chromium) as desk:
            switch_off(desk.new_page(), site)

        # The other process hears of it at once, and the browser when what it keeps has aged.
        eventually(lambda: asked_by(elsewhere) == [], "the other process asks nobody")
        reader.wait_for_function(
            """async (address) =>
                (await (await fetch(address)).json()).campaigns.length === 0""",
            arg=LINE_UP,
            polling=1000,
            timeout=60_000,
        )
        with fresh_browser(chromium) as another:
            page = another.new_page()
            have_read(page, elsewhere, 11)
            read(page, f"{other}{site.open_stories[1]}")
            settle(page)
            assert page.locator(LETTER).count() == 0
            assert page.locator(".house-notice").count() == 0


def switch_off(page, site):
    """Come in as the demo's editor and switch off all asking."""
    key = (site.folder / "editors-key").read_text().strip()
    page.goto(f"{site.url}/demo/editor/?key={key}")
    page.locator("main form button").click()
    page.goto(f"{site.url}/admin/asking/")
    page.get_by_role("button", name="Switch off: All asking and house notices").click()
    page.get_by_role("button", name="Switch on: All asking and house notices").wait_for()


def asked_by(site):
    """Return which campaign would ask a reader of many stories, as the site decides for an app."""
    request = urllib.request.Request(
        f"{site.url}/appeals/decide",
        data=json.dumps(CASE | {"now": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return [one["campaign"] for one in json.load(answer)["shown"].values()]


CASE = {
    "reader": {
        "seat": 7,
        "seat_kept": True,
        "country": "US",
        "language": "en",
        "device": "desktop",
        "is_member": False,
        "was_member": False,
        "signed_in": False,
        "consent": "not_needed",
        "count_allowed": True,
        "visit_started_at": "2026-11-22T09:58:00Z",
        "asked": [],
        "dismissed": [],
        "contributed_at": None,
        "counts": {"30": 12},
    },
    "page": {
        "article": "a2",
        "kind": "article",
        "section": "city",
        "topics": [],
        "sensitive": False,
        "sponsored": False,
    },
}
