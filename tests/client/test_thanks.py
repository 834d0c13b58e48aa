"""Thanks on the story to which a reader returns who has just paid."""

import pytest

THANKS = {
    "title": "Thank you",
    "arrived": "Your membership of $8 a month has begun.",
    "opens": ["No ads", "<b>Community</b> stories"],
    "receipt": "A letter with your receipt is on its way to ada@example.com.",
    "elsewhere": "On your other devices, sign in with ada@example.com.",
    "go_on": "Go on reading",
    "style": "/static/style/thanks.css",
}
SHIFTS = """() => new Promise((resolve) => {
  const shifts = []
  new PerformanceObserver((list) => shifts.push(...list.getEntries().map((one) => one.value)))
    .observe({ type: "layout-shift", buffered: true })
  requestAnimationFrame(() => setTimeout(() => resolve(shifts), 0))
})"""


@pytest.fixture
def returned(device, paper):
    """A story to which its reader comes back from paying."""
    paper.thanks = THANKS
    device.add_cookies([{"name": "wellread_thanks", "value": "1", "url": paper.url}])
    page = device.new_page()
    page.goto("/story/")
    page.locator(".thanks").wait_for()
    return page


def test_thanks_stand_over_the_story_and_move_nothing(returned):
    text = returned.locator(".thanks").inner_text()

    assert [line in text for line in (THANKS["arrived"], *THANKS["opens"])] == [True] * 3
    assert [THANKS[name] in text for name in ("receipt", "elsewhere")] == [True] * 2
    assert returned.evaluate(SHIFTS) == []
    assert returned.evaluate("scrollY") == 0
    assert returned.url.endswith("/story/")


@pytest.mark.parametrize("way", ["button", "key"])
def test_they_are_put_away_by_button_or_key(returned, way):
    if way == "button":
        returned.get_by_role("button", name="Go on reading").click()
    else:
        returned.keyboard.press("Escape")

    assert returned.locator(".thanks").count() == 0


def test_nobody_else_fetches_them(device, paper):
    page = device.new_page()
    page.goto("/story/")
    page.wait_for_load_state("networkidle")

    assert [path for path in paper.requests if "thanks" in path] == []
