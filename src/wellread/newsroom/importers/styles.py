"""What an old page said by styles: words struck out, emphasised or out of sight."""

import re

from bs4 import BeautifulSoup, Tag

from wellread.newsroom.importers.report import Loss

# Most texts hold none of these, and are not parsed for them.
SAYS_ANY = re.compile(
    r"line-through|\bfont-weight\s*:|\bfont-style\s*:|\bdisplay\s*:\s*none|"
    r"\bvisibility\s*:\s*hidden|<[a-z][^<>]*\shidden\b|<rt\b",
    re.I,
)
STRUCK = re.compile(r"line-through", re.I)
UNSEEN = re.compile(r"\bdisplay\s*:\s*none|\bvisibility\s*:\s*hidden", re.I)
BOLD = re.compile(r"\bfont-weight\s*:\s*(?:bold|[6-9]00)", re.I)
NOT_BOLD = re.compile(r"\bfont-weight\s*:\s*(?:normal|[1-5]00)", re.I)
SLANTED = re.compile(r"\bfont-style\s*:\s*(?:italic|oblique)", re.I)
NOT_SLANTED = re.compile(r"\bfont-style\s*:\s*normal", re.I)
BOLD_TAGS, SLANTED_TAGS = {"b", "strong"}, {"i", "em"}


def as_seen(markup: str, left_out: list[Loss]) -> str:
    """Return HTML with what styles said of words said by elements; what was unseen is noted."""
    if not SAYS_ANY.search(markup):
        return markup
    soup = BeautifulSoup(markup, "html.parser")
    for node in soup.find_all(style=True):
        _say(node, str(node["style"]))
    for reading in soup.find_all("rt"):
        # Small letters above a word tell how it is read; beside it they need brackets.
        if not reading.find_previous_sibling("rp"):
            reading.insert(0, "(")
            reading.append(")")
    for node in soup.find_all(_is_unseen):
        # A box that opened at a click is hidden so, and so is what intruders leave behind.
        words = " ".join(node.get_text().split())
        if words:
            left_out.append(Loss("words hidden there, shown here", words[:200]))
    return str(soup)


def _say(node: Tag, style: str) -> None:
    # Google's documents come inside a <b> that is not bold.
    if (node.name in BOLD_TAGS and NOT_BOLD.search(style)) or (
        node.name in SLANTED_TAGS and NOT_SLANTED.search(style)
    ):
        node.name = "span"
    if node.name != "span":
        return
    for pattern, tag in ((STRUCK, "s"), (BOLD, "strong"), (SLANTED, "em")):
        if pattern.search(style):
            inside = BeautifulSoup("", "html.parser").new_tag(tag)
            for child in list(node.children):
                inside.append(child.extract())
            node.append(inside)


def _is_unseen(node: Tag) -> bool:
    return node.has_attr("hidden") or bool(UNSEEN.search(str(node.get("style", ""))))
