"""What RSS, Atom and JSON feeds have in common: one entry, and the story that it is."""

import urllib.parse
from dataclasses import dataclass, field
from datetime import datetime

from wellread.newsroom.importers.dates import read_dates
from wellread.newsroom.importers.markup import Origin, clean, first_words, plain
from wellread.newsroom.importers.report import Loss
from wellread.newsroom.importers.story import Name, Picture, Story

OF_THE_FILE = "mended or left out in the file"
OF_AN_ENTRY = "changed or left out in an entry"
NO_DATE, ASSUMED_DATE = "no date that is known, so a draft", "date that is odd or in part assumed"
IMAGES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".heic")


@dataclass(slots=True)
class Entry:
    """One entry as a feed has it; `title`, `text` and `summary` are HTML."""

    # Where in the feed it stands, for the report.
    place: str
    identity: str
    home: str
    title: str = ""
    text: str = ""
    summary: str = ""
    # What addresses in the text are relative to.
    base: str = ""
    language: str = ""
    # The date of publication first, then those that may stand in for it.
    dates: dict[str, object] = field(default_factory=dict)
    authors: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    picture: Picture | None = None
    notes: list[str] = field(default_factory=list)


def story(entry: Entry, *, now: datetime) -> Story:
    """Return an entry as a story; one without a date that can be read is a draft."""
    cleaned = clean(entry.text or entry.summary, Origin(base=entry.base))
    dated = read_dates(entry.dates, now=now, language=entry.language)
    lost = [Loss(OF_AN_ENTRY, f"{entry.place}: {note}") for note in entry.notes]
    kind = NO_DATE if dated.at is None else ASSUMED_DATE
    lost += [Loss(kind, f"{entry.place}: {note}") for note in dated.notes]
    if not cleaned.blocks:
        lost.append(Loss(OF_AN_ENTRY, f"{entry.place}: it has no text in the feed"))
    is_beside = bool(entry.text and entry.summary and entry.summary != entry.text)
    return Story(
        source=f"feed:{urllib.parse.urlsplit(entry.home).netloc or entry.home}"[:60],
        source_id=entry.identity[:300],
        headline=plain(entry.title) or first_words(cleaned.blocks) or "Untitled",
        standfirst=plain(entry.summary)[:400] if is_beside else "",
        slug="",
        body=cleaned.blocks,
        published_at=dated.at,
        is_draft=dated.at is None,
        section=None,
        authors=tuple(
            Name(name, name) for name in dict.fromkeys(map(plain, entry.authors)) if name
        ),
        topics=tuple(Name(name, name) for name in dict.fromkeys(map(plain, entry.topics)) if name),
        left_out=(*cleaned.left_out, *lost),
        lead=_lead(entry.picture, cleaned.blocks),
    )


def is_image(address: str, kind: str = "") -> bool:
    """Return whether an address is a picture's, by the kind that it is said to be or its name."""
    if kind:
        return kind.lower().startswith("image")
    return urllib.parse.urlsplit(address).path.lower().endswith(IMAGES)


def absolute(base: str, address: str) -> str:
    """Return where an address leads from a base; one that is none stays as it is written."""
    try:
        return urllib.parse.urljoin(base, address.strip())
    except ValueError:
        return address


def _names(written: list[str]) -> tuple[Name, ...]:
    return tuple(Name(name, name) for name in dict.fromkeys(map(plain, written)) if name)


def _lead(picture: Picture | None, blocks: list[dict[str, object]]) -> Picture | None:
    """Return the picture beside the text, unless it stands further down in the text."""
    later = [block["picture"] for block in blocks[1:] if block["type"] == "image"]
    is_below = picture and any(isinstance(p, Picture) and p.src == picture.src for p in later)
    return None if is_below else picture
