"""Whatever an appeal carries, wherever it stands: it is not printed, and nothing moves for it."""

import pytest

from tests.client.paper import COPY
from tests.client.reading import read_nine
from tests.client.test_appeals_look import PLACES
from tests.client.test_forms import publish, words
from tests.client.test_newsletter import OFFER
from tests.client.test_placements import LIVE, one_line

SHIFTS = """
  window.shifts = []
  window.watch = new PerformanceObserver((list) => shifts.push(...list.getEntries()))
  watch.observe({ type: "layout-shift", buffered: true })
"""
# What moved in a frame is told after it: two frames on, nothing of it is still to come.
MOVED = """async () => {
  await Promise.all(document.getAnimations().map(({ finished }) => finished))
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
  shifts.push(...watch.takeRecords())
  return shifts.filter(({ hadRecentInput }) => !hadRecentInput).map(({ value }) => value)
}"""
BOXES = """() => [...document.querySelectorAll(
    ".letter, .quiet-ask, .foot-ask, .head-ask, .why-asked")]
  .filter((one) => one.getClientRects().length).map(({ className }) => className)"""
# The line above the head has no form.
FORMS = {"money": {}, "newsletter": words(join="Send it to me") | OFFER, "remind": {"remind": True}}
EVERY = [
    (placement, form)
    for placement in PLACES
    for form in FORMS
    if placement != "header" or form == "money"
]


@pytest.fixture
def page(device, paper):
    paper.facts["/front-page"] = {"article": None, "kind": "front"}
    made = device.new_page()
    made.add_init_script(SHIFTS)
    return made


def show(page, paper, placement, form):
    """Publish it, and read until it has come and been scrolled to."""
    # A panel comes only inside what is still below the screen.
    paper.lead_px = 900
    changes = {"copy": COPY["copy"]} | FORMS[form] | {"after_paragraph": 3}
    if placement == "header":
        paper.head = "<style>main { padding-block-start: 2.25rem }</style>"
        changes = {"copy": one_line()}
    publish(paper, placement, **changes)
    read_nine(page)
    shown = page.locator(PLACES[placement])
    shown.wait_for(state="attached")
    shown.scroll_into_view_if_needed()
    return shown


@pytest.mark.parametrize(("placement", "form"), EVERY)
def test_on_a_story(page, paper, placement, form):
    shown = show(page, paper, placement, form)
    assert page.evaluate(MOVED) == []
    if form == "remind":
        shown.get_by_role("link", name="Remind me on a day").click()
        page.locator(".remind-form").wait_for()
        assert page.evaluate(MOVED) == []

    assert page.evaluate(BOXES) != []
    page.emulate_media(media="print")

    assert page.evaluate(BOXES) == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("placement", ["end_of_article", "inline"])
def test_in_a_live_blog(page, paper, placement, form):
    paper.before_text = LIVE
    paper.facts["*"] = {"kind": "live_blog"}

    test_on_a_story(page, paper, placement, form)
