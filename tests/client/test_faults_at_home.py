"""What our own pages fetch fails in every way: the story is read, the head works, nothing moves."""

import copy
import json
import re
from types import SimpleNamespace

import pytest
from django.template import engines
from django.utils import translation

from tests.client import paper as served
from tests.client.paper import COPY, KINDS, Paper, campaign
from tests.client.reading import read_nine, recorded
from tests.evidence import watched

STORY = """{% extends "newsroom/base.html" %}{% load static %}
{% block head_extra %}{{ head|safe }}{% endblock %}
{% block main %}<article class="story"><h1>{{ title }}</h1>
{% include "newsroom/_share.html" %}
<div class="story-body"><div class="prose" id="article-body">{{ text|safe }}</div>
<div id="end-of-article" class="ask-place"></div></div></article>
<div id="count-control"></div>{% endblock %}"""
PAPER = SimpleNamespace(name="The Courier", language="en", direction="ltr", is_latin=True)
MENU = [SimpleNamespace(slug=name, url=f"/{name}/", name=name.title()) for name in ("city", "sea")]
WATCH = """
window.faults = []
window.shifts = []
addEventListener("error", ({ message }) => message && faults.push(message))
addEventListener("unhandledrejection", ({ reason }) => faults.push(String(reason)))
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) shifts.push(one.value)
}).observe({ type: "layout-shift", buffered: true })
"""
# Two turns of the browser: what was told to a page's own scripts has been dealt with by then.
TURNS = """() => new Promise((done) =>
  requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(() => setTimeout(done)))))"""
ASKED_AGAIN = """async (address) => {
  await fetch(address).then((answer) => answer.text()).catch(() => {})
}"""


class RealPaper(Paper):
    """A paper whose stories have the head, menu and foot of all our pages."""

    def page(self, path):
        [facts] = re.findall('id="page-facts">(.*?)</script>', super().page(path).decode())
        text = self.before_text + "".join(
            f"<p>Paragraph {n}. {'words ' * 60}</p>" for n in range(self.paragraphs)
        )
        page = SimpleNamespace(
            section=MENU[0], headline="A story", canonical_url=f"{self.url}{path}"
        )
        parts = {
            "paper": PAPER,
            "menu": MENU,
            "page": page,
            "variant": "public",
            "facts": json.loads(facts),
        }
        with translation.override(self.language):
            story = engines["django"].from_string(STORY)
            return story.render(
                {**parts, "title": path.strip("/"), "text": text, "head": self.head}
            ).encode()


@pytest.fixture
def paper(monkeypatch):
    monkeypatch.setitem(KINDS, ".woff2", "font/woff2")
    paper = RealPaper()
    paper.campaigns = [campaign("panel", "end_of_article"), campaign("line", "header")]
    paper.facts = {
        "/front-page": {"article": None, "kind": "front"},
        "/story-9": {"tells": ["views", "decisions"]},
    }
    server, paper.url = served.serve(paper)
    yield paper
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(chromium, paper):
    """A page whose console may tell of what was not to be had, but of no script that failed."""
    context = chromium.new_context(base_url=paper.url, viewport={"width": 390, "height": 700})
    context.set_default_timeout(30_000)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.errors, page.held = [], []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    with watched(context):
        yield page
    context.close()


def drawn(page):
    """Return the panel under the story, once it and the line above it are shown."""
    page.locator(".head-ask").wait_for()
    page.locator(".quiet-ask.asked").wait_for(state="attached")
    return page.locator(".quiet-ask.asked")


def goes_on(page, door="/sign-in/"):
    """Read the story and use its head; tell what failed or moved."""
    page.evaluate(TURNS)
    assert page.locator("#article-body p").last.inner_text().startswith("Paragraph 19. words")
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate("document.documentElement.style.overflow") == ""
    page.locator(".menu summary").click()
    assert page.get_by_role("searchbox").is_visible()
    page.locator("#article-body p").last.scroll_into_view_if_needed()
    page.evaluate(TURNS)
    told = page.evaluate("() => [faults, shifts]")
    assert (page.errors, *told) == ([], [], [])
    page.locator("#sign-in").click()
    page.wait_for_url(f"**{door}")


