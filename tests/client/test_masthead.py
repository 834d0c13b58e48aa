"""The head of every page on a phone, in each language: no word is cut, no name falls to pieces."""

import re
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from tests.client.paper import CLIENT

NAMES = {
    "ar": "بريد سالتمير اليومي",
    "de": "Norddeutsche Küstenrundschau",
    "en": "The Saltmere Courier",
    "es": "The Saltmere Courier",
    "fr": "Le Courrier de Saltmere",
    "he": "הגל של סולטמיר",
}
MEASURED = """() => {
  const name = document.querySelector(".masthead-name a")
  const items = [...document.querySelectorAll(".masthead-doors li")]
  const middles = items.filter((one) => one.offsetWidth).map((one) => {
    const { top, bottom } = one.getBoundingClientRect()
    return Math.round((top + bottom) / 2)
  })
  const line = parseFloat(getComputedStyle(name).lineHeight)
  return {
    lines: Math.round(name.offsetHeight / line),
    rows: new Set(middles).size,
    overflow: document.documentElement.scrollWidth - innerWidth,
  }
}"""


def head_of(language, body_class):
    name, direction = NAMES[language], "rtl" if language in ("ar", "he") else "ltr"
    paper = SimpleNamespace(name=name, language=language, direction=direction, tagline="")
    with translation.override(language):
        page = render_to_string("newsroom/base.html", {"paper": paper, "variant": "public"})
    styles = (CLIENT / "style" / "site.css").read_text()
    page = re.sub(r"<script.*?</script>|<link[^>]*>", "", page, flags=re.S)
    page = page.replace('<body class="plain-page">', f'<body class="{body_class}">')
    return page.replace("</head>", f"<style>{styles}</style></head>")


@pytest.mark.parametrize("width", [320, 360, 390])
@pytest.mark.parametrize("body_class", ["plain-page", "front"])
@pytest.mark.parametrize("language", NAMES)
def test_names_have_two_lines_at_most_and_doors_one_row(chromium, language, body_class, width):
    page = chromium.new_page(viewport={"width": width, "height": 700})
    try:
        page.set_content(head_of(language, body_class))

        measured = page.evaluate(MEASURED)
    finally:
        page.close()

    assert measured["lines"] <= 2
    assert (measured["rows"], measured["overflow"]) == (1, 0)
