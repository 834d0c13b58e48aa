"""Our server fails in every way, the page that has our script is odd in every way: it goes on."""

import json
import re

import pytest

from tests.client.other_site import STORY, OtherSite, serve_other
from tests.client.paper import CLIENT
from tests.client.reading import keep, recorded, stored
from tests.client.test_forms import GOAL, publish, words
from tests.client.test_newsletter import OFFER
from tests.evidence import watched
from wellread.engine.history import LONGEST_ID, LONGEST_WORD, MOST_TOPICS

FOUND = "() => wellread.ready.then(({ isMember, entitlements }) => [isMember, entitlements])"
# Whatever a page's own scripts see of us as their own fault.
FAULTS = """
window.faults = []
addEventListener("error", ({ message }) => faults.push(message))
addEventListener("unhandledrejection", ({ reason }) => faults.push(String(reason)))
"""


@pytest.fixture
def other(paper):
    site = OtherSite(paper.url)
    server = serve_other(site)
    paper.sites = {site.url}
    site.files["/faults.js"] = FAULTS
    site.head = f'<script src="/faults.js"></script>{STORY}'
    yield site
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(chromium, paper):
    """A page whose console may tell of what was not to be had, but of no script that failed."""
    context = chromium.new_context(viewport={"width": 1000, "height": 700})
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    with watched(context):
        yield page
        page.wait_for_timeout(300)
        assert (page.errors, page.evaluate("() => window.faults ?? []")) == ([], [])
    context.close()


def loads(page, other):
    """Open a story of which all else works."""
    page.goto(f"{other.url}/story-9")
    assert page.locator("footer").inner_text() == "Elsewhere"


def has_read_nine(page, other):
    """Let a device remember eight stories and the start of a visit, before a page is opened."""
    page.goto(f"{other.url}/words.json")
    recorded(page, f"{other.url}/words.json")
    (view,) = json.loads(page.evaluate("localStorage.getItem('wellread.history')"))
    keep(page, "history", json.dumps([view | {"article": f"story-{n}"} for n in range(8)]))


def answer_with(page, pattern, **answer):
    page.route(pattern, lambda route: route.fulfill(**answer))


