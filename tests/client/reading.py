"""What readers do, in the words of the tests."""

import json
import time
from datetime import UTC, datetime, timedelta

from tests.client.paper import SECRET
from wellread.meter import rules


def read(page, path):
    """Stay on an article until the view is recorded."""
    page.goto(path)
    recorded(page, path.strip("/"))


def recorded(page, article):
    page.wait_for_function(
        """(article) => {
            try {
                return JSON.parse(localStorage.getItem("wellread.history"))
                    .some((view) => view.article === article)
            } catch {
                return false
            }
        }""",
        arg=article,
    )


def history(page):
    """Return the ids of the articles kept on the device, newest first."""
    return [view["article"] for view in stored(page, "history") or []]


def stored(page, name):
    """Return what the device keeps under a name, read as JSON."""
    text = page.evaluate("(key) => localStorage.getItem(key)", f"wellread.{name}")
    return json.loads(text) if text is not None else None


def keep(page, name, value):
    """Put a value under a name, as if the device had kept it earlier."""
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [f"wellread.{name}", value])


def read_nine(page):
    """Read nine articles, the ninth of which is left on screen; eight of them some days ago."""
    views = [
        {"article": f"story-{number}", "at": at(-number), "section": "world", "topics": []}
        for number in range(1, 9)
    ]
    page.goto("/front-page")
    # Nothing interrupts the page that a visit begins with; this one began on the front.
    here = int(time.time())
    keep(page, "visit", json.dumps({"started_at": here, "last_at": here}))
    keep(page, "history", json.dumps(views))
    page.goto("/story-9")


def at(days):
    """Return the time so many days from now, as documents spell it."""
    moment = datetime.now(UTC) + timedelta(days=days)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def everything_stored(page):
    return page.evaluate("Object.keys(localStorage).sort()")


def leave(page):
    """Go where no script runs: one still to be answered could write to the device after a wipe."""
    page.goto("/words.json")


def wipe(page):
    """Empty what scripts stored, as Safari does after a week; cookies stay."""
    page.evaluate("localStorage.clear(); sessionStorage.clear()")


def reach_text(page):
    """Scroll until the first paragraph is at the top of the screen."""
    page.evaluate("document.querySelector('#article-body p').scrollIntoView()")


def scroll_through(page):
    """Scroll as somebody who reads: to the text, and in a while a screen beyond its beginning."""
    reach_text(page)
    page.wait_for_timeout(300)
    page.mouse.wheel(0, page.viewport_size["height"] + 80)


def backed_up(page):
    """Wait until what sends the backup is there, and so has heard of the page being left."""
    page.wait_for_function(
        """() => performance.getEntriesByType("resource")
            .some(({ name, responseEnd }) => name.endsWith("/meter/backup.js") && responseEnd)"""
    )
    # It is there, and has still to be run, which on a busy machine takes a while: who imports it
    # once more is told after the page that did so first.
    page.evaluate(
        """async () => {
            const { name } = performance.getEntriesByType("resource")
                .find(({ name }) => name.endsWith("/meter/backup.js"))
            await import(name)
            await new Promise((resolve) => setTimeout(resolve))
        }"""
    )


def in_cookie(page):
    """Return what the paper's cookie holds: no script can see it."""
    [value] = [one["value"] for one in page.context.cookies() if one["name"] == "meter"] or [""]
    return rules.unpack(value, [SECRET])


def leave_kept(page, paper, what):
    """Leave the page and wait until the paper's cookie holds some of `what` its device keeps."""
    backed_up(page)
    leave(page)
    paper.wait_for(lambda: getattr(in_cookie(page), what))
