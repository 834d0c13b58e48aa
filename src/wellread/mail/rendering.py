"""One look for every e-mail: words and facts become a subject, a text and an HTML part."""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import css_inline
from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, override
from markdown_it import MarkdownIt
from markdown_it.token import Token

from wellread.mail.letterhead import letterhead
from wellread.mail.rules import BLANK_LINE, PLACEHOLDER, Block, Fact, Wording, blocks, filled
from wellread.mail.template import Template

ENABLED = ["list", "emphasis", "link", "newline", "escape", "autolink"]
# Unicode 15, UAX 9: what follows keeps its own direction, and the words around it theirs.
ISOLATE, POP = "\u2068", "\u2069"


class Rendered(NamedTuple):
    """An e-mail as it leaves."""

    subject: str
    text: str
    html: str


class BodyPart(NamedTuple):
    """One part of a body: `kind` is text, button or code."""

    kind: str
    html: SafeString
    text: str
    address: str = ""


def render(
    template: Template, wording: Wording, facts: Mapping[str, Fact], *, language: str
) -> Rendered:
    """Return an e-mail in these words; raise KeyError for a fact that is missing."""
    direction = direction_of(language)
    subject = _line(wording.subject, facts)
    parts = [
        part
        for block in blocks(wording.body)
        if block.applies(facts)
        for part in _parts(block, facts, direction)
    ]
    signature = [_line(line, facts) for line in (wording.signed_by, wording.role) if line.strip()]
    context = {
        "subject": subject,
        "preheader": _line(wording.preheader, facts),
        "parts": parts,
        "signature": signature,
        "site_name": facts["site_name"],
        "home_url": facts["home_url"],
        "head": letterhead(),
        "language": language,
        "direction": direction,
    }
    text = "\n\n".join([*(part.text for part in parts), "\n".join(signature)]).strip() + "\n"
    # An editor who looks at it may have the admin in another language.
    with override(language):
        html = render_to_string("mail/email.html", context)
    return Rendered(subject, text, _inlined(html))


def direction_of(language: str) -> str:
    """Return the direction in which a language is written."""
    return "rtl" if get_language_info(language.partition("-")[0])["bidi"] else "ltr"


def _line(text: str, facts: Mapping[str, Fact]) -> str:
    return " ".join(filled(text, facts).split())


def _parts(block: Block, facts: Mapping[str, Fact], direction: str) -> Iterator[BodyPart]:
    """Return what one paragraph becomes; a Markdown list in it stays one part."""
    alone = PLACEHOLDER.fullmatch(block.text.strip())
    if alone and not isinstance(value := facts[alone[1]], str | bool):
        yield _list([(escape(line), line) for line in map(str, value)])
    elif alone and BLANK_LINE.search(str(value)):
        for paragraph in BLANK_LINE.split(str(value)):
            yield BodyPart("text", linebreaksbr(paragraph.strip()), paragraph.strip())
    elif alone and alone[1] == "code":
        yield BodyPart("code", escape(facts["code"]), f"    {facts['code']}")
    else:
        yield from _of_tokens(_markdown().parse(block.text), facts, direction)


def _of_tokens(
    tokens: list[Token], facts: Mapping[str, Fact], direction: str
) -> Iterator[BodyPart]:
    items: list[tuple[str, str]] = []
    depth = 0
    for token in tokens:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            depth += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            depth -= 1
            if not depth:
                yield _list(items)
                items = []
        elif token.type == "inline":
            part = _inline(token.children or [], facts, direction)
            if depth:
                items.append((part.html, part.text))
            else:
                yield part


def _inline(children: list[Token], facts: Mapping[str, Fact], direction: str) -> BodyPart:
    html, text, address, label_begins = "", "", "", 0
    for token in children:
        if token.type == "text":
            value = _filled(token.content, facts, direction)
            html, text = html + escape(value), text + value
        elif token.type in {"softbreak", "hardbreak"}:
            html, text = html + "<br>", text + "\n"
        elif token.type == "link_open":
            address = filled(str(token.attrGet("href")), facts)
            html, label_begins = html + f'<a href="{escape(address)}">', len(text)
        elif token.type == "link_close":
            html, text = html + "</a>", _with_address(text, label_begins, address)
        else:
            html += {
                "strong_open": "<strong>",
                "strong_close": "</strong>",
                "em_open": "<em>",
                "em_close": "</em>",
            }.get(token.type, "")
    if _is_button(children):
        label = "".join(
            _filled(one.content, facts, direction) for one in children if one.type == "text"
        )
        return BodyPart("button", escape(label), text, address)
    return BodyPart("text", mark_safe(html), text)  # noqa: S308 - every text in it was escaped above


def _with_address(text: str, label_begins: int, address: str) -> str:
    """Put an address after the words that lead to it, unless they are the address."""
    label = text[label_begins:]
    return text if label.strip() == address else f"{text}: {address}"


def _is_button(children: list[Token]) -> bool:
    shown = [token for token in children if token.type != "text" or token.content.strip()]
    links = [token.type for token in shown if token.type in {"link_open", "link_close"}]
    return (
        links == ["link_open", "link_close"]
        and shown[0].type == "link_open"
        and shown[-1].type == "link_close"
    )


def _list(items: list[tuple[str, str]]) -> BodyPart:
    html = "".join(f"<li>{item}</li>" for item, _text in items)
    text = "\n".join(f"- {text}" for _item, text in items)
    return BodyPart("list", mark_safe(html), text)  # noqa: S308 - items were escaped one by one


def _filled(text: str, facts: Mapping[str, Fact], direction: str) -> str:
    """Fill a text; a fact that runs the other way is kept from turning what stands around it."""
    return PLACEHOLDER.sub(lambda found: _isolated(str(facts[found[1]]), direction), text)


def _isolated(value: str, direction: str) -> str:
    kinds = {unicodedata.bidirectional(letter) for letter in value}
    runs_left = bool(kinds & {"R", "AL"})
    is_foreign = not runs_left or "L" in kinds if direction == "rtl" else runs_left
    return f"{ISOLATE}{value}{POP}" if is_foreign else value


@cache
def _markdown() -> MarkdownIt:
    """Return a reader of Markdown's plainest part: no headings, no pictures, no HTML."""
    reader = MarkdownIt("zero", {"breaks": True}).enable(ENABLED)
    # It would encode the braces of a placeholder that stands for an address.
    reader.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return reader


@cache
def _inliner() -> css_inline.CSSInliner:
    # Many mail programs drop style sheets; what depends on the screen cannot be inlined and stays.
    return css_inline.CSSInliner(
        keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False
    )


def _inlined(html: str) -> str:
    inlined: str = _inliner().inline(html)
    return inlined
