"""Ghost's two kinds of documents, Lexical and Mobiledoc, as the HTML they stand for."""

import re
from collections.abc import Callable
from html import escape
from typing import Any

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from wellread.newsroom.importers.markup import plain
from wellread.newsroom.importers.players import known_player
from wellread.newsroom.importers.report import Loss

# Lexical's bits for how a piece of text is set.
# By Lexical's bits; what we have no look for is named in the report (`looks.py`).
FORMATS = {1: "strong", 2: "em", 4: "s", 8: "u", 16: "code", 32: "sub", 64: "sup", 128: "mark"}
PLAIN_NODES = {"paragraph": "p", "quote": "blockquote", "aside": "blockquote", "listitem": "li"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SECTION_TAGS = dict(zip(HEADINGS, HEADINGS, strict=True)) | dict.fromkeys(
    ("blockquote", "aside", "pull-quote"), "blockquote"
)
MAIL = {"email", "email-cta"}
FILES = {"audio", "video", "file"}
ASKING = {"signup", "call-to-action", "cta", "transistor"}
# What cards hold besides their words, and how the report calls it.
DECORATIONS = {
    "href": "link of a picture",
    "thumbnailSrc": "picture of a card",
    "customThumbnailSrc": "picture of a card",
    "backgroundImageSrc": "picture of a card",
    "imageUrl": "picture of a card",
}
WIDTHS = {"wide", "full", "regular"}
# Ghost marks what only some may read in the HTML that it makes of a text.
GATED = re.compile(
    r"<!--\s*kg-gated-block:begin\b(?P<whom>.*?)-->(?P<inside>.*?)"
    r"(?:<!--\s*kg-gated-block:end\s*-->|\Z)",
    re.S,
)
BOOKMARK = re.compile(
    r"<figure\b[^>]*\bkg-bookmark-card\b.*?</figure>|<a\b[^>]*\bkg-bookmark-container\b.*?</a>",
    re.S,
)
CARD_LOST = "card left out"

Facts = dict[str, Any]


class Cards:
    """Renders one post's document, and notes what of it cannot come along."""

    def __init__(self, *, is_closed: bool) -> None:
        self._is_closed = is_closed
        self.lost: list[Loss] = []

    def lexical(self, document: Facts) -> str:
        """Return a Lexical document as HTML; raise ValueError when it is none."""
        root = document["root"]
        if not isinstance(root, dict) or not isinstance(root.get("children"), list):
            raise ValueError("no root with children")
        return "".join(self._node(node) for node in _list(root, "children"))

    def mobiledoc(self, document: Facts) -> str:
        """Return a Mobiledoc document as HTML; raise ValueError when it is none."""
        return "".join(self._section(section, document) for section in document["sections"])

    def _node(self, node: Facts) -> str:
        kind = str(node.get("type", "")).removeprefix("extended-")
        inside = "".join(self._node(child) for child in _list(node, "children"))
        if kind == "text":
            return _formatted(node)
        if kind == "list" and node.get("listType") == "check":
            ticked = sum(item.get("checked") is True for item in _list(node, "children"))
            self.lost.append(Loss("boxes to tick left out", f"{ticked} of them ticked"))
        if kind in {"heading", "list"}:
            tag = str(node.get("tag", ""))
            tag = tag if tag in {*HEADINGS, "ul", "ol"} else "p"
            return f"<{tag}>{inside}</{tag}>"
        if kind in PLAIN_NODES:
            return f"<{PLAIN_NODES[kind]}>{inside}</{PLAIN_NODES[kind]}>"
        if kind in {"link", "autolink", "at-link"}:
            return f'<a href="{escape(_text(node, "url"))}">{inside}</a>'
        if kind == "linebreak":
            return "<br>"
        if kind in {"tab", "zwnj", "tk", "at-link-search"}:
            return _word(node.get("text")) if kind == "tk" else " "
        return self._card(kind, node) or inside

    def _section(self, section: list[Any], document: Facts) -> str:
        kind, *rest = section
        match kind:
            case 1:
                tag = (
                    rest[0]
                    if rest[0] in {"h1", "h2", "h3", "h4", "h5", "h6", "blockquote"}
                    else "p"
                )
                tag = "blockquote" if rest[0] in {"aside", "pull-quote"} else tag
                return f"<{tag}>{_marked(rest[1], document)}</{tag}>"
            case 2:
                return _image({"src": rest[0]})
            case 3:
                items = "".join(f"<li>{_marked(item, document)}</li>" for item in rest[1])
                return f"<{rest[0]}>{items}</{rest[0]}>" if rest[0] in {"ul", "ol"} else items
            case 10:
                name, payload = document["cards"][rest[0]]
                return self._card(str(name), _facts(payload))
        raise ValueError(f"section of kind {kind}")

    def _card(self, name: str, facts: Facts) -> str:
        """Return a card's HTML; what only mail or members are shown is left out and said."""
        if self._is_hidden(facts):
            self._lose(name, "not shown to all who may read the story")
            return ""
        if name in MAIL:
            self._lose(name, "shown in e-mails only")
            return ""
        self._note_decorations(name, facts)
        if name in FILES:
            self._lose(name, at_home(_text(facts, "src")) or _text(facts, "fileName"))
            title = _text(facts, "title") or _text(facts, "fileTitle") or _text(facts, "fileName")
            caption = _text(facts, "caption") or _text(facts, "fileCaption")
            return "".join(f"<p>{words}</p>" for words in (escape(title), caption) if words)
        if name in ASKING:
            named = ("header", "textValue", "subheader", "disclaimer", "buttonText", "buttonUrl")
            self._lose(
                name, " · ".join(filter(None, (plain(_text(facts, each)) for each in named)))
            )
            return ""
        if name == "paywall":
            self.lost.append(Loss("paywall mark left out", "the opening is as long as ours are"))
            return ""
        render = RENDERERS.get(name.removeprefix("card-"))
        if render is None:
            self._lose(name or "nameless", "not known")
            return ""
        return render(facts)

    def without_gated(self, markup: str) -> str:
        """Return the HTML that Ghost made of a text without what not all its readers are shown."""

        def shown(found: re.Match[str]) -> str:
            whom = found["whom"]
            for_members = self._is_closed and not re.search(r'memberSegment:""', whom)
            if re.search(r"\bnonMember:\s*true\b", whom) or for_members:
                return found["inside"]
            self._lose("html", "not shown to all who may read the story")
            return ""

        return GATED.sub(shown, markup)

    def _note_decorations(self, name: str, facts: Facts) -> None:
        images = _list(facts, "images") if name == "gallery" else []
        for each in (facts, *images):
            for field, kind in DECORATIONS.items():
                if value := _text(each, field):
                    self.lost.append(Loss(f"{kind} left out", at_home(value)))
        if (width := _text(facts, "cardWidth")) in WIDTHS - {"regular"}:
            where = at_home(_text(facts, "src")) or name
            self.lost.append(Loss(f"{width} picture, here as wide as the text", where))

    def _is_hidden(self, facts: Facts) -> bool:
        shown = _facts(facts.get("visibility"))
        web = _facts(shown.get("web"))
        if not shown:
            return False
        if not web:
            return shown.get("showOnWeb") is False
        return web.get("nonMember") is not True and not (
            self._is_closed and bool(web.get("memberSegment"))
        )

    def _lose(self, name: str, what: str) -> None:
        self.lost.append(Loss(CARD_LOST, f"{name}: {what}" if what else name))


def _marked(markers: list[Any], document: Facts) -> str:
    """Return the words of a Mobiledoc section with their marks; [kind, opened, closed, value]."""
    found, opened = [], []
    for kind, opens, closes, value in markers:
        for number in opens:
            tag, *rest = document["markups"][number]
            pairs = rest[0] if rest else []
            facts = dict(zip(pairs[::2], pairs[1::2], strict=False))
            href = f' href="{escape(str(facts["href"]))}"' if "href" in facts else ""
            found.append(f"<{tag}{href}>")
            opened.append(tag)
        if kind == 1:
            name, text, *_ = document["atoms"][value]
            found.append("<br>" if name == "soft-return" else _word(text))
        else:
            found.append(_word(value))
        found += [f"</{opened.pop()}>" for _ in range(closes)]
    return "".join(found)


def _formatted(node: Facts) -> str:
    words = _word(node.get("text"))
    bits = node.get("format")
    for bit, tag in FORMATS.items():
        if isinstance(bits, int) and bits & bit:
            words = f"<{tag}>{words}</{tag}>"
    return words


def _image(facts: Facts) -> str:
    src, alt = escape(_text(facts, "src")), escape(_text(facts, "alt"))
    caption = _text(facts, "caption")
    shown = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure><img src="{src}" alt="{alt}">{shown}</figure>' if src else ""


def _gallery(facts: Facts) -> str:
    caption = _text(facts, "caption")
    shown = "".join(_image(image) for image in _list(facts, "images"))
    return shown + (f"<p>{caption}</p>" if caption else "")


def _bookmark(facts: Facts) -> str:
    about = _facts(facts.get("metadata"))
    title = _text(about, "title") or _text(facts, "title") or _text(facts, "url")
    more = _text(about, "description") or _text(facts, "description")
    caption = _text(facts, "caption")
    described = f"<br>{escape(more, quote=False)}" if more else ""
    link = f"<p>{_linked(_text(facts, 'url'), title)}{described}</p>"
    return link + (f"<p>{caption}</p>" if caption else "")


def _embed(facts: Facts) -> str:
    address, caption = _text(facts, "url"), _text(facts, "caption")
    below = f"<p>{caption}</p>" if caption else ""
    written = _text(facts, "html")
    # A player's page of its own shows it best; of a post elsewhere the words are kept.
    if address and (known_player(address) or not written):
        return f"<p>{escape(address)}</p>{below}"
    link = (
        f"<p>{_linked(address, address)}</p>" if address and escape(address) not in written else ""
    )
    return written + link + below


def _button(facts: Facts) -> str:
    if facts.get("buttonEnabled") is False or facts.get("productButtonEnabled") is False:
        return ""
    address = _text(facts, "buttonUrl") or _text(facts, "productUrl")
    words = _text(facts, "buttonText") or _text(facts, "productButton")
    return f"<p>{_linked(address, words or address)}</p>" if address else ""


def _callout(facts: Facts) -> str:
    emoji, words = _text(facts, "calloutEmoji"), _text(facts, "calloutText")
    if "<p" not in words:
        return f"<p>{escape(emoji)} {words}</p>"
    return re.sub(r"<p\b[^>]*>", lambda first: f"{first[0]}{escape(emoji)} ", words, count=1)


def _toggle(facts: Facts) -> str:
    return f"<h3>{_text(facts, 'heading')}</h3>{_text(facts, 'content')}"


def _header(facts: Facts) -> str:
    head, below = _text(facts, "header"), _text(facts, "subheader")
    parts = [f"<h2>{head}</h2>" if head else "", f"<p>{below}</p>" if below else ""]
    return "".join(parts) + _button(facts)


def _product(facts: Facts) -> str:
    picture = _image({"src": facts.get("productImageSrc")})
    title = f"<h3>{_text(facts, 'productTitle')}</h3>"
    stars = facts.get("productStarRating")
    rated = f"<p>{stars}/5</p>" if facts.get("productRatingEnabled") and stars else ""
    words = _text(facts, "productDescription")
    return f"{picture}{title}{rated}<p>{words}</p>{_button(facts)}"


def _code(facts: Facts) -> str:
    caption = _text(facts, "caption")
    below = f"<p>{caption}</p>" if caption else ""
    return f"<pre>{escape(str(facts.get('code') or ''), quote=False)}</pre>{below}"


def _linked(address: str, words: str) -> str:
    return f'<a href="{escape(address)}">{escape(words, quote=False)}</a>'


def markdown(words: str) -> str:
    """Return Markdown as HTML, with the HTML that stands in it."""
    # A footnote looks like an address of a link, and would be lost as one.
    words = re.sub(r"^(\[\^[^\]]+\]):", r"\\\1:", words, flags=re.M)
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return str(reader.render(words))


def _text(facts: Facts, name: str) -> str:
    value = facts.get(name)
    return value.strip() if isinstance(value, str) else ""


def _word(value: object) -> str:
    """Return a piece of text as HTML; what is none says nothing."""
    return "" if value is None else escape(str(value), quote=False)


def _facts(value: object) -> Facts:
    return value if isinstance(value, dict) else {}


def _list(facts: Facts, name: str) -> list[Facts]:
    value = facts.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


RENDERERS: dict[str, Callable[[dict[str, Any]], str]] = {
    "image": _image,
    "gallery": _gallery,
    "bookmark": _bookmark,
    "embed": _embed,
    "html": lambda facts: _text(facts, "html"),
    "markdown": lambda facts: markdown(_text(facts, "markdown")),
    "code": _code,
    "codeblock": _code,
    "callout": _callout,
    "toggle": _toggle,
    "button": _button,
    "header": _header,
    "product": _product,
    "horizontalrule": lambda facts: "<hr>",
    "hr": lambda facts: "<hr>",
}


def _without_frame(found: re.Match[str]) -> str:
    """Return a bookmark as the link that it is, with what it says of where it leads."""
    soup = BeautifulSoup(found[0], "html.parser")
    said = {
        name: node.get_text(" ", strip=True)
        for name in ("title", "description")
        if (node := soup.find(class_=f"kg-bookmark-{name}"))
    }
    link = soup.find("a", href=True)
    caption = soup.find("figcaption")
    return _bookmark(
        {
            "url": str(link["href"]) if link else "",
            "metadata": said,
            "caption": caption.decode_contents() if caption else "",
        }
    )


def cards_of_html(markup: str) -> str:
    """Return HTML that Ghost made with its bookmarks as plain links."""
    return BOOKMARK.sub(_without_frame, markup)


LAZY_SIZES = re.compile(r"/content/images/size/[wh\d]+/(?:format/\w+/)?")


def at_home(markup: str) -> str:
    """Return HTML with Ghost's mark for its own address taken out: paths of ours lead on."""
    return LAZY_SIZES.sub("/content/images/", re.sub(r"__GHOST_URL__(?=/)", "", markup)).replace(
        "__GHOST_URL__", "/"
    )
