"""A page that the browser draws before its reader opens it counts nothing and says nothing."""

import os
import signal
import subprocess

import pytest

from tests.chromium import CHROMIUM

# A page that is about to be opened; and what it did until it was, told two seconds later.
HEAD = """
<script type="speculationrules">
{"prerender": [{"urls": ["/two"], "eagerness": "immediate"}]}
</script>
<script>
document.cookie = "wellread_thanks=1; Max-Age=600"
if (location.pathname === "/one") setTimeout(() => location.assign("/two"), 2000)
else {
  const asked = [], send = fetch, isAhead = document.prerendering
  window.fetch = (url, ...more) => {
    if (document.prerendering) asked.push(String(url))
    return send(url, ...more)
  }
  const kept = () => Object.keys(localStorage)
  document.addEventListener("prerenderingchange", () => {
    const before = kept()
    setTimeout(() => {
      const seen = JSON.stringify({ isAhead, asked, before, after: kept() })
      navigator.sendBeacon("/insights/notes", seen)
    }, 2000)
  })
}
</script>"""


@pytest.fixture
def browser_of_its_own(tmp_path):
    """Start browsers at an address; those that Playwright holds draw no page ahead."""
    started = []

    def start(address):
        words = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"]
        program = [CHROMIUM, *words, f"--user-data-dir={tmp_path}", address]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        started.append(subprocess.Popen(program, start_new_session=True, **quiet))

    yield start
    for browser in started:
        # Debian starts it by a shell, which would end alone.
        os.killpg(browser.pid, signal.SIGKILL)
        browser.wait()


def test_a_page_drawn_ahead_counts_and_thanks_once_it_is_seen(paper, browser_of_its_own):
    paper.head, paper.thanks = HEAD, {}
    paper.facts["/one"] = {"article": None, "kind": "standing"}

    browser_of_its_own(f"{paper.url}/one")
    paper.wait_for(lambda: paper.notes)

    [seen] = paper.notes
    assert (seen["isAhead"], seen["asked"]) == (True, [])
    assert "wellread.history" not in seen["before"]
    assert "wellread.history" in seen["after"]
    assert "/join/thanks/" in paper.requests
