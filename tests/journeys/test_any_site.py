"""The whole loop on a site that is not ours, in a browser that lets no third party set a cookie."""

import json
import re
import urllib.parse

import pytest

from tests.chromium import CHROMIUM
from tests.client.other_site import OtherSite, serve_other
from tests.journeys.conftest import copy_of, free_pair, running
from tests.journeys.reading import ask_for_code, choose_own_amount, fresh_browser, pay
from tests.journeys.site import eventually
from tests.journeys.test_joining import claim_link
from tests.journeys.words import say

LETTER = "wellread-appeal dialog.letter[open]"
ANSWER = """async () => {
    const { isMember, entitlements } = await wellread.ready
    return [isMember, entitlements]
}"""
BOTH = ["ad_free", "community_content"]


@pytest.fixture(scope="module")
def elsewhere():
    """A plain site on a port of its own, and under another name than ours."""
    other = OtherSite("")
    server = serve_other(other, host="127.0.0.1")
    yield other
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def served(prepared, tmp_path_factory, elsewhere):
    folder = copy_of(prepared, tmp_path_factory.mktemp("any-site") / "demo")
    with running(folder, free_pair(), WELLREAD_SITES=elsewhere.url) as site:
        elsewhere.home = site.url
        yield site


@pytest.fixture(scope="module")
def strict_chromium(playwright):
    """A browser in which nobody is a third party with a cookie."""
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--test-third-party-cookie-phaseout"]
    )
    yield browser
    browser.close()


@pytest.fixture
def page(strict_chromium, elsewhere, served):
    served.forget_tries()
    with fresh_browser(strict_chromium, expects=served.sandbox) as context:
        yield context.new_page()


def have_read_nine(page, elsewhere):
    page.goto(f"{elsewhere.url}/a-first-story")
    read_on(page)
    page.wait_for_function("() => localStorage.getItem('wellread.history')")
    (view,) = json.loads(page.evaluate("localStorage.getItem('wellread.history')"))
    views = [view | {"article": f"story-{number}"} for number in range(11)]
    page.evaluate("(text) => localStorage.setItem('wellread.history', text)", json.dumps(views))


def read_on(page):
    page.evaluate("document.querySelector('article p').scrollIntoView()")
    page.wait_for_timeout(1_000)
    page.mouse.wheel(0, page.viewport_size["height"] + 80)


def test_a_reader_is_asked_joins_and_comes_back_a_member(page, elsewhere, served):
    have_read_nine(page, elsewhere)
    page.goto(f"{elsewhere.url}/a-story?from=front")
    read_on(page)
    page.locator(LETTER).get_by_role("link", name=say("Choose another amount")).click()
    choose_own_amount(page, "8")
    pay(page, email="nora@reader.example")

    page.wait_for_url(re.compile(re.escape(f"{elsewhere.url}/a-story?from=front")))
    assert page.evaluate(ANSWER) == [True, BOTH]
    assert page.evaluate("location.hash") == ""
    assert page.evaluate("document.documentElement.classList.contains('wellread-member')")
    thanks = page.locator("wellread-appeal").get_by_role("status")
    thanks.get_by_role("heading", name=say("Thank you")).wait_for()
    # That site's own scripts may read what stands on its page.
    assert "nora@" not in thanks.inner_text()
    thanks.get_by_role("button", name=say("Go on reading")).click()
    assert thanks.count() == 0
    assert conversion_of(served, "nora@reader.example")[-1] == f"{elsewhere.url}/a-story"[-64:]
    # What it brought stands beside the impressions that it came from.
    eventually(
        lambda: conversion_of(served, "nora@reader.example") in impressions(served),
        "the letter was told of",
    )

    # On the next page it is known before anything was asked, and nobody is asked.
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{elsewhere.url}/another-story")
    assert page.evaluate("document.documentElement.className") == "wellread-member"
    assert page.evaluate(ANSWER) == [True, BOTH]
    read_on(page)
    page.wait_for_timeout(1_000)
    assert page.locator("wellread-appeal").count() == 0
    assert [url for url in asked if "line-up" in url or "token" in url] == []


def conversion_of(served, email):
    (found,) = served.rows(
        "SELECT found.campaign, found.variant, found.version, found.placement, found.story "
        "FROM insights_conversion AS found JOIN payments_checkout AS began "
        "ON began.id = found.checkout_id WHERE began.email = ?",
        email,
    )
    return found