BROKEN = {
    "an error": {"status": 500, "body": "<h1>Sorry"},
    "an error as JSON": {"status": 500, "json": {"error": "x"}},
    "no JSON": {"status": 200, "body": '{"country": "US", "consent'},
    "JSON of nothing": {"status": 200, "json": {}},
    "JSON of another kind": {"status": 200, "json": ["x", None]},
    "nothing": {"status": 204},
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
def test_a_broken_answer_about_the_place_leaves_a_page_that_asks_nobody(page, other, answer):
    headers = {"Access-Control-Allow-Origin": "*"}
    answer_with(page, "**/embedding/here", headers=headers, **answer)
    loads(page, other)

    assert page.evaluate(FOUND) == [False, []]
    page.wait_for_timeout(500)
    assert page.evaluate("Object.keys(localStorage)") == []
    assert page.locator("wellread-appeal").count() == 0


@pytest.mark.parametrize("what", ["**/appeals/line-up*", "**/appeals/copy*", "**/words.json"])
@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
def test_a_broken_line_up_or_copy_asks_nobody_and_counts_all_the_same(page, other, what, answer):
    has_read_nine(page, other)
    answer_with(page, what, headers={"Access-Control-Allow-Origin": "*"}, **answer)
    loads(page, other)
    recorded(page, f"{other.url}/story-9")
    page.wait_for_timeout(500)

    assert page.locator("wellread-appeal dialog").count() == 0
    assert page.evaluate("document.documentElement.style.overflow") == ""


CORS = {"Access-Control-Allow-Origin": "*"}
KNOWN = {"given": "$12,500", "left": "$7,500", "share": 0.625}


def test_a_goal_is_told_of_there_as_on_our_own_pages(page, other, paper):
    publish(paper, **words(headline="{goal_left} are left", body=["Read on."]), goal=GOAL)
    has_read_nine(page, other)
    loads(page, other)
    letter = page.locator("wellread-appeal dialog.letter")

    assert letter.get_by_role("heading").inner_text() == "$7,500 are left"
    bar = letter.get_by_role("progressbar", name="$12,500 of $20,000 given")
    assert bar.evaluate("(bar) => bar.value") == 0.625


NO_PROGRESS = [
    *(KNOWN | wrong for wrong in ({"given": None}, {"left": ["$1"]}, {"share": "0.6"})),
    *(KNOWN | wrong for wrong in ({"share": -1}, {"share": 7}, {"share": None})),
    *([], "x", None, {}),
]


@pytest.mark.parametrize("progress", NO_PROGRESS, ids=str)
def test_a_goal_whose_progress_makes_no_sense_is_said_not_to_be_known(page, other, paper, progress):
    publish(paper, goal=GOAL)
    has_read_nine(page, other)
    answer_with(page, "**/appeals/goal.autumn.json", headers=CORS, json=progress)
    loads(page, other)

    line = page.locator("wellread-appeal .ask-goal")
    line.wait_for()

    assert (line.locator("progress").count(), line.inner_text()) == (
        0,
        "The goal is $20,000. How much was given is not known just now.",
    )


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
def test_a_goal_whose_progress_cannot_be_had_is_asked_for_all_the_same(page, other, paper, answer):
    publish(paper, goal=GOAL)
    has_read_nine(page, other)
    answer_with(page, "**/appeals/goal.autumn.json", headers=CORS, **answer)
    loads(page, other)

    line = page.locator("wellread-appeal .ask-goal")
    line.wait_for()

    assert line.locator("progress").count() == 0


def test_words_that_print_what_is_left_stay_away_while_it_is_not_known(page, other, paper):
    publish(paper, **words(headline="{goal_left} are left", body=["{goal_left}", "On."]), goal=GOAL)
    has_read_nine(page, other)
    answer_with(page, "**/appeals/goal.autumn.json", headers=CORS, status=503)
    loads(page, other)
    letter = page.locator("wellread-appeal dialog.letter")

    assert letter.get_by_role("heading").inner_text() == "Help us reach $20,000"
    assert letter.locator(".letter-body > p").all_inner_texts() == ["On."]


def test_what_is_filled_in_is_filled_in_on_our_own_pages(page, other, paper):
    publish(paper, **words(join="Send it to me"), **OFFER)
    has_read_nine(page, other)
    loads(page, other)

    door = page.locator("wellread-appeal .ask-join")

    assert door.get_attribute("href") == f"{paper.url}/newsletters/?newsletter=morning-tide"
    assert page.locator("wellread-appeal form").count() == 0


def test_a_day_to_be_reminded_on_is_picked_on_our_own_pages(page, other, paper):
    publish(paper, remind=True)
    has_read_nine(page, other)
    loads(page, other)

    door = page.locator("wellread-appeal").get_by_role("link", name="Remind me on a day")

    assert door.get_attribute("href").startswith(f"{paper.url}/reminders/?campaign=autumn&")


PARTS = ["asking", "stage", "draw", "contents", "question", "sign_in"]


@pytest.mark.parametrize("part", PARTS)
def test_a_module_that_is_out_of_reach_breaks_nothing(page, other, paper, part):
    has_read_nine(page, other)
    paper.country, paper.consent_needed = ("DE", True) if part == "question" else ("US", False)
    page.route(f"**/{part}.js", lambda route: route.abort())
    loads(page, other)
    if part == "sign_in":
        assert page.evaluate("() => wellread.signIn()") is None
    page.wait_for_timeout(800)

    assert page.locator("wellread-appeal dialog").count() == 0


def test_a_server_that_is_down_is_as_if_the_tag_were_not_there(page, other):
    page.route(f"{other.home}/**", lambda route: route.abort())
    loads(page, other)

    assert page.evaluate("() => typeof window.wellread") == "undefined"


def test_a_server_that_hangs_keeps_a_page_waiting_no_longer_than_it_says(page, other):
    page.clock.install()
    held = []
    page.route("**/embedding/here", lambda route: held.append(route))
    loads(page, other)
    page.wait_for_function("() => window.wellread")
    page.evaluate("() => { wellread.ready.then(() => { window.isReady = true }) }")
    page.clock.run_for(3_100)
    page.wait_for_function("() => window.isReady")

    assert page.evaluate(FOUND) == [False, []]
    # Late, it counts all the same.
    for route in held:
        route.continue_()
    page.clock.resume()
    recorded(page, f"{other.url}/story-9")


def test_a_policy_that_trusts_us_for_nothing_but_the_script_is_a_quiet_page(page, other):
    other.policy = "default-src 'self'; script-src 'self' {home}; style-src 'self'"
    loads(page, other)

    assert page.evaluate(FOUND) == [False, []]


ODD = {
    "storage that throws": (
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('no') } })"
    ),
    "storage that takes nothing": (
        "Storage.prototype.setItem = () => { throw new DOMException('full') }"
    ),
    "storage full of somebody else's": (
        "for (const name of ['pass', 'history', 'visit', 'seat', 'asked', 'dismissed', 'rests'])"
        ' localStorage.setItem(`wellread.${name}`, \'{"hint": [1], "until": "x"}\')'
    ),
    "a fetch of its own": (
        "const own = fetch; window.fetch = async (...given) => {"
        " await new Promise((resolve) => setTimeout(resolve, 50)); return own(...given) }"
    ),
    "arrays of its own": (
        "for (const name of ['contains', 'last', 'remove', 'toJSON'])"
        " Array.prototype[name] = function () { return [] };"
        "Object.prototype.each = function () {}"
    ),
    "custom elements of its own": (
        "customElements.define = () => { throw new Error('ours') };customElements.define2 = 1"
    ),
    "frozen globals": (
        "for (const one of [Object.prototype, Array.prototype, history, navigator,"
        " Promise.prototype, document]) Object.freeze(one)"
    ),
    "a queue in our name": "Object.defineProperty(window, 'wellread', { value: 1 })",
    "a page written anew": (
        "addEventListener('load', () => setTimeout(() => { document.open();"
        " document.write('<title>New</title><footer>Elsewhere</footer>'); document.close() }, 30))"
    ),
    "no observers": "delete window.IntersectionObserver; delete window.ResizeObserver",
}


