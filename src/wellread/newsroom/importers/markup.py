"""Somebody else's HTML, cleaned and taken apart into the blocks of our articles."""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urljoin

import nh3
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from wellread.newsroom.importers import tables
from wellread.newsroom.importers.dynamic_blocks import Reusable, fill_in
from wellread.newsroom.importers.html_elements import keep_signs
from wellread.newsroom.importers.looks import note_looks
from wellread.newsroom.importers.players import in_sight, known_player
from wellread.newsroom.importers.report import Loss
from wellread.newsroom.importers.shortcodes import Gallery, expand
from wellread.newsroom.importers.story import FoundPicture
from wellread.newsroom.importers.styles import as_seen

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
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "sup": {"class"},
}
HEADINGS = {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
SCHEMES = {"http", "https", "mailto", "tel"}
LINK = re.compile(r"""<a\b[^<>]*?\bhref\s*=\s*["']?\s*(([a-z][a-z0-9+.-]*):[^"'<>]*)""", re.I)
NUMBERED = re.compile(r"""<ol\b[^<>]*?\s(?:reversed\b|start\s*=\s*["']?((?!1\b)-?\d+))""", re.I)
ADDRESS = re.compile(r"https?://\S+")
BREAKS = re.compile(rf"</?(?:{'|'.join(sorted(BLOCK_TAGS | {'br'}))})\b", re.I)
QUOTE_TAGS = {"p", "ul", "ol", "li", "a", "strong", "b", "em", "i", "br", "sup", "sub"}
LINE_TAGS = QUOTE_TAGS - {"p", "ul", "ol", "li"}

PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|heic|bmp|svg)(?:$|[?#])", re.I)

Block = dict[str, Any]


class Origin(NamedTuple):
    """Where the HTML comes from: what addresses in it are relative to, and what it refers to."""

    base: str = ""
    # Leads an address to where the story it names will be with us.
    address: Callable[[str], str] = str
    # Adds what the old site's library knows of a picture: (src, id) with its words.
    picture: Callable[[FoundPicture, str], FoundPicture] = lambda picture, number: picture
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
    written = keep_signs(markup.replace("\r\n", "\n"))
    whole = fill_in(written, left_out, origin.block)
    has_paragraphs = bool(re.search(r"<p[\s>]", whole, re.I))
    shown = in_sight(as_seen(expand(whole, left_out, origin.gallery), left_out), left_out)
    _note_unkept(shown, left_out)
    note_looks(shown, left_out)
    safe = nh3.clean(
        shown,
        tags=KEPT_TAGS,
        attributes=KEPT_ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=None,
    )
    found = _Blocks(origin, left_out, breaks=not has_paragraphs)
    return Cleaned(
        list(_joined(found.of(BeautifulSoup(f"<div>{safe}</div>", "html.parser")))), tuple(left_out)
    )


def plain(markup: str) -> str:
    """Return the words of this HTML on one line."""
    words = nh3.clean(BREAKS.sub(r" \g<0>", keep_signs(markup)), tags=set())
    return re.sub(r"\s+", " ", html.unescape(words).replace("\0", "")).strip()


def line(markup: str) -> str:
    """Return this HTML on one line, its links and emphasis kept."""
    broken = re.sub(r"</p>\s*<p\b[^>]*>", "<br>", markup, flags=re.I)
    spaced = BREAKS.sub(r" \g<0>", keep_signs(broken))
    kept = nh3.clean(spaced, tags=LINE_TAGS, attributes={"a": {"href"}}, link_rel=None)
    one = re.sub(r"\s*<br>\s*", "<br>", re.sub(r"\s+", " ", kept).strip())
    return re.sub(r"^(<br>)+|(<br>)+$", "", one)


def first_words(blocks: list[Block], most: int = 60) -> str:
    """Return the beginning of an article's text, cut at a word; empty when it has none."""
    text = next((plain(block["html"]) for block in blocks if block["type"] == "text"), "")
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def _note_unkept(markup: str, left_out: list[Loss]) -> None:
    """Note what cleaning takes away although it said something to readers."""
    for address, scheme in LINK.findall(markup):
        if scheme.lower() not in SCHEMES:
            left_out.append(Loss("link that leads nowhere here", html.unescape(address)[:200]))
    left_out += [
        Loss("list that counted otherwise, here from 1", first or "backwards")
        for first in NUMBERED.findall(markup)
    ]


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
                yield from self._image(node, "")
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
            self._note_link(inside)
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
        caption = " ".join(self._line(each) for each in captions)
        pictures = node.find_all("img")
        if len(pictures) == 1 and not node.find(["figure", "p"]):
            self._note_link(pictures[0])
            yield from self._image(pictures[0], caption)
            return
        frame = node.find("iframe")
        words = node.get_text().strip()
        video = known_player(str(frame.get("src", "")) if isinstance(frame, Tag) else words)
        if video:
            yield _embed(video, plain(caption))
            if caption != html.escape(plain(caption), quote=False):
                yield from _text(f"<p>{caption}</p>")
            return
        inside = list(self.of(node))
        if [block["type"] for block in inside] == ["table"] and _is_caption(caption, inside[0]):
            yield inside[0] | {"caption": plain(caption)}
            return
        yield from inside
        yield from _text(f"<p>{caption}</p>")

    def _note_link(self, node: Tag) -> None:
        """Note where a picture led, unless to a larger one: pictures of ours are no links."""
        link = node.find_parent("a")
        address = str(link.get("href", "")) if link else ""
        if address and not PICTURE_FILE.search(address):
            self._left_out.append(Loss("link of a picture left out", address))

    def _image(self, node: Tag, caption: str) -> Iterator[Block]:
        if not str(node.get("src", "")).strip():
            said = str(node.get("alt", "")) or plain(caption)
            self._left_out.append(Loss("picture without an address", said))
            yield from _text(f"<p>{caption}</p>")
            return
        numbered = re.search(r"\bwp-image-(\d+)", " ".join(node.get("class") or ()))
        number = numbered[1] if numbered else str(node.get("data-id") or "")
        src = _led_to(self._origin.base, str(node.get("src", "")))
        found = FoundPicture(src=src, alt=str(node.get("alt", "")).strip(), caption=caption)
        yield {"type": "image", "picture": self._origin.picture(found, number)}

    def _frame(self, node: Tag) -> Iterator[Block]:
        address = str(node.get("src", ""))
        if known := known_player(address):
            yield _embed(known, str(node.get("title") or ""))
        else:
            self._left_out.append(Loss("embedded page", address))

    def _quote(self, node: Tag) -> Iterator[Block]:
        """Yield a quotation with its links, lists and paragraphs, then what else was in it."""
        attribution = self._attribution(node)
        kept, others = self._words(node)
        if plain(kept):
            yield {"type": "quote", "html": kept, "attribution": attribution}
        elif attribution:
            yield from _text(f"<p>{attribution}</p>")
        yield from others

    def _words(self, node: Tag) -> tuple[str, list[Block]]:
        """Return a quotation's or a cell's words, and what else is in it."""
        for heading in node.find_all([*HEADINGS, "h2", "h3"]):
            heading.name = "p"
        words, others = [], []
        for block in self.of(node):
            if block["type"] not in {"text", "quote"}:
                others.append(block)
                continue
            words.append(block["html"])
            if block.get("attribution"):
                words.append(f"<p>{block['attribution']}</p>")
        attributes = {"a": {"href"}}
        kept = nh3.clean("\n".join(words), tags=QUOTE_TAGS, attributes=attributes, link_rel=None)
        return kept, others

    def _attribution(self, node: Tag) -> str:
        """Take who is quoted out of a quotation: what it names last, not a title within it."""
        cites = node.find_all("cite")
        if not cites or not node.get_text().rstrip().endswith(cites[-1].get_text().strip()):
            return ""
        return self._line(cites[-1].extract())

    def _line(self, node: Tag) -> str:
        """Return what is kept on one line, its links led to where they lead with us."""
        return line(self._led(node.decode_contents()))

    def _as_written(self, node: Tag) -> Iterator[Block]:
        """Yield lines that are broken where their author broke them, such as a poem's."""
        for stanza in re.split(r"\n\s*\n", node.decode_contents()):
            yield from self._written(f"<p>{stanza.strip().replace(chr(10), '<br>')}</p>")

    def _table(self, node: Tag) -> Iterator[Block]:
        captions = [self._line(each.extract()) for each in node.find_all("caption")]
        caption = " ".join(filter(None, captions))
        rows = tables.rows_of(node)
        if node.find("table") or max(map(len, rows), default=0) < 2:
            yield from _text(f"<p>{caption}</p>")
            yield from self._cells_as_text(rows)
            return
        if tables.has_spans(rows):
            self._left_out.append(
                Loss("table cells over several rows or columns", "the first of them has the words")
            )
        is_plain = "<" not in caption
        if not is_plain:
            yield from _text(f"<p>{caption}</p>")
        grid = [[self._cell(cell) for cell in row] for row in tables.laid_out(rows)]
        for row in grid:
            for _, others in row:
                yield from others
        words = [[cell for cell, _ in row] for row in grid]
        headed = (
            words and tables.is_heading(rows[0]) and not any("<a " in cell for cell in words[0])
        )
        yield {
            "type": "table",
            "caption": plain(caption) if is_plain else "",
            "headings": [plain(cell) for cell in words[0]] if headed else [],
            "rows": words[1:] if headed else words,
        }

    def _cells_as_text(self, rows: list[list[Tag]]) -> Iterator[Block]:
        """Yield what stands in a table that only lays out a page, in the order it is read in."""
        self._left_out.append(Loss("table of one column or with others in it, now plain text"))
        for row in rows:
            for cell in row:
                yield from self.of(cell)

    def _cell(self, cell: Tag | None) -> tuple[str, list[Block]]:
        if cell is None:
            return "", []
        kept, others = self._words(cell)
        single = re.fullmatch(r"<p>((?:(?!</?p>).)*)</p>", kept, re.S)
        kept = single[1] if single else kept
        is_bold = single and cell.name == "th"
        return (f"<strong>{kept}</strong>" if is_bold else kept), others

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
        yield from _text(self._led(markup))

    def _led(self, markup: str) -> str:
        soup = BeautifulSoup(markup, "html.parser")
        for struck in soup.find_all(STRUCK_TAGS):
            self._left_out.append(Loss("struck out words", struck.get_text()))
            struck.decompose()
        for mark in soup.find_all("sup", class_="fn"):
            mark.replace_with(NavigableString(f" [{mark.get_text(strip=True)}]"))
        for link in soup.find_all("a"):
            address = str(link.get("href", ""))
            if not address or address.startswith("#"):
                link.unwrap()
            else:
                link["href"] = self._origin.address(_led_to(self._origin.base, address))
        return str(soup)


def _text(markup: str) -> Iterator[Block]:
    kept = nh3.clean(markup, tags=TEXT_TAGS, attributes={"a": {"href"}}, link_rel=None).strip()
    if plain(kept):
        yield {"type": "text", "html": kept}


def _is_caption(caption: str, table: Block) -> bool:
    """Return whether words below a table can stand above it as its caption, which has no links."""
    return bool(caption) and "<" not in caption and not table["caption"]


def _embed(address: str, title: str) -> Block:
    return {"type": "embed", "url": address, "title": title.strip() or "Video"}


def _led_to(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        # Written like an address and none, such as http://[your site]/: it leads nowhere.
        return ""