def impressions(served):
    return served.rows(
        "SELECT campaign, variant, version, placement, story FROM insights_hourtotal "
        "WHERE kind = 'impression'"
    )


def choose_from_the_letter(page, elsewhere, amount="8"):
    have_read_nine(page, elsewhere)
    page.goto(f"{elsewhere.url}/a-story?from=front")
    read_on(page)
    page.locator(LETTER).get_by_role("link", name=say("Choose another amount")).click()
    choose_own_amount(page, amount)


def remember_chance(page, served, *, held):
    """Have the device remember that a campaign with a holdout had or had not been free to ask."""
    page.evaluate(
        """async ([home, held]) => {
            const { line_up_url } = await (await fetch(`${home}/embedding/here`)).json()
            const { version, campaigns } = await (await fetch(line_up_url)).json()
            const { id, placement } = campaigns[0]
            const at = Math.floor(Date.now() / 1000)
            const kept = [{ campaign: id, placement, version, held, at }]
            localStorage.setItem("wellread.compared", JSON.stringify(kept))
        }""",
        [served.url, held],
    )


def joined_by_chance(served):
    """How many who joined were counted as asked, and how many as held out."""
    sql = "SELECT coalesce(sum(number), 0) FROM insights_eventtotal WHERE kind = ?"
    return [served.rows(sql, f"joined_{kind}")[0][0] for kind in ("asked", "held")]


@pytest.mark.parametrize("interval", ["month", "once"])
def test_who_joins_from_there_is_counted_beside_the_holdout_once(page, elsewhere, served, interval):
    page.goto(f"{elsewhere.url}/a-story")
    page.evaluate("wellread.ready")
    remember_chance(page, served, held=True)
    before = joined_by_chance(served)
    with page.expect_navigation():
        page.evaluate("wellread.join()")
    page.goto(f"{page.url}&interval={interval}")
    choose_own_amount(page, "8")
    pay(page, email=f"pia-{interval}@reader.example")

    page.wait_for_url(re.compile(re.escape(f"{elsewhere.url}/a-story")))
    after = [before[0], before[1] + 1]
    eventually(lambda: joined_by_chance(served) == after, "the join is counted")
    assert page.evaluate("localStorage.getItem('wellread.compared')") is None

    # Who comes back once more, or merely signs in, has not joined again.
    remember_chance(page, served, held=True)
    for door in ("join", "signIn"):
        with page.expect_navigation():
            page.evaluate(f"wellread.{door}()")
        page.goto(return_from(page.url, served))
        page.wait_for_url(re.compile(re.escape(f"{elsewhere.url}/a-story")))
        page.evaluate("wellread.ready")
    page.wait_for_timeout(2_000)
    assert joined_by_chance(served) == after
    assert page.evaluate("localStorage.getItem('wellread.compared')") is not None


def return_from(url, served):
    """Return where a page of ours leads on to when its reader is done."""
    (path,) = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)["next"]
    return f"{served.url}{path}"


def weighed_anew(page):
    """What the line-up says here to somebody who comes another day and was never asked."""
    page.evaluate(
        """() => {
            for (const key of ["asked", "interrupted"]) localStorage.removeItem(`wellread.${key}`)
            const here = Math.floor(Date.now() / 1000)
            const visit = { started_at: here - 60, last_at: here }
            localStorage.setItem("wellread.visit", JSON.stringify(visit))
        }"""
    )
    page.reload()
    return page.evaluate("wellread.ready.then(({ decide }) => decide())")["shown"]


def test_who_leaves_the_checkout_comes_back_to_the_story_as_they_left_it(page, elsewhere, served):
    choose_from_the_letter(page, elsewhere)
    grants = served.rows("SELECT id FROM membership_grant")
    page.get_by_role("link", name="Cancel").click()
    page.get_by_role("heading", name=say("Nothing was charged")).wait_for()
    page.get_by_role("link", name=say("Back to reading")).click()

    page.wait_for_url(re.compile(re.escape(f"{elsewhere.url}/a-story?from=front")))
    assert page.evaluate(ANSWER) == [False, []]
    assert page.evaluate("location.hash") == ""
    assert page.evaluate("document.documentElement.className") == ""
    assert page.evaluate("JSON.parse(localStorage.getItem('wellread.pass')).hint") == {}
    assert list(weighed_anew(page)) == ["overlay"]
    assert served.rows("SELECT id FROM membership_grant") == grants


