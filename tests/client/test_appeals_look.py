"""Every appeal in every place: axe finds no fault, in both themes, both ways, at all widths."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.client.paper import COPY
from tests.client.reading import read_nine
from tests.client.test_forms import GOAL, ONCE, PROGRESS, YEAR, asks, publish, words

PLACES = {
    "overlay": "dialog.letter",
    "banner": ".foot-ask",
    "end_of_article": ".panel-ask:not([inert])",
    "inline": ".inline-ask:not([inert])",
    "header": ".head-ask",
}
WIDTHS = (320, 390, 768, 1280, 1920)


@pytest.fixture(params=[("light", "en"), ("dark", "en"), ("light", "he"), ("dark", "he")], ids=str)
def page(request, chromium, paper):
    scheme, paper.language = request.param
    paper.head = "<style>main { padding-block-start: 2.25rem }</style>"
    paper.facts["/front-page"] = {"article": None, "kind": "front"}
    context = chromium.new_context(base_url=paper.url, color_scheme=scheme)
    context.set_default_timeout(30_000)
    page = context.new_page()
    if paper.language == "he":
        page.add_init_script(
            "addEventListener('DOMContentLoaded', () => { document.documentElement.dir = 'rtl' })"
        )
    page.route(
        "**/appeals/goal.autumn.json",
        lambda route: route.fulfill(content_type="application/json", body=json.dumps(PROGRESS)),
    )
    yield page
    context.close()


NEWSLETTER = {
    "asks": [],
    "newsletter": {"key": "morning", "name": "The Morning Tide"},
    "after_paragraph": 12,
}
MONEY = {
    **words(deadline="Doubled until {deadline}."),
    **asks(cards=[YEAR, ONCE]),
    "goal": GOAL,
    "deadline": "2090-01-11T00:30:00Z",
    "after_paragraph": 12,
}


@pytest.mark.parametrize("changes", [MONEY, NEWSLETTER], ids=["money", "newsletter"])
@pytest.mark.parametrize("placement", PLACES)
def test_axe_finds_nothing_wrong_and_nothing_scrolls_sideways(page, paper, placement, changes):
    said = changes.get("copy", COPY["copy"])["en"]
    changes = changes | {"copy": {paper.language: said}}
    publish(paper, placement, **changes)
    read_nine(page)
    page.locator(PLACES[placement]).wait_for(state="attached")

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if placement in ("end_of_article", "inline"):
            page.locator(PLACES[placement]).scroll_into_view_if_needed()
        # What arrives is transparent for none of its way, but moves.
        page.evaluate("Promise.all(document.getAnimations().map(({ finished }) => finished))")
        found = Axe().run(page, context=PLACES[placement])

        assert (width, found.violations_count) == (width, 0), found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
