"""What RSS, Atom and JSON feeds have in common: one entry, and the story that it is."""

import hashlib
import re
import urllib.parse
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from wellread.newsroom.importers.dates import read_dates
from wellread.newsroom.importers.markup import Origin, clean, first_words, plain
from wellread.newsroom.importers.report import Loss
from wellread.newsroom.importers.story import FoundPicture, FoundStory, Name

# As long as the column that keeps it.
LONGEST_ID = 300
# How WordPress and others end what they cut off from the beginning of a text.
CUT_OFF = re.compile(r"\s*(?:\[\s*(?:…|\.\.\.)\s*\].*|(?:…|\.\.\.)\s*)$", re.S)
UNTITLED = "no headline there, so its first words"
WAS_DUE = "was to appear at a time now past, so a draft"
NO_TEXT = "no text there"
OF_THE_FILE = "mended or left out in the file"
OF_AN_ENTRY = "changed or left out in an entry"
NO_DATE, ASSUMED_DATE = "no date that is known, so a draft", "date that is odd or in part assumed"
IMAGES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".heic")


@dataclass(slots=True)
class FeedEntry:
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
    picture: FoundPicture | None = None
    notes: list[str] = field(default_factory=list)
    # Where it is read there.
    link: str = ""
    is_draft: bool = False
    # Addresses of players that stand beside the text.
    players: list[str] = field(default_factory=list)


def story(entry: FeedEntry, *, now: datetime) -> FoundStory:
    """Return an entry as a story; one without a date that can be read is a draft."""
    beside = "".join(f"\n\n<p>{escape(address)}</p>" for address in entry.players)
    cleaned = clean((entry.text or entry.summary) + beside, Origin(base=entry.base))
    dated = read_dates(entry.dates, now=now, language=entry.language)
    lost = [Loss(OF_AN_ENTRY, f"{entry.place}: {note}") for note in entry.notes]
    kind = NO_DATE if dated.at is None else ASSUMED_DATE
    lost += [Loss(kind, f"{entry.place}: {note}") for note in dated.notes]
    if not cleaned.blocks:
        lost.append(Loss(OF_AN_ENTRY, f"{entry.place}: it has no text in the feed"))
    if entry.is_draft:
        lost.append(Loss("a draft there, and here", entry.place))
    if not plain(entry.title):
        lost.append(Loss(UNTITLED, entry.place))
    return FoundStory(
        source=f"feed:{_host(entry.home)}"[:60],
        source_id=_short(entry.identity),
        headline=plain(entry.title) or first_words(cleaned.blocks) or "Untitled",
        standfirst=_standfirst(entry, cleaned.blocks),
        slug="",
        body=cleaned.blocks,
        published_at=dated.at,
        is_draft=entry.is_draft or dated.at is None,
        section=None,
        authors=_names(entry.authors),
        topics=_names(entry.topics),
        left_out=(*cleaned.left_out, *lost),
        lead=_lead(entry.picture, cleaned.blocks),
        old_path=_old_path(entry),
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


def _host(home: str) -> str:
    try:
        return urllib.parse.urlsplit(home).netloc or home
    except ValueError:
        return home


def _short(identity: str) -> str:
    """Return an id that fits; one cut short ends in what tells it from others cut alike."""
    if len(identity) <= LONGEST_ID:
        return identity
    digest = hashlib.blake2b(identity.encode(), digest_size=16).hexdigest()
    return f"{identity[: LONGEST_ID - len(digest) - 1]}#{digest}"


def _standfirst(entry: FeedEntry, blocks: list[dict[str, object]]) -> str:
    """Return the summary beside a text, unless it is no more than how the text begins."""
    if not entry.text:
        return ""
    words = plain(entry.summary)
    text = plain(" ".join(str(block.get("html", "")) for block in blocks))
    return "" if text.startswith(CUT_OFF.sub("", words)) else words


def _old_path(entry: FeedEntry) -> str:
    """Return where an entry was on the feed's own site; elsewhere is not ours to lead on."""
    try:
        there = urllib.parse.urlsplit(entry.link)
        hosts = {each.hostname for each in (there, urllib.parse.urlsplit(entry.home))}
    except ValueError:
        return ""
    is_own = len({(host or "").removeprefix("www.") for host in hosts}) == 1
    is_own = is_own and there.path.startswith("/")
    # What is asked for by number alone is the old front to everyone else.
    return there.path if is_own and not there.query and there.path.strip("/") else ""


def _names(written: list[str]) -> tuple[Name, ...]:
    return tuple(Name(name, name) for name in dict.fromkeys(map(plain, written)) if name)


def _lead(picture: FoundPicture | None, blocks: list[dict[str, object]]) -> FoundPicture | None:
    """Return the picture beside the text, unless it stands further down in the text."""
    later = [block["picture"] for block in blocks[1:] if block["type"] == "image"]
    is_below = picture and any(isinstance(p, FoundPicture) and p.src == picture.src for p in later)
    return None if is_below else picture