def test_who_leaves_by_the_browsers_own_back_can_join_all_the_same(page, elsewhere, served):
    choose_from_the_letter(page, elsewhere)
    # By the page itself: Playwright's own way back fails while a page takes another's place.
    page.wait_for_load_state()
    page.evaluate("history.back()")
    page.get_by_role(
        "button", name=re.compile(say("Support with %(amount)s", amount=""))
    ).wait_for()
    # Pressed twice at once: a page on the way may be gone before it is there.
    page.evaluate("history.go(-2)")

    page.wait_for_url(re.compile(re.escape(f"{elsewhere.url}/a-story?from=front")))
    assert page.evaluate(ANSWER) == [False, []]
    assert list(weighed_anew(page)) == ["overlay"]
    with page.expect_navigation():
        page.evaluate("wellread.join()")
    page.goto(f"{page.url}&interval=month")
    choose_own_amount(page, "8")
    pay(page, email="quentin@reader.example")
    page.wait_for_url(re.compile(re.escape(f"{elsewhere.url}/a-story?from=front")))
    assert page.evaluate(ANSWER) == [True, BOTH]


def test_who_gave_once_from_there_is_not_asked_there_from_that_moment(page, elsewhere, served):
    have_read_nine(page, elsewhere)
    page.goto(f"{elsewhere.url}/a-story?from=front")
    assert list(weighed_anew(page)) == ["overlay"]
    read_on(page)
    page.locator(LETTER).get_by_role("link", name=say("Choose another amount")).click()
    page.goto(page.url.replace("interval=month", "interval=once"))
    choose_own_amount(page, "8")
    pay(page, email="rosa@reader.example")

    page.wait_for_url(re.compile(re.escape(f"{elsewhere.url}/a-story?from=front")))
    assert page.evaluate(ANSWER) == [False, []]
    for _ in range(2):
        assert weighed_anew(page) == {}
        page.goto(f"{elsewhere.url}/another-story")
    read_on(page)
    page.wait_for_timeout(1_000)
    assert page.locator("wellread-appeal").count() == 0


def test_a_member_signs_in_from_there_and_out(page, elsewhere, served):
    page.goto(f"{served.url}/join/?interval=month&next=/")
    choose_own_amount(page, "8")
    pay(page, email="olga@reader.example")
    page.get_by_role("heading", name=say("Thank you")).wait_for()
    page.goto(claim_link(served, "olga@reader.example"))
    page.get_by_role("button", name=say("Sign in and open it")).click()
    page.wait_for_url(f"{served.url}/account/")
    page.context.clear_cookies()
    page.goto(f"{elsewhere.url}/a-story")
    assert page.evaluate(ANSWER) == [False, []]
    with page.expect_navigation():
        page.evaluate("wellread.signIn()")
    ask_for_code(page, served, "olga@reader.example")

    page.wait_for_url(re.compile(re.escape(f"{elsewhere.url}/a-story")))
    assert page.evaluate(ANSWER) == [True, BOTH]
    token = page.evaluate("wellread.token()")
    asked = served.get("/account/entitlements", Authorization=f"Bearer {token}")
    assert (asked.status, asked.headers["Wellread-Entitlements"]) == (200, " ".join(BOTH))

    page.evaluate("wellread.signOut()")
    page.reload()
    assert page.evaluate(ANSWER) == [False, []]
    assert served.get("/account/entitlements", Authorization=f"Bearer {token}").status == 401


def test_a_page_fetches_eight_kilobytes_of_script_before_anybody_is_asked(page, elsewhere, served):
    fetched = []
    page.on("response", lambda answer: fetched.append(answer))
    page.goto(f"{elsewhere.url}/a-story")
    with page.expect_response(re.compile("/appeals/line-up")):
        read_on(page)
    page.wait_for_function("() => localStorage.getItem('wellread.history')")
    scripts = [answer for answer in fetched if answer.request.resource_type == "script"]

    assert sum(answer.request.sizes()["responseBodySize"] for answer in scripts) <= 8_000
    assert [answer.url for answer in scripts] == [f"{served.url}/embed.js"]


def test_a_code_that_somebody_else_sent_signs_in_nobody(page, elsewhere, served):
    page.goto(f"{elsewhere.url}/a-story#wellread=stolen~{'x' * 43}")

    assert page.evaluate(ANSWER) == [False, []]
    assert page.evaluate("location.hash") == ""