KEPT = (
    "asked",
    "compared",
    "dismissed",
    "history",
    "interrupted",
    "rests",
    "seat",
    "told",
    "visit",
)
# All that a story loads by itself, when it is read and somebody is asked.
MODULES = (
    *(f"appeals/{name}.js" for name in ("comparing", "contents", "draw", "events", "goal")),
    *(f"appeals/{name}.js" for name in ("answers", "head", "money", "panel")),
    *(f"engine/{name}.js" for name in ("case", "decision", "explanation", "history")),
    *(f"engine/{name}.js" for name in ("line_up", "refusal")),
    *(f"meter/{name}.js" for name in ("backup", "choice", "control", "device", "encounters")),
    *("element.js", "host.js", "out_of_view.js", "page.js", "telling.js", "view.js", "words.js"),
)
HTML = {"status": 200, "content_type": "text/html", "body": "<!doctype html><h1>Wi-Fi: sign in"}
ANSWERS = {
    "404": {"status": 404, "body": "<h1>Not found"},
    "500": {"status": 500, "body": "<h1>Sorry"},
    "500 as JSON": {"status": 500, "json": {"error": "x"}},
    "another page": HTML,
    "nothing": {"status": 204},
    "broken off": {"status": 200, "body": '{"format": 1, "copy": {"en": {"headline": "You ha'},
    "no object": {"status": 200, "json": None},
    "a list": {"status": 200, "json": ["x", None]},
    "an empty object": {"status": 200, "json": {}},
    "text": {"status": 200, "json": "x"},
    "huge": {"status": 200, "body": "[" + "0," * 3_000_000 + "0]"},
}
NOTES = ("**/join/thanks/", "**/account/unpaid/")
DOCUMENTS = {
    "line-up": "**/appeals/line-up*",
    "copy": "**/appeals/copy*",
    "words": "**/words.json",
    "place": "**/meter/here*",
}


def opened(page, pattern):
    """Open the ninth story; return the address that was asked for, once it was."""
    with page.expect_request(pattern) as asked:
        read_nine(page)
    return asked.value.url


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("answer", ANSWERS)
def test_a_broken_document_is_as_if_nobody_asked(page, document, answer):
    page.goto("/front-page")
    page.route(DOCUMENTS[document], lambda route: route.fulfill(**ANSWERS[answer]))

    address = opened(page, DOCUMENTS[document])

    if document != "place":
        recorded(page, "story-9")
    page.evaluate(ASKED_AGAIN, address)
    assert page.locator(".quiet-ask.asked").count() == 0
    goes_on(page)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_that_never_comes_keeps_nobody_waiting(page, document):
    page.goto("/front-page")
    page.route(DOCUMENTS[document], lambda route: page.held.append(route))

    opened(page, DOCUMENTS[document])

    if document != "place":
        recorded(page, "story-9")
    assert page.locator(".quiet-ask.asked").count() == 0
    goes_on(page)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_that_breaks_off_on_the_way_breaks_nothing(page, document):
    page.goto("/front-page")
    page.route(DOCUMENTS[document], lambda route: route.abort("connectionreset"))

    with page.expect_event("requestfailed"):
        opened(page, DOCUMENTS[document])

    goes_on(page)


