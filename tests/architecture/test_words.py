import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "wellread"
# Words by which content blockers hide things (docs/explain/one-page-view.md). House ads may be
# blocked, the rest not.
BLOCKED = re.compile(
    r"(?:^|[/_\s.-])(ads?|adverts?|banner|popup|track(?:ing|er)?|beacon|analytics|donate)(?:$|[/_\s.-])"
)
CLASSES_AND_IDS = re.compile(r"""\b(?:class|id)="([^"{%]*)""")


def client_files():
    return [p for p in (PACKAGE / "client").rglob("*") if p.is_file()]


def reading_templates():
    return [p for p in PACKAGE.glob("*/templates/**/*.html") if p.parts[-4] != "ads"]


def test_no_file_that_readers_load_has_a_blocked_word_in_its_name():
    named = [p.name for p in client_files() if BLOCKED.search(p.name)]

    assert named == []


@pytest.mark.parametrize("template", reading_templates(), ids=lambda path: path.name)
def test_no_class_or_id_of_a_page_has_a_blocked_word(template):
    found = [
        words for words in CLASSES_AND_IDS.findall(template.read_text()) if BLOCKED.search(words)
    ]

    assert found == []


def test_no_stylesheet_names_a_side():
    physical = re.compile(
        r"(?:margin|padding|border)-(?:left|right)|(?<![-\w])(?:left|right)\s*:|text-align:\s*(?:left|right)|float:\s*(?:left|right)"
    )
    found = [
        (sheet.name, match.group())
        for sheet in (PACKAGE / "client" / "style").glob("*.css")
        for match in physical.finditer(sheet.read_text())
    ]

    assert found == []


# Mail programs know no stylesheet, so letters may be styled in place.
def page_templates():
    return [p for p in sorted(PACKAGE.glob("*/templates/**/*.html")) if p.parent.name != "letters"]


@pytest.mark.parametrize("template", page_templates(), ids=lambda path: path.name)
def test_no_template_has_an_inline_style_or_script(template):
    text = template.read_text()

    assert re.findall(r"\sstyle=|\son\w+=\"", text) == []
    assert re.findall(r"<script(?![^>]*(?:src=|application/))[^>]*>", text) == []


# Each would be a second way of writing money, with decimals and signs of its own.
MONEY = re.compile(
    r"format_currency|currency_formats|currencyDisplay|style: *[\"']currency|toLocaleString"
)


def test_money_is_written_in_one_place():
    sources = [p for end in ("py", "js", "html", "txt") for p in PACKAGE.rglob(f"*.{end}")]

    found = {p.relative_to(PACKAGE).as_posix() for p in sources if MONEY.search(p.read_text())}

    assert found == {"payments/writing.py"}
