"""A live blog that goes on while it is read."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.site import copy_of, free_pair, running
from tests.journeys.words import counted, say

HERE = Path(__file__).parent
LOOKS_AGAIN_MS = 30_000
SHOW_ONE = counted(1, "Show %(number)s new update", "Show %(number)s new updates")
ONE_IS_NEW = counted(1, "%(number)s new update.", "%(number)s new updates.")


@pytest.fixture
def live_site(prepared, tmp_path):
    """A demo of its own, since its live blog is closed in the end."""
    with running(copy_of(prepared, tmp_path / "demo"), free_pair()) as site:
        yield site


def report(site, *words):
    """Do something in the newsroom."""
    program = [sys.executable, str(HERE / "reporting.py"), *words]
    done = subprocess.run(program, env=site.settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def look_again(page):
    """Let the time pass after which the page asks for news."""
    with page.expect_response(lambda answer: answer.url == page.url):
        page.clock.fast_forward(LOOKS_AGAIN_MS)


def open_live_blog(site):
    found = "SELECT url_path FROM newsroom_liveblog JOIN wagtailcore_page ON id = story_ptr_id"
    ((path,),) = site.rows(f"{found} WHERE ended_at IS NULL")
    return site.url + path.removeprefix("/front")


def test_news_is_counted_and_waits_while_faults_are_mended_at_once(reader, live_site):
    report(live_site, "add", "The bridge stands")
    report(live_site, "add", "A rumour")
    page = reader
    page.clock.install()
    page.goto(open_live_blog(live_site))
    reading = page.locator("#" + page.locator(".timeline .entry").nth(4).get_attribute("id"))
    reading.scroll_into_view_if_needed()
    place = reading.bounding_box()

    report(live_site, "add", "The wall holds")
    report(live_site, "edit", "The bridge stands", "It was checked twice.")
    report(live_site, "remove", "A rumour")
    look_again(page)

    page.get_by_role("button", name=SHOW_ONE).wait_for()
    assert page.get_by_text("A rumour").count() == 0
    page.get_by_text("It was checked twice.").wait_for()
    assert page.get_by_text("The wall holds").count() == 0
    assert abs(reading.bounding_box()["y"] - place["y"]) < 2
    assert page.get_by_role("status").text_content() == ONE_IS_NEW

    page.get_by_role("button", name=SHOW_ONE).click()
    first = page.locator(".timeline .entry").first.locator(".entry-headline")
    assert first.text_content() == "The wall holds"
    assert page.evaluate("() => document.activeElement.closest('.entry') !== null")

    report(live_site, "close")
    look_again(page)
    page.locator(".live-status-closed").wait_for()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.fast_forward(10 * LOOKS_AGAIN_MS)
    assert page.url not in asked
    assert page.get_by_role("button", name=say("Pause updates")).count() == 0


def test_a_reader_who_pauses_is_left_alone(reader, live_site):
    page = reader
    page.clock.install()
    page.goto(open_live_blog(live_site))
    page.get_by_role("button", name=say("Pause updates")).click()
    report(live_site, "add", "The wall holds")

    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.fast_forward(10 * LOOKS_AGAIN_MS)
    assert page.url not in asked

    with page.expect_response(lambda answer: answer.url == page.url):
        page.get_by_role("button", name=say("Resume updates")).click()
    page.get_by_role("button", name=SHOW_ONE).wait_for()
