"""What readers do, in a real browser."""

import os
import re
import urllib.parse
from contextlib import contextmanager

from tests.evidence import watched
from tests.journeys.words import like, say

LETTER = "dialog.letter[open]"
PANEL = ".quiet-ask"
RECEIPT = 'a[href*="/receipts/"]'
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
# What readers hold when a journey does not say: a laptop, or with DEVICE=phone a telephone.
# One screen is short, so that a turn of the wheel scrolls past it on every story.
LAPTOP = {"viewport": {"width": 1280, "height": 600}}
DEVICE = PHONE if os.environ.get("WELLREAD_TEST_DEVICE") == "phone" else LAPTOP
# The marks of our own notices in the markup; the word alone is in many a story.
HOUSE_AD = re.compile(r"house-|house\.|-slot", re.IGNORECASE)
# As any edition writes it: $6, 6 $, with the marks that keep it in one direction.
DOLLARS = re.compile(r"\$[\s\u200e\u200f]*[\d.,]+|[\d.,]+[\s\u200e\u200f]*\$")


@contextmanager
def fresh_browser(chromium, *, expects="127.0.0.1", **options):
    """Open a browser that has never been here; what it complains of fails the test.

    It may complain of addresses that hold `expects`: by default of a card that the Checkout's
    page, which has an origin of its own, declines.
    """
    context = chromium.new_context(**DEVICE | options)
    context.set_default_timeout(40_000)
    complaints = []
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on(
        "console",
        lambda said: (
            _is_complaint(said, expects)
            and complaints.append(f"{said.text} ({said.location['url']})")
        ),
    )
    try:
        with watched(context):
            yield context
            assert complaints == []
    finally:
        context.close()


def _is_complaint(said, expects):
    return said.type == "error" and expects not in said.location["url"]


def read(page, url):
    """Read an article as somebody does who scrolls; return when the view was recorded."""
    page.goto(url)
    scroll_through(page)
    page.wait_for_function(
        """() => {
            const facts = JSON.parse(document.getElementById("page-facts").textContent)
            const kept = JSON.parse(localStorage.getItem("wellread.history") ?? "[]")
            return kept.some((view) => view.article === facts.article)
        }"""
    )


def scroll_through(page):
    """Scroll to the text, be there for a second, and go a screen beyond its beginning."""
    page.evaluate("() => document.querySelector('#article-body p').scrollIntoView()")
    page.wait_for_timeout(1_000)
    page.mouse.wheel(0, page.viewport_size["height"] + 80)


def scroll_past_first_screen(page):
    page.mouse.wheel(0, page.viewport_size["height"])


def history(page):
    return page.evaluate("() => JSON.parse(localStorage.getItem('wellread.history') ?? '[]')")


def wait_until_seen(page):
    """Wait until the letter was on screen for so long that it counts as seen."""
    page.wait_for_function(
        """() => JSON.parse(localStorage.getItem("wellread.asked") ?? "[]")
            .filter(({ placement }) => placement === "overlay")
            .some(({ at }) => Date.now() - Date.parse(at) < 60e3)"""
    )


def numbers_in(text):
    """Return the numbers in a text that are no money."""
    return {int(number) for number in re.findall(r"\d+", DOLLARS.sub("", text))}


def pass_time_on_device(page, *, days, keys):
    """Put what the device remembers under these keys as many days back."""
    page.evaluate(
        """([keys, seconds]) => {
            const older = (text) =>
                new Date(Date.parse(text) - seconds * 1000).toISOString().replace(".000", "")
            for (const key of keys) {
                const list = JSON.parse(localStorage.getItem(key) ?? "[]")
                const aged = list.map((one) => ({ ...one, at: older(one.at) }))
                localStorage.setItem(key, JSON.stringify(aged))
            }
        }""",
        [keys, days * 86_400],
    )


