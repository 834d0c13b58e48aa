"""Ghost's two kinds of documents, Lexical and Mobiledoc, as the HTML they stand for."""

import re
from html import escape
from typing import Any

from markdown_it import MarkdownIt

from wellread.newsroom.importers.report import Loss

# Lexical's bits for how a piece of text is set.
FORMATS = {1: "strong", 2: "em", 4: "s", 16: "code", 32: "sub", 64: "sup"}
PLAIN_NODES = {"paragraph": "p", "quote": "blockquote", "aside": "blockquote", "listitem": "li"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SECTION_TAGS = dict(zip(HEADINGS, HEADINGS, strict=True)) | dict.fromkeys(
    ("blockquote", "aside", "pull-quote"), "blockquote"
)
MAIL = {"email", "email-cta"}
FILES = {"audio", "video", "file"}
ASKING = {"signup", "call-to-action", "cta", "transistor"}
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
            return escape(str(node.get("text", "")), quote=False) if kind == "tk" else " "
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
        if name in FILES:
            self._lose(name, _text(facts, "src") or _text(facts, "fileName"))
            title = _text(facts, "title") or _text(facts, "fileTitle") or _text(facts, "fileName")
            return "".join(
                f"<p>{words}</p>" for words in (escape(title), _text(facts, "caption")) if words
            )
        if name in ASKING:
            self._lose(name, _text(facts, "header") or _text(facts, "buttonText"))
            return ""
        if name == "paywall":
            self.lost.append(Loss("paywall mark left out", "the opening is as long as ours are"))
            return ""
        render = RENDERERS.get(name.removeprefix("card-"))
        if render is None:
            self._lose(name or "nameless", "not known")
            return ""
        return render(facts)

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
            found.append("<br>" if name == "soft-return" else escape(str(text), quote=False))
        else:
            found.append(escape(str(value), quote=False))
        found += [f"</{opened.pop()}>" for _ in range(closes)]
    return "".join(found)


def _formatted(node: Facts) -> str:
    words = escape(str(node.get("text", "")), quote=False)
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
    return (f"<p>{escape(address)}</p>" if address else _text(facts, "html")) + below


def _button(facts: Facts) -> str:
    address = _text(facts, "buttonUrl") or _text(facts, "productUrl")
    words = _text(facts, "buttonText") or _text(facts, "productButton")
    return f"<p>{_linked(address, words or address)}</p>" if address else ""


def _callout(facts: Facts) -> str:
    emoji, words = _text(facts, "calloutEmoji"), _text(facts, "calloutText")
    return f"<p>{escape(emoji)} {words}</p>" if "<p" not in words else f"{words}"


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
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(words)


def _text(facts: Facts, name: str) -> str:
    value = facts.get(name)
    return value.strip() if isinstance(value, str) else ""


def _facts(value: object) -> Facts:
    return value if isinstance(value, dict) else {}


def _list(facts: Facts, name: str) -> list[Facts]:
    value = facts.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


RENDERERS = {
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
LAZY_SIZES = re.compile(r"/content/images/size/[wh\d]+/(?:format/\w+/)?")


def at_home(markup: str) -> str:
    """Return HTML with Ghost's mark for its own address taken out: paths of ours lead on."""
    return LAZY_SIZES.sub("/content/images/", re.sub(r"__GHOST_URL__(?=/)", "", markup)).replace(
        "__GHOST_URL__", "/"
    )