def spoilt(document, path, value):
    document = copy.deepcopy(document)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    inner = document
    for step in steps:
        inner = inner[step]
    inner[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("campaigns", {}),
        ("campaigns", [None]),
        ("silence", None),
        ("silence.sections", None),
        ("holdout", None),
        ("campaigns.0", "x"),
        ("campaigns.0.pages", None),
        ("campaigns.0.pages.kinds", 5),
        ("campaigns.0.pages.topics.any", None),
        ("campaigns.0.audience.articles", None),
        ("campaigns.0.audience.articles.sections", None),
        ("campaigns.0.audience.countries.only", 7),
        ("campaigns.0.audience.languages", [8]),
        ("campaigns.0.audience.devices", None),
        ("campaigns.0.cap", "x"),
        ("campaigns.0.starts_at", "soon"),
        ("campaigns.0.variants", []),
        ("campaigns.0.variants", {}),
        ("campaigns.0.variants.0.copy", None),
    ],
    ids=str,
)
def test_a_line_up_of_wrong_types_breaks_nothing(page, paper, path, value):
    document = spoilt(paper.line_up(), path, value)
    page.goto("/front-page")
    page.route(DOCUMENTS["line-up"], lambda route: route.fulfill(json=document))

    address = opened(page, DOCUMENTS["line-up"])

    recorded(page, "story-9")
    page.evaluate(ASKED_AGAIN, address)
    goes_on(page)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("copy", None),
        ("copy", {}),
        ("copy.en", None),
        ("copy.en.headline", 5),
        ("copy.en.body", "text"),
        ("copy.en.body", [None]),
        ("copy.en.signature", "x"),
        ("copy.en.join", None),
        ("asks", None),
        ("asks", [None]),
        ("asks.1.amounts", None),
        ("asks.1.written", 4),
        ("asks.1.countries", None),
        ("asks.1.interval", "decade"),
    ],
    ids=str,
)
def test_a_copy_of_wrong_types_breaks_nothing(page, paper, path, value):
    document = spoilt(COPY, path, value)
    page.goto("/front-page")
    page.route(DOCUMENTS["copy"], lambda route: route.fulfill(json=document))

    address = opened(page, DOCUMENTS["copy"])

    recorded(page, "story-9")
    page.evaluate(ASKED_AGAIN, address)
    goes_on(page)


@pytest.mark.parametrize("answer", ["404", "500", "never", "broken off"])
@pytest.mark.parametrize("where", ["**/insights/notes", "**/meter/keep"])
def test_where_nothing_can_be_told_appeals_come_all_the_same(page, where, answer):
    page.goto("/front-page")
    if answer == "never":
        page.route(where, lambda route: page.held.append(route))
    elif answer == "broken off":
        page.route(where, lambda route: route.abort("connectionreset"))
    else:
        page.route(where, lambda route: route.fulfill(**ANSWERS[answer]))

    read_nine(page)

    drawn(page)
    goes_on(page)


def test_a_browser_that_tells_nobody_anything_is_asked_all_the_same(page):
    page.add_init_script("delete Navigator.prototype.sendBeacon")

    read_nine(page)

    recorded(page, "story-9")
    page.locator(".head-ask").wait_for()
    goes_on(page)


STORAGE = {
    "refused": (
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('no') } })"
    ),
    "absent": (
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, { value: null })"
    ),
    "full": "Storage.prototype.setItem = () => { throw new DOMException('full') }",
    "of somebody else": (
        f"for (const name of {[*KEPT]})"
        ' localStorage.setItem(`wellread.${name}`, \'{"at": [1], "until": "x"}\')'
    ),
    "of text": f"for (const name of {[*KEPT]}) localStorage.setItem(`wellread.${{name}}`, '{{\"a')",
}


@pytest.mark.parametrize("storage", STORAGE)
def test_storage_that_is_of_no_use_breaks_nothing(page, storage):
    page.add_init_script(STORAGE[storage])

    with page.expect_response("**/appeals/line-up*") as answered:
        page.goto("/story-9")

    page.evaluate(ASKED_AGAIN, answered.value.url)
    goes_on(page)


def missing(page, module):
    page.route(f"**/static/{module}", lambda route: route.fulfill(status=404, body="Not found"))


def tried(page, module):
    """Return once the page has been told that it is missing: who asks again is told later."""
    page.wait_for_load_state("load")
    page.evaluate("(name) => import(name).catch(() => {})", f"/static/{module}")


