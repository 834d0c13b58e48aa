"""Where a site has a consent platform of its own, its answer is ours: nothing is stored before."""

import pytest

from tests.client.other_site import STORY, OtherSite, serve_other
from tests.client.reading import history, recorded, stored

TCF = """
const listeners = []
let told = { eventStatus: "cmpuishown", gdprApplies: true, purpose: { consents: {} } }
window.__tcfapi = (command, version, callback) => { listeners.push(callback); callback(told, true) }
window.answer = (isGiven) => {
  told = { ...told, eventStatus: "useractioncomplete", purpose: { consents: { 1: isGiven } } }
  for (const listener of listeners) listener(told, true)
}
"""
GOOGLE = """
window.dataLayer = []
function gtag() { dataLayer.push(arguments) }
gtag("consent", "default", { analytics_storage: "denied" })
window.answer = (isGiven) =>
  gtag("consent", "update", { analytics_storage: isGiven ? "granted" : "denied" })
"""
LATE = f"setTimeout(() => {{ {TCF} }}, 700)"
KEPT = "() => Object.keys(localStorage).filter((key) => key.startsWith('wellread.'))"


@pytest.fixture
def other(paper):
    site = OtherSite(paper.url)
    server = serve_other(site)
    paper.sites = {site.url}
    paper.country, paper.consent_needed = "DE", True
    yield site
    server.shutdown()
    server.server_close()


@pytest.fixture(
    params=[("tcf", TCF), ("tcf", LATE), ("google", GOOGLE)], ids=["tcf", "late", "google"]
)
def page(device, other, request):
    kind, script = request.param
    other.files["/platform.js"] = script
    other.head = f'{STORY}<script src="/platform.js"></script>'
    other.tag = f' data-consent="{kind}"'
    page = device.new_page()
    page.goto(f"{other.url}/a-story")
    page.wait_for_function("() => window.answer")
    page.wait_for_timeout(600)
    return page


def test_nothing_is_stored_or_asked_before_it_has_an_answer(page):
    assert page.evaluate(KEPT) == []
    assert page.locator("wellread-appeal .count-question").count() == 0


def test_its_yes_counts_the_page_on_screen_and_a_no_that_follows_erases_all(page, other):
    page.evaluate("() => answer(true)")
    recorded(page, f"{other.url}/a-story")
    assert stored(page, "consent") is None

    page.evaluate("() => answer(false)")

    page.wait_for_function(f"() => ({KEPT})().length === 0")
    assert page.evaluate("() => wellread.ready.then(({ articleCount }) => articleCount)") is None


def go_on(page, path):
    """Move to another story without loading a page, as single-page sites do."""
    page.evaluate(
        """(path) => {
            history.pushState({}, "", path)
            document.querySelector("link[rel=canonical]").href = location.href
        }""",
        path,
    )


def test_asked_again_in_mid_visit_it_counts_on_from_nothing(page, other, paper):
    page.evaluate("() => answer(true)")
    recorded(page, f"{other.url}/a-story")
    go_on(page, "/another")
    recorded(page, f"{other.url}/another")

    page.evaluate("() => answer(false)")
    page.wait_for_function(f"() => ({KEPT})().length === 0")
    asked, told = len(paper.requests), len(paper.notes)
    go_on(page, "/unconsented")
    # Longer than a view takes to be counted.
    page.wait_for_timeout(600)
    assert page.evaluate(KEPT) == []
    # The line-up is the same for everybody, and says of nobody what they read.
    assert set(paper.requests[asked:]) <= {"/appeals/line-up.en.json"}
    assert paper.notes[told:] == []

    page.evaluate("() => answer(true)")
    recorded(page, f"{other.url}/unconsented")
    assert history(page) == [f"{other.url}/unconsented"]
    go_on(page, "/last")
    recorded(page, f"{other.url}/last")
    assert sorted(history(page)) == [f"{other.url}/last", f"{other.url}/unconsented"]


def test_its_no_keeps_nothing(page):
    page.evaluate("() => answer(false)")
    page.wait_for_timeout(600)

    assert page.evaluate(KEPT) == []


@pytest.mark.parametrize("kind", ["tcf", "google", "another"])
def test_a_platform_that_never_comes_is_no_yes(device, other, kind):
    other.tag = f' data-consent="{kind}"'
    page = device.new_page()
    page.goto(f"{other.url}/a-story")
    page.wait_for_timeout(900)

    assert page.evaluate(KEPT) == []
