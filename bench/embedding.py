"""What our script costs the page of another site: its bytes, and what a reader waits for."""

import shutil
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bench.site import Web, free_port
from bench.table import NO_BROWSER, Row
from wellread.demo import run as demo

VISITS = 7
SLOWDOWN = 4
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True}
SCRIPT = '<script type="module" src="{home}/embed.js"></script>'
STORY = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A story</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<style>body {{ font: 1.1rem/1.6 Georgia; margin: 1rem }} h1 {{ font-size: 2.2rem }}</style>
<script type="application/ld+json">{{"@type": "NewsArticle", "articleSection": "World"}}</script>
{script}</head><body><h1>A story of another site</h1><button>Menu</button><article>{text}</article>
<script>document.querySelector("button").onclick = (event) => event.target.append("!")</script>
</body></html>"""
TEXT = "".join(f"<p>{'Words of a story, one after another. ' * 25}</p>" for _ in range(25))
# web.dev's good values, and what a tag may add to them unnoticed.
MOST_KB, MOST_PAINT_MS, MOST_INPUT_MS = 8, 50, 16
WATCH = """() => {
    const seen = window.seen = { shift: 0, paint: 0, input: 0 }
    const watch = (type, add, more) =>
        new PerformanceObserver((list) => list.getEntries().forEach(add))
            .observe({ type, buffered: true, ...more })
    watch("layout-shift", (entry) => { seen.shift += entry.value })
    watch("largest-contentful-paint", (entry) => { seen.paint = entry.startTime })
    const taken = ({ interactionId, duration }) => interactionId && duration
    watch("event", (entry) => { seen.input = Math.max(seen.input, taken(entry) || 0) },
        { durationThreshold: 16 })
}"""
IS_COUNTED = "() => localStorage.getItem('wellread.history') !== null"


def rows(folder: Path) -> Iterator[Row]:
    """Visit a plain page of another site on a slowed phone, by turns with our tag and without."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    named = "another site's page: "
    if chromium is None:
        yield Row(f"{named}all it fetches unasked", MOST_KB, None, "kB", NO_BROWSER)
        return
    from playwright.sync_api import sync_playwright

    with other_site() as other, _wellread(folder, other) as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        visits: dict[str, list[dict[str, float]]] = {"with": [], "without": []}
        for _ in range(VISITS):
            for how, seen in visits.items():
                seen.append(_visit(browser, f"{other}/{how}?{home}", counts=how == "with"))
        browser.close()
    middle = {
        how: {name: statistics.median(one[name] for one in seen) for name in seen[0]}
        for how, seen in visits.items()
    }
    yield Row(f"{named}JavaScript on the wire", MOST_KB, middle["with"]["bytes"] / 1000, "kB")
    for what, name, most in (
        ("largest paint", "paint", MOST_PAINT_MS),
        ("tap to next paint", "input", MOST_INPUT_MS),
        ("layout shift", "shift", 0),
    ):
        without = middle["without"][name]
        unit = "" if name == "shift" else "ms"
        label = f"{named}{what}, {SLOWDOWN}× slower ({without:.0f} without)"
        yield Row(label, without + most, middle["with"][name], unit)


def _visit(browser: Any, address: str, *, counts: bool) -> dict[str, float]:
    context = browser.new_context(**PHONE)
    try:
        page, fetched = context.new_page(), []
        page.on("response", lambda answer: fetched.append(answer))
        devtools = context.new_cdp_session(page)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
        page.goto(address, wait_until="commit")
        page.evaluate(WATCH)
        # While the script arrives, and when it has arrived.
        for _ in range(4):
            page.locator("button").tap()
            page.wait_for_timeout(150)
        page.evaluate("document.querySelector('article p').scrollIntoView()")
        page.wait_for_timeout(1_100)
        page.mouse.wheel(0, 2_000)
        if counts:
            page.wait_for_function(IS_COUNTED)
        page.locator("button").evaluate("(one) => one.scrollIntoView()")
        page.locator("button").tap()
        page.wait_for_timeout(300)
        seen: dict[str, float] = page.evaluate("() => seen")
        scripts = [one for one in fetched if one.request.resource_type == "script"]
        return seen | {"bytes": sum(one.request.sizes()["responseBodySize"] for one in scripts)}
    finally:
        context.close()


@contextmanager
def other_site() -> Iterator[str]:
    """Serve the page under another name than ours: another site."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, home = self.path.partition("?")
            script = SCRIPT.format(home=home) if path == "/with" else ""
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(STORY.format(script=script, text=TEXT).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def _wellread(folder: Path, other: str) -> Iterator[str]:
    port = free_port()
    web = Web(folder, port, demo.demo_settings(port, folder) | {"WELLREAD_SITES": other})
    try:
        web.wait()
        yield f"http://localhost:{port}"
    finally:
        web.end()