@pytest.mark.parametrize("module", MODULES)
def test_a_script_that_is_missing_breaks_nothing(page, module):
    missing(page, module)

    read_nine(page)

    tried(page, module)
    goes_on(page)


@pytest.mark.parametrize("module", ["meter/control.js", "telling.js", "meter/backup.js"])
def test_a_script_beside_it_that_is_missing_keeps_nothing_from_being_counted(page, module):
    missing(page, module)

    read_nine(page)

    recorded(page, "story-9")


@pytest.mark.parametrize("module", ["meter/control.js", "telling.js", "appeals/head.js"])
def test_what_is_missing_beside_an_appeal_does_not_take_it_along(page, module):
    missing(page, module)

    read_nine(page)

    page.locator(".quiet-ask.asked").wait_for(state="attached")


@pytest.mark.parametrize("module", ["meter/question.js", "meter/choice.js", "words.js"])
def test_where_the_question_is_missing_nobody_is_asked_and_nothing_kept(page, paper, module):
    paper.country, paper.consent_needed = "DE", True
    missing(page, module)

    with page.expect_request(f"**/static/{module}"):
        page.goto("/story-9")

    tried(page, module)
    assert page.evaluate("Object.keys(localStorage)") == []
    goes_on(page)


def comes_back(page, paper):
    """Let the device be that of a member who has just paid, and owes something else."""
    cookies = {"wellread_thanks": "1", "wellread_reader": "signed_in%3D1%26unpaid%3D1"}
    page.context.add_cookies(
        [{"name": name, "value": value, "url": paper.url} for name, value in cookies.items()]
    )
    for address in NOTES:
        page.route(address, lambda route: route.fulfill(status=204))


@pytest.mark.parametrize("module", ["thanks.js", "unpaid.js", "note.js"])
def test_who_comes_back_from_paying_reads_without_our_thanks(page, paper, module):
    comes_back(page, paper)
    missing(page, module)

    with page.expect_request(f"**/static/{module}"):
        page.goto("/story-9")

    tried(page, module)
    goes_on(page, door="/account/")


@pytest.mark.parametrize("address", NOTES)
@pytest.mark.parametrize("answer", [one for one in ANSWERS if one != "huge"])
def test_who_comes_back_to_broken_words_of_thanks_reads_without_them(page, paper, address, answer):
    comes_back(page, paper)
    page.route(address, lambda route: route.fulfill(**ANSWERS[answer]))

    with page.expect_response(address) as answered:
        page.goto("/story-9")

    page.evaluate(ASKED_AGAIN, answered.value.url)
    assert page.locator(".thanks:empty").count() == 0
    goes_on(page, door="/account/")


@pytest.mark.parametrize("answer", [one for one in ANSWERS if one != "huge"])
def test_a_live_blog_without_its_words_is_read_as_it_stands(page, paper, answer):
    paper.head = '<script type="module" src="/static/live.js"></script>'
    paper.before_text = '<div class="live-updates" data-page="/"></div><div class="timeline"></div>'
    page.route(DOCUMENTS["words"], lambda route: route.fulfill(**ANSWERS[answer]))

    address = opened(page, DOCUMENTS["words"])

    page.evaluate(ASKED_AGAIN, address)
    page.evaluate("import('/static/live.js').catch(() => {})")
    assert page.locator(".live-updates button").count() == 0
    goes_on(page)


def test_where_sharing_is_missing_its_buttons_do_nothing(page):
    missing(page, "share.js")
    read_nine(page)

    with page.expect_request("**/static/share.js"):
        page.locator("[data-share=copy]").click()

    tried(page, "share.js")
    goes_on(page)


def test_where_the_reasons_are_missing_their_page_has_them(page):
    missing(page, "appeals/why.js")
    read_nine(page)

    panel = drawn(page)
    panel.get_by_role("link", name="Why am I seeing this?").click()

    page.wait_for_url("**/pages/privacy/#why")


def test_what_is_whole_is_drawn(page):
    read_nine(page)

    drawn(page)
    goes_on(page)
