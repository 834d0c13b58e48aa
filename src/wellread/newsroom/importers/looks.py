"""What words looked like there and cannot look like here: they stay, with a line in the report."""

import re

from bs4 import BeautifulSoup, Tag

from wellread.newsroom.importers.report import Loss

TYPEWRITER = "typewriter letters left out"
LOOKS = {
    "u": "underlining left out",
    "ins": "underlining left out",
    "mark": "highlighting left out",
    "small": "small print left out",
    "big": "large print left out",
    "code": TYPEWRITER,
    "kbd": TYPEWRITER,
    "samp": TYPEWRITER,
    "tt": TYPEWRITER,
}
UNDERLINED = re.compile(r"\btext-decoration(?:-line)?\s*:[^;]*\bunderline", re.I)
# Most texts hold none of these, and are not parsed for them.
ANY = re.compile(
    rf"<(?:{'|'.join(LOOKS)}|abbr|acronym)\b|text-decoration(?:-line)?\s*:[^;\"']*underline", re.I
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
        words = " ".join(node.get_text().split())
        if words and (kind := _look(node)):
            found.setdefault(kind, []).append(words)
        if words and node.name in {"abbr", "acronym"} and node.get("title"):
            meaning = f"{words}: {node['title']}"
            left_out.append(Loss("meaning of an abbreviation left out", meaning[:200]))
    for kind, several in found.items():
        more = f" and {len(several) - 1} more" if len(several) > 1 else ""
        left_out.append(Loss(kind, f"{_cut(several[0])}{more}"))


def _look(node: Tag) -> str | None:
    look = LOOKS.get(node.name)
    if look is None and UNDERLINED.search(str(node.get("style", ""))):
        look = LOOKS["u"]
    # Links are underlined here as well.
    is_linked = look == LOOKS["u"] and (node.name == "a" or node.find_parent("a"))
    return None if is_linked else look


def _cut(words: str) -> str:
    return words if len(words) <= MOST_WORDS else words[:MOST_WORDS].rsplit(" ", 1)[0] + " …"
