"""What a browser sees: requests, layout shift, largest paint, blocking time, the first decision."""

import json
import shutil
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench import engine, line_up
from bench.site import Web
from bench.table import NO_BROWSER, Row

VISITS = 3
# A millisecond or two, at the mercy of whatever else this machine does in them.
FIRST_DECISIONS = 15
SLOWDOWN = 4
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True}
BUDGETS = {
    "requests": ("article: requests before images, in Chromium", 10, ""),
    "shift": ("layout shift", 0, ""),
    "paint": (f"largest paint, {SLOWDOWN}× slower processor", 1000, "ms"),
    "blocked": (f"blocking time, {SLOWDOWN}× slower processor", 50, "ms"),
    "decision": (f"line-up text to first decision, Chromium, {SLOWDOWN}× slower", 12, "ms"),
}
IS_RECORDED = "() => localStorage.getItem('wellread.history') !== null"
SEEN = """() => new Promise((resolve) => {
    const seen = { shift: 0, paint: 0, blocked: 0 }
    const watch = (type, add) =>
        new PerformanceObserver((list) => list.getEntries().forEach(add))
            .observe({ type, buffered: true })
    watch("layout-shift", (entry) => { seen.shift += entry.value })
    watch("largest-contentful-paint", (entry) => { seen.paint = entry.startTime })
    watch("longtask", (entry) => { seen.blocked += Math.max(0, entry.duration - 50) })
    setTimeout(() => resolve(seen), 200)
})"""
DECIDE = """async ({ files, text, document }) => {
    const [{ readCase }, { choose, readLineUp }] =
        await Promise.all(files.map((file) => import(file)))
    const facts = readCase(document)
    const start = performance.now()
    choose(readLineUp(text), facts)
    return performance.now() - start
}"""


def rows(web: Web, folder: Path, path: str) -> Iterator[Row]:
    """Visit an article and decide with fresh browsers; the medians stand."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        yield from (Row(*BUDGETS[name][:2], None, "", NO_BROWSER) for name in BUDGETS)
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        visits = [_fresh(browser, lambda page: _read(page, web, path)) for _ in range(VISITS)]
        visits += [
            _fresh(browser, lambda page: _decide(page, web, folder)) for _ in range(FIRST_DECISIONS)
        ]
        browser.close()
    for name, (what, budget, unit) in BUDGETS.items():
        measured = statistics.median(visit[name] for visit in visits if name in visit)
        yield Row(what, budget, measured, unit)


def _fresh(browser: Any, visit: Callable[[Any], dict[str, float]]) -> dict[str, float]:
    context = browser.new_context(**PHONE)
    try:
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
        return visit(page)
    finally:
        context.close()


def _read(page: Any, web: Web, path: str) -> dict[str, float]:
    """Read an article to its end, as a reader does who is not asked."""
    asked: list[Any] = []
    page.on("request", lambda request: asked.append(request))
    page.goto(f"http://localhost:{web.port}{path}")
    seen: dict[str, float] = page.evaluate(SEEN)
    page.mouse.wheel(0, 20_000)
    page.wait_for_function(IS_RECORDED)
    page.wait_for_load_state("networkidle")
    seen["shift"] = page.evaluate(SEEN)["shift"]
    return seen | {"requests": sum(not _is_image(request) for request in asked)}


def _is_image(request: Any) -> bool:
    # The icon is one too, though Chromium calls it something else.
    return request.resource_type == "image" or "favicon" in request.url


def _decide(page: Any, web: Web, folder: Path) -> dict[str, float]:
    """Decide for the first time on a page that has not loaded the engine."""
    page.goto(f"http://localhost:{web.port}/pages/about/")
    names = json.loads((folder / "static" / "staticfiles.json").read_text())["paths"]
    wanted = ("engine/case.js", "engine/decision.js")
    asked = {
        "files": [f"/static/{names[name]}" for name in wanted],
        "text": json.dumps(line_up.document()),
        "document": engine.case_document(),
    }
    return {"decision": page.evaluate(DECIDE, asked)}
