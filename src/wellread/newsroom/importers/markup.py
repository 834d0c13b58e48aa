"""Somebody else's HTML, cleaned and taken apart into the blocks of our articles."""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urljoin

import nh3
from bs4 import BeautifulSoup, NavigableString, Tag

from wellread.newsroom.importers.dynamic_blocks import Reusable, fill_in
from wellread.newsroom.importers.players import in_sight, known_player
from wellread.newsroom.importers.report import Loss
from wellread.newsroom.importers.shortcodes import Gallery, expand
from wellread.newsroom.importers.story import Picture

TEXT_TAGS = {"p", "h2", "h3", "ul", "ol", "li", "a", "strong", "b", "em", "i", "br", "hr"}
TEXT_TAGS |= {"sup", "sub"}
BLOCK_TAGS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "div"}
BLOCK_TAGS |= {"section", "article", "center", "figure", "figcaption", "table", "pre", "hr", "dl"}
BLOCK_TAGS |= {
    "img",
    "iframe",
    "details",
    "summary",
    "address",
    "main",
    "header",
    "footer",
    "aside",
}
BLOCK_TAGS |= {"nav", "dt", "dd"}
STRUCK_TAGS = {"del", "s", "strike"}
KEPT_TAGS = (TEXT_TAGS | BLOCK_TAGS | STRUCK_TAGS) | {"cite", "code", "tr", "td", "th", "tbody",
             "thead", "tfoot", "caption", "dt", "dd"}  # fmt: skip