def begin_a_new_visit(page):
    """Let another visit have begun on this page: nothing interrupts where one begins."""
    page.evaluate(
        """() => {
            const here = Math.floor(Date.now() / 1000)
            const visit = { started_at: here, last_at: here }
            localStorage.setItem("wellread.visit", JSON.stringify(visit))
        }"""
    )


def have_read(page, site, how_many):
    """Make a device that has read so many stories this week, without turning every page."""
    page.goto(f"{site.url}/search/")
    page.evaluate(
        """(howMany) => {
            const at = new Date(Date.now() - 3600e3).toISOString().slice(0, 19) + "Z"
            const views = Array.from({ length: howMany }, (_, n) => (
                { article: `an-earlier-story-${n}`, at, section: "city", topics: [] }))
            localStorage.setItem("wellread.history", JSON.stringify(views))
            // Nothing interrupts the page that a visit begins with: it began with this one.
            const here = Math.floor(Date.now() / 1000)
            const visit = { started_at: here, last_at: here }
            localStorage.setItem("wellread.visit", JSON.stringify(visit))
        }""",
        how_many,
    )


def settle(page):
    """Wait until the page's own script has weighed the line-up and asked for what follows."""
    page.wait_for_function(
        """() => {
            const names = performance.getEntriesByType("resource").map(({ name }) => name)
            return names.some((name) => name.includes("/appeals/line-up."))
                && names.some((name) => name.includes("/engine/decision"))
        }"""
    )
    page.evaluate("() => fetch('/healthz').then((answer) => answer.text())")
    page.wait_for_load_state("networkidle")


def requests_of(page):
    """Return the list that will hold the path of everything this page asks for."""
    asked = []
    page.on("request", lambda request: asked.append(urllib.parse.urlsplit(request.url).path))
    return asked


def pay(page, *, email="", card="4242 4242 4242 4242"):
    """Pay on the Checkout's page."""
    if email:
        page.fill("#email", email)
    page.fill("#card", card)
    page.get_by_role("button", name=re.compile("^Pay ")).click()


def choose_own_amount(page, amount):
    """Write an amount on the join page, and go to the Checkout."""
    page.fill("#own", amount)
    page.get_by_role("button", name=say("Use this amount")).click()
    support, give = like("Support with %(amount)s"), like("Give %(amount)s once")
    either = re.compile(f"{support.pattern}|{give.pattern}")
    page.get_by_role("button", name=either).click()


def join(page, site, email, *, story, amount="8", interval="month"):
    """Join from a story and come back to it."""
    page.goto(f"{site.url}/join/?interval={interval}&next={story}")
    choose_own_amount(page, amount)
    pay(page, email=email)
    page.wait_for_url(f"{site.url}{story}")


def sign_in(page, site, email, *, next="/account/"):
    """Sign in with the code from the mailbox, which is read in another tab."""
    page.goto(f"{site.url}/sign-in/?next={next}")
    ask_for_code(page, site, email)


def ask_for_code(page, site, email):
    page.fill("#id_email", email)
    page.get_by_role("button", name=say("Send me a code")).click()
    page.wait_for_url("**/sign-in/code/confirm/**")
    page.locator("form input[name=code]").fill(code_in_mailbox(page, site, email))
    page.get_by_role("button", name=say("Sign in"), exact=True).click()


def code_in_mailbox(page, site, email):
    """Return the newest code for an address, as the demo's mailbox page shows it."""
    site.mail_comes_to_rest()
    mailbox = page.context.new_page()
    mailbox.goto(f"{site.url}/mailbox/")
    addressed = mailbox.locator("bdi", has_text=email)
    said = like("Your code for {site_name} is")
    # A letter about something else may have waited longer, and arrive after the code.
    letters = mailbox.locator("article.mail").filter(has=addressed)
    arrived = letters.filter(has_text=said).first
    code = re.search(rf"{said.pattern}\s+(\S+)", arrived.text_content())[1]
    mailbox.close()
    return code


def is_members_page(page):
    """Whether the page on screen is one without ads and without asking, by its own bytes."""
    html = page.content()
    return not HOUSE_AD.search(html) and '"asks": false' in html
