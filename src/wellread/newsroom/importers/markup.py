"""Somebody else's HTML, cleaned and taken apart into the blocks of our articles."""

import html
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import nh3
from bs4 import BeautifulSoup, Tag

from wellread.newsroom.rules import player

TEXT_TAGS = {"p", "h2", "h3", "ul", "ol", "li", "a", "strong", "b", "em", "i", "br", "hr"}
KEPT_TAGS = TEXT_TAGS | {"blockquote", "h1", "h4", "h5", "h6", "div", "section", "pre", "code",
                         "figure", "figcaption", "img", "iframe", "cite", "table", "tr", "td", "th",
                         "tbody", "thead", "dl", "dt", "dd"}  # fmt: skip
BLOCKS = re.compile(
    r"</?(?:p|h[1-6]|ul|ol|li|blockquote|div|section|figure|table|pre|hr|dl|iframe)\b", re.I
)
SHORTCODE = re.compile(r"\[(/?)([a-z][a-z0-9_-]*)([^\[\]]*)\]", re.I)
KNOWN_SHORTCODES = {"caption", "gallery", "audio", "video", "embed", "playlist", "youtube", "vimeo",
                    "more", "wp_caption", "soundcloud", "twitter", "instagram"}  # fmt: skip


class Cleaned(NamedTuple):
    """Blocks of an article, and what could not be brought along."""

    blocks: list[dict[str, Any]]
    left_out: tuple[str, ...]


def clean(markup: str) -> Cleaned:
    """Return the blocks of this HTML; scripts, styles and strangers' tags are gone."""
    left_out: list[str] = []
    safe = nh3.clean(
        _paragraphs(_without_shortcodes(markup, left_out)),
        tags=KEPT_TAGS,
        attributes={"a": {"href"}, "img": {"src", "alt"}, "iframe": {"src", "title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return Cleaned(list(_blocks(BeautifulSoup(safe, "html.parser"), left_out)), tuple(left_out))


def plain(markup: str) -> str:
    """Return the words of this HTML on one line."""
    words = nh3.clean(BLOCKS.sub(r" \g<0>", markup), tags=set())
    return re.sub(r"\s+", " ", html.unescape(words)).strip()


def first_words(blocks: list[dict[str, Any]], most: int = 60) -> str:
    """Return the beginning of an article's text, cut at a word; empty when it has none."""
    text = next((plain(block["html"]) for block in blocks if block["type"] == "text"), "")
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def _without_shortcodes(markup: str, left_out: list[str]) -> str:
    def replaced(match: re.Match[str]) -> str:
        name = match.group(2).lower()
        if name not in KNOWN_SHORTCODES:
            return match.group()
        if not match.group(1) and name != "caption":
            left_out.append(f"[{name}]")
        return ""

    return SHORTCODE.sub(replaced, markup)


def _paragraphs(markup: str) -> str:
    """Give paragraphs to text whose paragraphs are only blank lines."""
    if re.search(r"<p[\s>]", markup, re.I):
        return markup
    parts = re.split(r"\n\s*\n", markup.replace("\r\n", "\n").strip())
    return "\n".join(part if BLOCKS.search(part) else f"<p>{part}</p>" for part in parts)


def _blocks(soup: Tag, left_out: list[str]) -> Iterator[dict[str, Any]]:
    text: list[str] = []
    for node in list(_top_level(soup)):
        block = _special(node, left_out) if isinstance(node, Tag) else None
        if block is None:
            text.append(_as_text(node, left_out))
        elif block:
            yield from _text_block(text)
            text = []
            yield block
    yield from _text_block(text)


def _text_block(text: list[str]) -> Iterator[dict[str, Any]]:
    if joined := "\n".join(part for part in text if part):
        yield {"type": "text", "html": joined}


def _top_level(soup: Tag) -> Iterator[Any]:
    for node in soup.children:
        if isinstance(node, Tag) and node.name in {"div", "section", "figure"}:
            yield from _top_level(node)
        else:
            yield node


def _special(node: Tag, left_out: list[str]) -> dict[str, Any] | None:
    if node.name == "blockquote":
        cite = node.find("cite")
        attribution = cite.extract().get_text(" ", strip=True) if isinstance(cite, Tag) else ""
        words = node.get_text(" ", strip=True)
        return {"type": "quote", "text": words, "attribution": attribution} if words else {}
    if node.name == "iframe":
        address = str(node.get("src", ""))
        if player(address) is None:
            left_out.append(f"embedded page {address}")
            return {}
        title = str(node.get("title") or "Video")
        return {"type": "embed", "url": address, "title": title, "caption": ""}
    return None


def _as_text(node: Any, left_out: list[str]) -> str:
    if not isinstance(node, Tag):
        words = html.escape(str(node).strip(), quote=False)
        return f"<p>{words}</p>" if words else ""
    for image in [node] if node.name == "img" else node.find_all("img"):
        left_out.append(f"image {image.get('src', '')}")
        if image is not node:
            image.decompose()
    if node.name == "img":
        return ""
    for frame in node.find_all("iframe"):
        left_out.append(f"embedded page {frame.get('src', '')}")
        frame.decompose()
    for heading in [node, *node.find_all(True)]:
        heading.name = {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}.get(
            heading.name, heading.name
        )
    if node.name not in {"p", "h2", "h3", "ul", "ol", "hr"}:
        return "".join(f"<p>{line}</p>" for line in _lines(node))
    kept = nh3.clean(str(node), tags=TEXT_TAGS, attributes={"a": {"href"}}, link_rel=None)
    return kept if node.name == "hr" or plain(kept) else ""


def _lines(node: Tag) -> list[str]:
    lines = node.get_text("\n", strip=True).split("\n")
    return [html.escape(line, quote=False) for line in lines if line.strip()]