KEPT_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "class", "data-id"},
    "iframe": {"src", "title"},
    "sup": {"class"},
}
HEADINGS = {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
ADDRESS = re.compile(r"https?://\S+")
BREAKS = re.compile(rf"</?(?:{'|'.join(sorted(BLOCK_TAGS | {'br'}))})\b", re.I)
QUOTE_TAGS = {"p", "ul", "ol", "li", "a", "strong", "b", "em", "i", "br", "sup", "sub"}
CELL_TAGS = QUOTE_TAGS - {"p", "ul", "ol", "li"}

Block = dict[str, Any]


class Origin(NamedTuple):
    """Where the HTML comes from: what addresses in it are relative to, and what it refers to."""

    base: str = ""
    # Leads an address to where the story it names will be with us.
    address: Callable[[str], str] = str
    # Adds what the old site's library knows of a picture: (src, id) with its words.
    picture: Callable[[Picture, str], Picture] = lambda picture, number: picture
    gallery: Gallery | None = None
    block: Reusable | None = None


class Cleaned(NamedTuple):
    """Blocks of an article, and what could not be brought along."""

    blocks: list[Block]
    left_out: tuple[Loss, ...]


def clean(markup: str, origin: Origin | None = None) -> Cleaned:
    """Return the blocks of this HTML; scripts, styles and strangers' tags are gone."""
    left_out: list[Loss] = []
    origin = origin or Origin()
    whole = fill_in(markup.replace("\r\n", "\n"), left_out, origin.block)
    has_paragraphs = bool(re.search(r"<p[\s>]", whole, re.I))
    safe = nh3.clean(
        in_sight(expand(whole, left_out, origin.gallery), left_out),
        tags=KEPT_TAGS,
        attributes=KEPT_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    found = _Blocks(origin, left_out, breaks=not has_paragraphs)
    return Cleaned(
        list(_joined(found.of(BeautifulSoup(f"<div>{safe}</div>", "html.parser")))), tuple(left_out)
    )


def plain(markup: str) -> str:
    """Return the words of this HTML on one line."""
    words = nh3.clean(BREAKS.sub(r" \g<0>", markup), tags=set())
    return re.sub(r"\s+", " ", html.unescape(words).replace("\0", "")).strip()


def first_words(blocks: list[Block], most: int = 60) -> str:
    """Return the beginning of an article's text, cut at a word; empty when it has none."""
    text = next((plain(block["html"]) for block in blocks if block["type"] == "text"), "")
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def _joined(found: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks with neighbouring text in one."""
    text: list[str] = []
    for block in found:
        if block["type"] == "text":
            text.append(block["html"])
            continue
        if text:
            yield {"type": "text", "html": "\n".join(text)}
        text = []
        yield block
    if text:
        yield {"type": "text", "html": "\n".join(text)}


class _Blocks:
    """What one text falls into, as it is read from top to bottom."""

    def __init__(self, origin: Origin, left_out: list[Loss], *, breaks: bool) -> None:
        self._origin = origin
        self._left_out = left_out
        # Whether a line's end breaks the line, as in texts whose paragraphs are blank lines.
        self._breaks = breaks

    def of(self, parent: Tag) -> Iterator[Block]:
        """Yield the blocks of an element, its loose words in paragraphs."""
        loose: list[str] = []
        for node in list(parent.children):
            if not isinstance(node, Tag):
                loose.append(html.escape(str(node), quote=False))
            elif node.name not in BLOCK_TAGS and not node.find(BLOCK_TAGS):
                loose.append(str(node))
            else:
                yield from self._paragraphs("".join(loose))
                loose = []
                yield from self._block(node)
        yield from self._paragraphs("".join(loose))

    def _block(self, node: Tag) -> Iterator[Block]:
        match node.name:
            case "figure":
                yield from self._figure(node)
            case "img":
                yield self._image(node, "")
            case "iframe":
                yield from self._frame(node)
            case "blockquote":
                yield from self._quote(node)
            case "table":
                yield from self._table(node)
            case "pre":
                yield from self._as_written(node)
            case "hr":
                yield {"type": "text", "html": "<hr>"}
            case "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "a":
                yield from self._with_pictures(node)
            case _:
                yield from self.of(node)

    def _with_pictures(self, node: Tag) -> Iterator[Block]:
        """Yield the pictures and frames in a piece of text before what is left of it."""
        for figure in node.find_all("figure"):
            yield from self._figure(figure.extract())
        for inside in node.find_all(["img", "iframe"]):
            yield from self._block(inside.extract())
        for link in node.find_all("a"):
            if not link.get_text(strip=True):
                link.unwrap()
        if node.name in {"p", "a"}:
            yield from self._paragraphs(node.decode_contents() if node.name == "p" else str(node))
            return
        for item in [node, *node.find_all(True)]:
            item.name = HEADINGS.get(item.name, item.name)
        yield from self._written(str(node))

    def _figure(self, node: Tag) -> Iterator[Block]:
        captions = [each.extract() for each in node.find_all("figcaption", recursive=False)]
        caption = " ".join(self._plain(each, "a caption") for each in captions)
        pictures = node.find_all("img")
        if len(pictures) == 1 and not node.find(["figure", "p"]):
            yield self._image(pictures[0], caption)
            return
        frame = node.find("iframe")
        words = node.get_text().strip()
        video = known_player(str(frame.get("src", "")) if isinstance(frame, Tag) else words)
        if video:
            yield _embed(video, caption)
            return
        yield from self.of(node)
        yield from self._written(f"<p>{html.escape(caption, quote=False)}</p>")

    def _image(self, node: Tag, caption: str) -> Block:
        numbered = re.search(r"\bwp-image-(\d+)", " ".join(node.get("class") or ()))
        number = numbered[1] if numbered else str(node.get("data-id") or "")
        src = _led_to(self._origin.base, str(node.get("src", "")))
        found = Picture(src=src, alt=str(node.get("alt", "")).strip(), caption=caption)
        return {"type": "image", "picture": self._origin.picture(found, number)}

    def _frame(self, node: Tag) -> Iterator[Block]:
        address = str(node.get("src", ""))
        if known := known_player(address):
            yield _embed(known, str(node.get("title") or ""))
        else:
            self._left_out.append(Loss("embedded page", address))

    def _quote(self, node: Tag) -> Iterator[Block]:
        """Yield a quotation with its links, lists and paragraphs, then what else was in it."""
        attribution = self._attribution(node)
        for heading in node.find_all([*HEADINGS, "h2", "h3"]):
            heading.name = "p"
        inside = list(self.of(node))
        words = [block["html"] for block in inside if block["type"] in {"text", "quote"}]
        kept = nh3.clean(
            "\n".join(words), tags=QUOTE_TAGS, attributes={"a": {"href"}}, link_rel=None
        )
        if plain(kept):
            yield {"type": "quote", "html": kept, "attribution": attribution}
        elif attribution:
            yield from self._written(f"<p>{html.escape(attribution, quote=False)}</p>")
        yield from (block for block in inside if block["type"] not in {"text", "quote"})

    def _attribution(self, node: Tag) -> str:
        """Take who is quoted out of a quotation: what it names last, not a title within it."""
        cites = node.find_all("cite")
        if not cites or not node.get_text().rstrip().endswith(cites[-1].get_text().strip()):
            return ""
        return self._plain(cites[-1].extract(), "a quotation's source")

    def _plain(self, node: Tag, where: str) -> str:
        """Return the words of what is kept without markup; what that loses is noted."""
        for link in node.find_all("a", href=True):
            self._left_out.append(Loss(f"link in {where}", str(link["href"])))
        for mark in node.find_all(["em", "i", "strong", "b"]):
            self._left_out.append(Loss(f"emphasis in {where}", mark.get_text()))
        return plain(node.decode_contents())

    def _as_written(self, node: Tag) -> Iterator[Block]:
        """Yield lines that are broken where their author broke them, such as a poem's."""
        for stanza in re.split(r"\n\s*\n", node.decode_contents()):
            yield from self._written(f"<p>{stanza.strip().replace(chr(10), '<br>')}</p>")

    def _table(self, node: Tag) -> Iterator[Block]:
        self._left_out.append(Loss("table, its rows follow as lines"))
        for inside in node.find_all(["img", "iframe"]):
            yield from self._block(inside.extract())
        for title in node.find_all("caption"):
            yield from self._written(f"<p>{title.decode_contents()}</p>")
        for row in node.find_all("tr"):
            cells = (_cell(cell) for cell in row.find_all(["td", "th"]))
            yield from self._written(f"<p>{' · '.join(cell for cell in cells if cell)}</p>")

    def _paragraphs(self, loose: str) -> Iterator[Block]:
        """Yield loose words as paragraphs; an address alone on its line is what it leads to."""
        for part in re.split(r"\n\s*\n", loose):
            lines: list[str] = []
            for line in part.strip().split("\n"):
                if not ADDRESS.fullmatch(address := html.unescape(line.strip())):
                    lines.append(line)
                    continue
                yield from self._paragraph(lines)
                lines = []
                yield from self._address(address)
            yield from self._paragraph(lines)

    def _paragraph(self, lines: list[str]) -> Iterator[Block]:
        inside = ("<br>\n" if self._breaks else "\n").join(lines)
        yield from self._written(f"<p>{inside}</p>")

    def _address(self, address: str) -> Iterator[Block]:
        if known := known_player(address):
            yield _embed(known, "")
            return
        written = html.escape(address)
        yield from self._written(f'<p><a href="{written}">{written}</a></p>')

    def _written(self, markup: str) -> Iterator[Block]:
        """Yield a piece of text with its links led to where they lead with us."""
        soup = BeautifulSoup(markup, "html.parser")
        for struck in soup.find_all(STRUCK_TAGS):
            self._left_out.append(Loss("struck out words", struck.get_text()))
            struck.decompose()
        for mark in soup.find_all("sup", class_="fn"):
            mark.replace_with(NavigableString(f" [{mark.get_text(strip=True)}]"))
        for link in soup.find_all("a", href=True):
            address = str(link["href"])
            if address.startswith("#"):
                link.unwrap()
            else:
                link["href"] = self._origin.address(_led_to(self._origin.base, address))
        yield from _text(str(soup))


def _text(markup: str) -> Iterator[Block]:
    kept = nh3.clean(markup, tags=TEXT_TAGS, attributes={"a": {"href"}}, link_rel=None).strip()
    if plain(kept):
        yield {"type": "text", "html": kept}


def _cell(cell: Tag) -> str:
    """Return what a cell says on one line, its links and emphasis kept."""
    line = BREAKS.sub(r" \g<0>", cell.decode_contents())
    kept = nh3.clean(line, tags=CELL_TAGS, attributes={"a": {"href"}}, link_rel=None)
    return re.sub(r"\s+", " ", re.sub(r"<br>", " ", kept)).strip()


def _embed(address: str, title: str) -> Block:
    return {"type": "embed", "url": address, "title": title.strip() or "Video"}


def _led_to(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        # Written like an address and none, such as http://[your site]/: it leads nowhere.
        return ""
