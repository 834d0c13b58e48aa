"""What the demo's newsroom says is an example of what fits where it is said."""

import pytest

from tests.client.paper import COPY
from tests.client.reading import read_nine
from tests.client.test_forms import publish
from wellread.demo.content_files import rows
from wellread.demo.words import variant_words

WHOLE_HEIGHT = """(strip) => {
    strip.style.maxBlockSize = "none"
    const { height } = strip.getBoundingClientRect()
    strip.style.maxBlockSize = ""
    return height
}"""
# As much of a screen as a letter takes, and as high as it is when all of it is read.
LETTER_HEIGHT = "(letter) => [letter.scrollHeight, innerHeight]"
IN_ORDER = """(asks) => [...asks.querySelectorAll("h2, input, .ask-join, .ask-doors")]
    .map((one) => one.getBoundingClientRect().y)
    .every((top, n, all) => !n || top >= all[n - 1])"""
IS_CUT = """(door) =>
    door.scrollWidth > door.clientWidth || door.scrollHeight >= door.clientHeight + 12"""
LANGUAGES = ["en", "ar", "de", "es", "fr", "he"]


def show(device, paper, placement, language, width=390, **changed):
    """Have a reader of nine stories meet the demo's first campaign there, on a phone."""
    campaigns = [
        *((one, one["variants"][0]) for one in rows("campaigns")),
        *((one, one["variant"]) for one in rows("resting_campaigns")),
    ]
    slug, variant = next((one["slug"], v) for one, v in campaigns if one["placement"] == placement)
    words = variant_words(slug, variant, language)
    said = {name: words[name] for name in ("headline", "join", "sign_in")} | changed
    said |= {"body": words["body"].split("\n\n"), "signature": None}
    if words["role"]:
        said["signature"] = {"name": "Hester Calloway", "role": words["role"], "portrait": None}
    paper.language, paper.facts["/front-page"] = language, {"article": None, "kind": "front"}
    paper.head = "<style>main { padding-block-start: 2.25rem; padding-inline: 18px }</style>"
    publish(paper, placement, copy={language: said}, asks=[COPY["asks"][1]])
    page = device.new_page()
    page.set_viewport_size({"width": width, "height": 844})
    read_nine(page)
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_its_strip_scrolls_on_a_phone(device, paper, language):
    page = show(device, paper, "banner", language)

    shown = page.locator(".foot-full")

    assert shown.evaluate(WHOLE_HEIGHT) <= 0.33 * 844
    assert shown.evaluate(IN_ORDER)


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_letter_is_read_whole_on_a_phone(device, paper, language):
    letter = show(device, paper, "overlay", language).locator("dialog.letter")

    height, screen = letter.evaluate(LETTER_HEIGHT)

    assert height <= screen
    assert letter.evaluate(IN_ORDER)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_panel_at_a_storys_end_takes_two_thirds_of_a_phone_at_most(device, paper, language):
    page = show(device, paper, "end_of_article", language)
    panel = page.locator(".panel-ask:not([inert])")
    panel.wait_for(state="attached")

    assert panel.bounding_box()["height"] <= 0.66 * 844
    assert panel.evaluate(IN_ORDER)


@pytest.mark.parametrize("width", [320, 390, 820])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_line_above_the_head_says_its_amount_whole(device, paper, language, width):
    door = show(device, paper, "header", language, width).locator(".head-door")

    assert "$6" in door.inner_text()
    assert not door.evaluate(IS_CUT)


def test_a_line_whose_words_have_no_room_says_the_amount_alone(device, paper):
    words = {"join": "Become one of those who pay for the reporting of the Courier with {amount}"}
    page = show(device, paper, "header", "en", 320, **words)

    door = page.locator(".head-door")

    assert door.inner_text() == "$6 a month"
    assert door.get_attribute("aria-label").endswith("Courier with $6 a month")
    page.set_viewport_size({"width": 1900, "height": 844})
    page.wait_for_function("document.querySelector('.head-door').innerText.startsWith('Become')")
