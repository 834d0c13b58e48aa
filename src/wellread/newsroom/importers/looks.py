"""What words looked like there and cannot look like here: they stay, with a line in the report."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from wellread.newsroom.importers.report import Loss

COLOUR, SIZE, PLACE = "colour left out", "size of letters left out", "place in the line left out"
TYPEWRITER = "typewriter letters left out"
LOOKS = {
    "u": "underlining left out",
    "ins": "underlining left out",
    "mark": "highlighting left out",
    "small": "small print left out",
    "big": "large print left out",
    "center": PLACE,
    "code": TYPEWRITER,
    "kbd": TYPEWRITER,
    "samp": TYPEWRITER,
    "tt": TYPEWRITER,
    "pre": TYPEWRITER,
    "dl": "list of terms, now paragraphs",
    "details": "text that was folded away, now open",
}
# What a style may say of words, beside what is kept: bold, slanted and struck.
STYLES = {
    LOOKS["u"]: re.compile(r"\btext-decoration(?:-line)?\s*:[^;]*\bunderline", re.I),
    LOOKS["mark"]: re.compile(
        r"\bbackground(?:-color)?\s*:(?!\s*(?:transparent|none|initial|inherit|unset)\b)", re.I
    ),
    COLOUR: re.compile(r"(?<![\w-])color\s*:(?!\s*(?:initial|inherit|unset)\b)", re.I),
    SIZE: re.compile(r"\bfont-size\s*:", re.I),
    PLACE: re.compile(r"\btext-align\s*:\s*(?:center|right|end)\b", re.I),
}
# What stands at an element for the same, from before there were styles.
ATTRIBUTES = {"color": COLOUR, "size": SIZE}
ASIDE = {"center", "right"}
# Words so struck out are left out themselves, which is said elsewhere.
STRUCK = re.compile(r"\btext-decoration(?:-line)?\s*:[^;]*\bline-through", re.I)
# Most texts hold none of these, and are not parsed for them.
ANY = re.compile(
    rf"<(?:{'|'.join(LOOKS)}|abbr|acronym|font)\b|\balign="
    r"|\b(?:color|font-size|background|text-align|text-decoration(?:-line)?)\s*:",
    re.I,
)
# Letters: a line of a report, beside what else it says.
MOST_WORDS = 80


def note_looks(markup: str, left_out: list[Loss]) -> None:
    """Note each look once a text, with the first words that had it; and what abbreviations mean."""
    if not ANY.search(markup):
        return
    soup = BeautifulSoup(markup, "html.parser")
    found: dict[str, list[str]] = {}
    for node in soup.find_all(True):
        words = " ".join(node.get_text(" ").split())
        for kind in set(_looks(node)) if words else ():
            found.setdefault(kind, []).append(words)
        if words and node.name in {"abbr", "acronym"} and node.get("title"):
            meaning = f"{words}: {node['title']}"
            left_out.append(Loss("meaning of an abbreviation left out", meaning[:200]))
    for kind, several in found.items():
        more = f" and {len(several) - 1} more" if len(several) > 1 else ""
        left_out.append(Loss(kind, f"{_cut(several[0])}{more}"))


def _looks(node: Tag) -> Iterator[str]:
    """Return what an element makes of how its words look."""
    style = str(node.get("style", ""))
    if STRUCK.search(style):
        return
    kinds = [kind for kind, written in STYLES.items() if written.search(style)]
    if node.name in LOOKS:
        kinds.append(LOOKS[node.name])
    # Links are underlined here as well.
    is_linked = node.name == "a" or node.find_parent("a") is not None
    yield from (kind for kind in kinds if not (is_linked and kind == LOOKS["u"]))
    if node.name == "font":
        yield from (kind for name, kind in ATTRIBUTES.items() if node.get(name))
    if str(node.get("align", "")).lower() in ASIDE:
        yield PLACE


def _cut(words: str) -> str:
    return words if len(words) <= MOST_WORDS else words[:MOST_WORDS].rsplit(" ", 1)[0] + " …"
