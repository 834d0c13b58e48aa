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


@pytest.mark.parametrize("language", ["en", "ar", "de", "es", "fr", "he"])
def test_nothing_of_its_strip_scrolls_on_a_phone(device, paper, language):
    [strip] = [one for one in rows("resting_campaigns") if one["placement"] == "banner"]
    words = variant_words(strip["slug"], strip["variant"], language)
    said = {name: words[name] for name in ("headline", "join", "sign_in")}
    said |= {"body": words["body"].split("\n\n"), "signature": None}
    paper.language, paper.facts["/front-page"] = language, {"article": None, "kind": "front"}
    publish(paper, "banner", copy={language: said}, asks=[COPY["asks"][1]])
    page = device.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    read_nine(page)

    shown = page.locator(".foot-full")

    assert shown.evaluate(WHOLE_HEIGHT) <= 0.33 * 844
