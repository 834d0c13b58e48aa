"""What is on a reader's device before an answer, after it, and after its storage was wiped."""

import re

import pytest

from tests.journeys.reading import (
    LETTER,
    PANEL,
    begin_a_new_visit,
    fresh_browser,
    have_read,
    history,
    read,
    scroll_through,
    settle,
)
from tests.journeys.site import copy_of, demo_stories, free_pair, running
from tests.journeys.words import say

EVERYTHING = """async () => [
    ...Object.keys(localStorage), ...Object.keys(sessionStorage),
    ...(await indexedDB.databases()).map(({ name }) => name), ...(await caches.keys()),
]"""


@pytest.fixture
def in_the_union(chromium):
    """A browser in France: the site's own answers, for another country."""
    with fresh_browser(chromium) as context:
        context.route(re.compile("/meter/here"), as_from_france)
        yield context


def as_from_france(route):
    answer = route.fetch()
    route.fulfill(response=answer, json=answer.json() | {"country": "FR", "consent_needed": True})


def test_nothing_is_on_the_device_before_an_answer(in_the_union, site):
    page = in_the_union.new_page()
    [blog, *_] = demo_stories(lambda blog: blog["status"] == "open", "live")
    pages = ["/", "/city/", site.open_stories[0], blog, "/search/?q=harbour", "/pages/privacy/"]

    kept = {}
    for path in pages:
        page.goto(f"{site.url}{path}")
        page.mouse.wheel(0, 3_000)
        page.wait_for_load_state("networkidle")
        kept[path] = [*page.evaluate(EVERYTHING), *in_the_union.cookies()]

    assert {path: found for path, found in kept.items() if found} == {}


@pytest.fixture(scope="module")
def german_site(prepared, tmp_path_factory):
    """A site that takes whoever comes without a country for a reader in Germany."""
    folder = copy_of(prepared, tmp_path_factory.mktemp("german") / "demo")
    with running(folder, free_pair(), WELLREAD_DEFAULT_COUNTRY="DE") as site:
        yield site


def test_in_germany_nothing_is_written_or_sent_before_an_answer(chromium, german_site):
    site = german_site
    with fresh_browser(chromium) as context:
        sent = []
        context.on("request", lambda request: sent.append(request))
        page = context.new_page()
        for path in ("/", *site.open_stories[:10], "/search/?q=harbour"):
            page.goto(f"{site.url}{path}")
            if path in site.open_stories:
                scroll_through(page)
            page.wait_for_load_state("networkidle")
            assert [*page.evaluate(EVERYTHING), *context.cookies()] == [], path

        # Eleven pages, and nothing but asking for files: no body, no cookie, no word of reading.
        assert {request.method for request in sent} == {"GET"}
        assert [one.url for one in sent if "cookie" in one.all_headers()] == []
        assert [one.url for one in sent if not one.url.startswith(site.url)] == []
        assert [one.url for one in sent if "/insights/" in one.url] == []
        assert page.locator(LETTER).count() == 0

        page.goto(f"{site.url}{site.open_stories[0]}")
        page.get_by_role("button", name=say("Yes, count")).click()
        read(page, f"{site.url}{site.open_stories[1]}")
        assert "wellread.history" in page.evaluate(EVERYTHING)


# Of whom a passkey is asked, by a question that is good once, is known by the session.
@pytest.mark.parametrize(
    ("path", "names"),
    [("/sign-in/", ["wellread_csrf"]), ("/join/", ["wellread_browser"])],
)
def test_a_form_keeps_nothing_but_what_guards_it(in_the_union, site, path, names):
    page = in_the_union.new_page()

    page.goto(f"{site.url}{path}")

    assert page.evaluate(EVERYTHING) == []
    found = sorted(in_the_union.cookies(), key=lambda one: one["name"])
    assert [(one["name"], one["httpOnly"]) for one in found] == [(name, True) for name in names]
    assert [one["expires"] for one in found if one["name"] == "wellread_csrf"] in ([], [-1])


def test_after_a_refusal_the_answer_alone_is_kept_and_outlives_a_wipe(in_the_union, site):
    page = in_the_union.new_page()
    page.goto(f"{site.url}{site.open_stories[0]}")
    with page.expect_response("**/meter/keep"):
        page.get_by_role("button", name=say("No, do not count")).click()

    assert page.evaluate(EVERYTHING) == ["wellread.consent"]
    assert [one["path"] for one in in_the_union.cookies(f"{site.url}/meter/here")] == ["/meter"]

    page.evaluate("localStorage.clear()")
    page.goto(f"{site.url}{site.open_stories[1]}")
    page.wait_for_function("() => localStorage.getItem('wellread.consent') === 'refused'")
    scroll_through(page)
    page.wait_for_load_state("networkidle")

    assert page.evaluate(EVERYTHING) == ["wellread.consent"]
    assert page.locator(".count-question").count() == 0


def test_a_wiped_device_keeps_its_count_and_a_closed_letter_stays_closed(reader, site):
    have_read(reader, site, 12)
    read(reader, f"{site.url}{site.open_stories[0]}")
    letter = reader.locator(LETTER)
    letter.wait_for()
    with reader.expect_response("**/meter/keep"):
        letter.get_by_role("button", name=say("Close")).click()
    assert reader.locator(PANEL).count() == 0

    for begin in (lambda page: None, begin_a_new_visit):
        begin(reader)
        with reader.expect_response(re.compile(r"/meter/here\?kept")):
            reader.evaluate("localStorage.clear(); sessionStorage.clear()")
            reader.goto(f"{site.url}{site.open_stories[1]}")
        scroll_through(reader)
        reader.wait_for_function(
            "() => localStorage.getItem('wellread.history')?.includes('earlier')"
        )
        settle(reader)
        assert reader.locator(LETTER).count() == 0
        assert len(history(reader)) >= 13


@pytest.mark.parametrize("wiped", ["session", "cookies", "databases"])
def test_a_device_wiped_in_part_loses_nothing_and_backs_it_up_anew(reader, site, wiped):
    have_read(reader, site, 5)
    read(reader, f"{site.url}{site.open_stories[0]}")
    reader.goto(f"{site.url}/search/")
    if wiped == "cookies":
        reader.context.clear_cookies()
    elif wiped == "session":
        reader.evaluate("sessionStorage.clear()")
    else:
        reader.evaluate(
            """async () => {
                for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name)
                for (const name of await caches.keys()) await caches.delete(name)
            }"""
        )
    read(reader, f"{site.url}{site.open_stories[1]}")
    before = {view["article"] for view in history(reader)}

    reader.goto(f"{site.url}/search/")
    # What is sent while a page is left is seen by no page.
    reader.wait_for_function(
        """async () => {
            const { kept } = await (await fetch("/meter/here?kept", { cache: "reload" })).json()
            return kept?.history?.length === 7
        }"""
    )
    reader.evaluate("localStorage.clear()")
    read(reader, f"{site.url}{site.open_stories[2]}")
    reader.wait_for_function("() => localStorage.getItem('wellread.history')?.includes('earlier')")

    assert len(before) == 7
    assert {view["article"] for view in history(reader)} > before
