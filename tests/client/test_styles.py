"""What is true of every style sheet and every template that a reader's page is made of."""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "wellread"
SHEETS = sorted((PACKAGE / "client" / "style").glob("*.css"))
TEMPLATES = sorted(
    template
    for room in ("newsroom", "accounts", "membership")
    for template in (PACKAGE / room / "templates").rglob("*.html")
    # Letters are read in mail programs, which know no style sheets.
    if "letters" not in template.parts
)
VALUE = re.compile(r"(--[a-z-]+): (.+);")
PHYSICAL = re.compile(
    r"(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)\b"
    r"|(?<![\w-])(?:(?:min-|max-)?(?:width|height)|left|right|top|bottom)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)
WORDS_OF_BLOCKERS = frozenset(
    {"ad", "ads", "advert", "banner", "popup", "track", "tracking", "beacon", "analytics", "donate"}
)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_styles_know_start_and_end_but_neither_left_nor_right(sheet: Path):
    # What a phone's own bars take has no name that goes by the direction of text.
    rules = re.sub(
        r"@(?:media|supports|container)[^{]*|/\*.*?\*/|env\(safe-area-[a-z-]+\)",
        "",
        sheet.read_text(),
        flags=re.S,
    )

    assert PHYSICAL.findall(rules) == []


def test_nothing_that_reading_needs_is_named_like_what_blockers_look_for():
    found = set()
    for sheet in SHEETS:
        found |= set(re.findall(r"[.#]([a-z][\w-]*)", sheet.read_text()))
    for template in TEMPLATES:
        for names in re.findall(r'\b(?:class|id)="([^"]*)"', template.read_text()):
            found |= set(re.sub(r"{.*?}", " ", names).split())
    found |= {file.stem for file in (PACKAGE / "client").rglob("*.*")}

    blocked = {name for name in found if WORDS_OF_BLOCKERS & set(re.split(r"[-_.]", name.lower()))}
    assert blocked == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: str(t.relative_to(PACKAGE)))
def test_templates_hold_neither_style_nor_script_of_their_own(template: Path):
    tags = re.findall(r"<[a-z][^>]*>", re.sub(r"{%.*?%}|{{.*?}}", "", template.read_text()))
    scripts = [tag for tag in tags if tag.startswith("<script")]

    assert [tag for tag in tags if re.search(r"\s(?:style|on[a-z]+)=", tag)] == []
    assert [tag for tag in scripts if "src=" not in tag and "json" not in tag] == []
    assert [tag for tag in tags if tag.startswith("<style")] == []


def test_another_sites_page_gets_the_rules_of_ours():
    site = (PACKAGE / "client" / "style" / "site.css").read_text()
    embed = (PACKAGE / "client" / "style" / "embed.css").read_text()
    own, shared = embed.split("}\n\n*, ::before", 1)
    light = dict(VALUE.findall(site.split("@font-face")[0]))
    dark = dict(VALUE.findall(site.split("@media (prefers-color")[1]))

    assert [line for line in shared.splitlines()[1:-1] if line not in site.splitlines()] == []
    for name, value in VALUE.findall(own.split("@supports")[0]):
        assert re.sub(r"var\(--wellread-[a-z-]+, (.+)\)", r"\1", value) == light[name], name
    for name, value in VALUE.findall(own.split("@supports")[1]):
        assert value == f"light-dark({light[name]}, {dark[name]})", name
