"""The blocks that a site may fill are there, and left to it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "templates.md"
BASE = ROOT / "src/wellread/newsroom/templates/newsroom/base.html"


def blocks_in(file):
    return set(re.findall(r"{% block (\w+) %}", file.read_text()))


def promised():
    return set(re.findall(r"^\| `(\w+)` \|", PAGE.read_text(), re.MULTILINE))


def test_every_promised_block_is_in_every_page():
    assert promised()
    assert promised() <= blocks_in(BASE)


def test_no_page_of_ours_fills_what_is_left_to_the_site():
    ours = [file for file in (ROOT / "src").rglob("templates/**/*.html") if file != BASE]

    # A page without the foot, or with another head, would be one that a site cannot reach.
    filled = {file.name: blocks_in(file) & (promised() - {"footer"}) for file in ours}

    assert {name: blocks for name, blocks in filled.items() if blocks} == {}
