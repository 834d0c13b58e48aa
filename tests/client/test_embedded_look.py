"""Every form on a page of another site: axe finds no fault, and no styles reach the other's."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.client.other_site import STORY, OtherSite, serve_other
from tests.client.paper import COPY
from tests.client.reading import keep, recorded, stored
from tests.client.test_appeals_look import MONEY, NEWSLETTER, PLACES
from tests.client.test_forms import PROGRESS, publish

WIDTHS = (320, 768, 1920)
# What axe takes for white is the dark of the browser's own, unless the page paints it.
THEME = """
html { font-size: 62.5% !important; color-scheme: light dark; direction: inherit }
@media (prefers-color-scheme: dark) { html { background: #181818 } }
* { box-sizing: content-box !important; line-height: 3 !important; text-align: center !important;
    letter-spacing: .3em !important; text-transform: uppercase !important; border: 2px dotted }
button, input, select, progress, label, fieldset, dialog, section { display: inline !important;
    width: 10px !important; padding: 40px !important; color: red !important;
    float: left !important }
p, h2, a { font: 30px fantasy !important; color: purple !important; background: lime !important }
[data-wellread=header] { min-height: 24px; border: 0 }
wellread-appeal { display: none; opacity: .2; transform: scale(3); filter: blur(9px) }
"""


@pytest.fixture(params=[("light", "en"), ("dark", "he")], ids=str)
def page(request, chromium, paper, other):
    scheme, paper.language = request.param
    context = chromium.new_context(
        color_scheme=scheme, reduced_motion="reduce", viewport={"width": 1000, "height": 700}
    )
    context.set_default_timeout(30_000)
    context.route(
        "**/appeals/goal.autumn.json",
        lambda route: route.fulfill(
            body=json.dumps(PROGRESS),
            content_type="application/json",
            headers={"Access-Control-Allow-Origin": "*"},
        ),
    )
    other.body = ' dir="rtl"' if paper.language == "he" else ""
    yield context.new_page()
    context.close()


@pytest.fixture
def other(paper):
    site = OtherSite(paper.url)
    site.head = STORY + '<link rel="stylesheet" href="/theme.css">'
    site.head += '<meta name="viewport" content="width=device-width">'
    site.files, site.tag = {"/theme.css": THEME}, ' data-inline="article > p"'
    site.before = '<div data-wellread="header"></div>'
    server = serve_other(site)
    paper.sites = {site.url}
    yield site
    server.shutdown()
    server.server_close()


def read_nine_there(page, other):
    page.goto(f"{other.url}/warm-up")
    recorded(page, f"{other.url}/warm-up")
    [view] = stored(page, "history")
    keep(page, "history", json.dumps([{**view, "article": f"story-{n}"} for n in range(8)]))
    page.goto(f"{other.url}/story-9")


def is_found_without_fault(page, one):
    one.wait_for(state="attached")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        one.scroll_into_view_if_needed()
        found = Axe().run(page, context="wellread-appeal")

        assert (width, found.violations_count) == (width, 0), found.generate_report()
        box = one.bounding_box()
        assert box["x"] >= 0, width
        assert box["x"] + box["width"] <= width, width
        assert one.evaluate("(one) => one.scrollWidth <= one.clientWidth"), width
        # What the page's styles would make of it.
        assert one.evaluate(
            """(one) => [one, ...one.querySelectorAll("*")].filter((each) => {
                const { letterSpacing, textTransform, float, color } = getComputedStyle(each)
                return letterSpacing === "9px" || textTransform !== "none" || float === "left"
                    || ["rgb(255, 0, 0)", "rgb(128, 0, 128)"].includes(color)
            }).map((each) => each.outerHTML)"""
        ) == []  # fmt: skip
    assert page.evaluate("[document.adoptedStyleSheets.length, document.styleSheets.length]") == [
        0,
        1,
    ]


@pytest.mark.parametrize("placement", PLACES)
def test_each_stands_as_it_is_on_a_page_of_ours(page, other, paper, placement):
    said = MONEY["copy"]["en"]
    publish(paper, placement, **MONEY | {"copy": {paper.language: said}})
    read_nine_there(page, other)

    is_found_without_fault(page, page.locator(f"wellread-appeal {PLACES[placement]}"))


def test_a_newsletter_is_offered_as_it_is_on_a_page_of_ours(page, other, paper):
    publish(paper, **NEWSLETTER, copy={paper.language: COPY["copy"]["en"]})
    read_nine_there(page, other)

    is_found_without_fault(page, page.locator("wellread-appeal dialog.letter"))


def test_why_is_answered_as_it_is_on_a_page_of_ours(page, other, paper):
    publish(paper, copy={paper.language: COPY["copy"]["en"]})
    read_nine_there(page, other)
    page.locator('wellread-appeal .letter a[href$="#why"]').click()

    is_found_without_fault(page, page.locator("wellread-appeal dialog:not(.letter)"))


def test_the_question_before_counting_looks_as_it_does_on_a_page_of_ours(page, other, paper):
    paper.country, paper.consent_needed = "DE", True
    page.goto(f"{other.url}/story")

    is_found_without_fault(page, page.locator("wellread-appeal .count-question"))
