"""What readers do, in the words of the tests."""

import json
import time
from datetime import UTC, datetime, timedelta


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
