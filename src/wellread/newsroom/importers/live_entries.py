"""Entries of Automattic's Liveblog, which keeps them among a post's comments.

A change is a comment of its own that names the entry it replaces; an empty one deletes it.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from xml.etree.ElementTree import Element

from wellread.newsroom.importers.dates import read_date
from wellread.newsroom.importers.markup import Block, Origin, clean, plain
from wellread.newsroom.importers.report import Loss
from wellread.newsroom.importers.story import FoundEntry, FoundPicture

KIND = "liveblog"
SHOWN_STATES = {KIND, "1"}
DELETED_STATES = {"trash", "post-trashed", "spam"}
# How an author marks a key event within the text, as typed and as it is kept.
KEY = re.compile(r"<span[^>]*\btype-key\b[^>]*>.*?</span>|(?:(?<=[\s>])|^)/key\b", re.S)
HEADING = re.compile(r"<h[23]>(.*?)</h[23]>", re.S)
# As long as the column that keeps it.
LONGEST_HEADLINE = 200


class Comment(NamedTuple):
    """One comment that is an entry, a change of one, or its end."""

    number: str
    replaces: str
    text: str
    state: str
    at: datetime | None
    user: str
    author: str
    facts: dict[str, str]


def comments(item: Element, wp: str) -> list[Comment]:
    """Return what a post's live blog is made of, the oldest first."""
    found = [_comment(each, wp) for each in item.findall(f"{wp}comment")
             if (each.findtext(f"{wp}comment_type") or "").strip() == KIND]  # fmt: skip
    return sorted(found, key=lambda one: int(one.number) if one.number.isdecimal() else 0)


def entries(found: Iterable[Comment], origin: Origin, lost: list[Loss]) -> Iterator[FoundEntry]:
    """Yield entries as they stand at the end; what is not shown has a line."""
    versions: dict[str, list[Comment]] = {}
    first: dict[str, str] = {}
    for one in found:
        root = first.get(one.replaces, one.replaces) or one.number
        first[one.number] = root
        versions.setdefault(root, []).append(one)
    for number, several in versions.items():
        begun, latest = several[0], several[-1]
        if begun.state in DELETED_STATES or (latest.replaces and not latest.text.strip()):
            lost.append(Loss("live entry that was deleted there", number))
        elif found_entry := _entry(begun, latest, origin, lost):
            yield found_entry


def _comment(comment: Element, wp: str) -> Comment:
    def text(name: str) -> str:
        return (comment.findtext(f"{wp}comment_{name}") or "").strip()

    facts = {
        (meta.findtext(f"{wp}meta_key") or "").strip(): (meta.findtext(f"{wp}meta_value") or "")
        for meta in comment.findall(f"{wp}commentmeta")
    }
    gmt = re.sub(r"(?<=\d)$", " UTC", text("date_gmt"))
    return Comment(
        number=text("id"),
        replaces=facts.get("liveblog_replaces", "").strip(),
        text=text("content"),
        state=text("approved"),
        at=read_date(gmt).at,
        user=text("user_id"),
        author=text("author"),
        facts=facts,
    )


def _entry(begun: Comment, latest: Comment, origin: Origin, lost: list[Loss]) -> FoundEntry | None:
    written = latest.text
    is_key = bool(KEY.search(written) or begun.facts.get("liveblog_key_entry") == "true")
    cleaned = clean(KEY.sub("", written), origin)
    lost += cleaned.left_out
    markup, pictures = _parts(cleaned.blocks, lost)
    headline, markup = _headline(markup, is_key=is_key)
    if not plain(markup):
        lost.append(Loss("live entry without words left out", begun.number))
        return None
    is_shown = begun.state in SHOWN_STATES and begun.at is not None
    if not is_shown:
        why = "of a state that is not known" if begun.at else "without a date"
        lost.append(Loss(f"live entry {why}, so a draft", begun.number))
    for more in pictures[1:]:
        lost.append(Loss("one more picture of a live entry left out", more.src))
    is_hidden = begun.facts.get("liveblog_hide_authors", "") not in {"", "0", "false"}
    several = re.findall(r'i:\d+;(?:i:|s:\d+:")(\d+)', begun.facts.get("liveblog_contributors", ""))
    return FoundEntry(
        headline=headline,
        html=markup,
        at=begun.at,
        updated_at=latest.at if latest is not begun and begun.at else None,
        is_draft=not is_shown,
        is_key=is_key,
        people=() if is_hidden else tuple(dict.fromkeys([begun.user, *several])),
        author="" if is_hidden else begun.author,
        picture=pictures[0] if pictures else None,
    )


def _parts(blocks: list[Block], lost: list[Loss]) -> tuple[str, list[FoundPicture]]:
    """Return the words of an entry, and its pictures; entries have no other blocks."""
    words, pictures = [], []
    for block in blocks:
        match block["type"]:
            case "image":
                pictures.append(block["picture"])
            case "embed":
                words.append(f'<p><a href="{block["url"]}">{block["title"]}</a></p>')
            case "table":
                lost.append(Loss("table in a live entry, its rows follow as lines"))
                rows = [block["headings"], *block["rows"]]
                lines = (" · ".join(plain(cell) for cell in row if plain(cell)) for row in rows)
                words += [f"<p>{line}</p>" for line in lines if line]
            case "quote":
                source = f"<p>{block['attribution']}</p>" if block["attribution"] else ""
                words.append(block["html"] + source)
            case _:
                words.append(block["html"])
    return "\n".join(words), pictures


def _headline(markup: str, *, is_key: bool) -> tuple[str, str]:
    """Return what an entry is headed by; a key event without a heading by its first sentence."""
    headline = ""
    if found := HEADING.match(markup):
        rest = markup[found.end() :].strip()
        if plain(rest) and len(plain(found[1])) <= LONGEST_HEADLINE:
            headline, markup = plain(found[1]), rest
    markup = HEADING.sub(r"<p><strong>\1</strong></p>", markup)
    if is_key and not headline:
        sentence = re.split(r"(?<=[.!?。])\s", plain(markup), maxsplit=1)[0]
        headline = sentence[:LONGEST_HEADLINE]
    return headline, markup