@pytest.mark.parametrize("script", ODD.values(), ids=ODD)
def test_an_odd_page_goes_on(page, other, script):
    other.files["/odd.js"] = script
    has_read_nine(page, other)
    other.head = f'<script src="/odd.js"></script>{other.head}'
    loads(page, other)
    page.wait_for_timeout(800)

    assert page.locator("footer").inner_text() == "Elsewhere"
    assert page.evaluate("typeof window.wellread?.ready?.then") in {"function", "undefined"}


def test_a_page_that_says_too_much_of_itself_does_not_fill_what_is_kept(page, other):
    topics = ", ".join(f"topic-{number} {'x' * 200}" for number in range(10_000))
    said = f' data-article="{"a" * 1_000_000}" data-section="{"s" * 1_000}"'
    other.tag = f'{said} data-topics="{topics}"'
    page.goto(f"{other.url}/story-9")
    recorded(page, "a" * LONGEST_ID)

    [view] = stored(page, "history")

    assert (len(view["section"]), len(view["topics"])) == (LONGEST_WORD, MOST_TOPICS)
    assert {len(topic) for topic in view["topics"]} == {LONGEST_WORD}
    assert page.evaluate("Object.values(localStorage).join('').length") < 4_000


# What a page of another site may load of ours.
OURS = ["embed.js", "quietly.js", "view.js", "host.js", "words.js", "element.js", "out_of_view.js"]
FOLDERS = ["embed", "engine", "appeals", "meter"]
# Where browsers keep what scripts call; each is looked through for the names that ours call.
OWNERS = (
    "Array Array.prototype String String.prototype Object Object.prototype Number Math JSON "
    "Date Date.prototype RegExp.prototype Map.prototype Set.prototype WeakMap.prototype Promise "
    "Promise.prototype Symbol Intl Intl.NumberFormat.prototype Intl.PluralRules.prototype CSS "
    "EventTarget.prototype Node.prototype Element.prototype HTMLElement.prototype "
    "Document.prototype DocumentFragment.prototype DOMTokenList.prototype Storage.prototype "
    "Navigator.prototype Crypto.prototype SubtleCrypto.prototype History.prototype "
    "Location.prototype Performance.prototype URLSearchParams.prototype "
    "AbortController.prototype IntersectionObserver.prototype CSSStyleSheet.prototype "
    "Response.prototype Event.prototype HTMLDialogElement.prototype "
)
USED = """([owners, called, made]) => [
    ...owners.flatMap((path) => {
        const owner = path.split(".").reduce((inside, name) => inside?.[name], window)
        return called.filter((name) => owner && Object.hasOwn(owner, name)
            && typeof Object.getOwnPropertyDescriptor(owner, name).value === "function")
            .map((name) => [path, name])
    }),
    ...made.filter((name) => typeof window[name] === "function").map((name) => ["", name]),
]"""
# Breaks what its address names, before a script of ours runs.
BREAK = """
const [path, name, how] = new URLSearchParams(location.search).get("broken").split(" ")
const owner = path ? path.split(".").reduce((inside, name) => inside[name], window) : window
Object.defineProperty(owner, name, { configurable: true, writable: true, value: how === "gone"
    ? undefined : function () { throw new Error(`${path} ${name} is broken`) } })
"""
AT_ONCE = 24


def called_by_us():
    """Return the names that our scripts call, and those of what they make."""
    files = [CLIENT / name for name in OURS]
    files += [file for folder in FOLDERS for file in sorted((CLIENT / folder).glob("*.js"))]
    source = "".join(file.read_text() for file in files)
    called = set(re.findall(r"\.(\w+)\(", source)) | set(re.findall(r"\b([a-z]\w+)\(", source))
    return sorted(called), sorted(set(re.findall(r"\bnew (\w+)", source)))


def test_whatever_a_page_has_broken_it_reads_of_no_error_of_ours(chromium, page, other):
    other.files["/broken.js"], other.policy = BREAK, ""
    has_read_nine(page, other)
    known = page.context.storage_state()
    used = page.evaluate(USED, [OWNERS.split(), *called_by_us()])
    assert {("Array.prototype", "map"), ("JSON", "stringify"), ("", "URL")} <= set(map(tuple, used))
    broken = [f"{path} {name} throws" for path, name in used]
    broken += [f" {name} gone" for path, name in used if not path]
    other.head = f'<script src="/broken.js"></script>{STORY}'

    told = {}
    for start in range(0, len(broken), AT_ONCE):
        contexts = []
        for what in broken[start : start + AT_ONCE]:
            context = chromium.new_context(storage_state=known)
            contexts.append(context)
            tab = context.new_page()
            tab.on("pageerror", lambda error, what=what: told.setdefault(what, str(error)))
            tab.goto(f"{other.url}/story-9?broken={what.replace(' ', '+')}")
        tab.wait_for_timeout(900)
        for context in contexts:
            assert context.pages[0].locator("footer").inner_text() == "Elsewhere"
            context.close()

    assert told == {}
