"""What an importer finds in somebody else's file, before it is ours."""

import hashlib
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from wellread.newsroom.importers.report import Loss

# What is said of the import may change with the day, and an id with its address's scheme.
NOT_OF_THE_STORY = {"left_out", "source", "source_id", "old_number", "earlier_paths"}
OF_LIVE_BLOGS = {"entries", "ended_at"}


@dataclass(frozen=True, slots=True)
class Name:
    """A section, topic or author: how it is written, and its slug (an author's login) there."""

    name: str
    slug: str
    # What it is there, where a tag and a category may share a slug.
    kind: str = ""
    # Where its list was for readers, if it had one.
    old_path: str = ""
    # Where below its list the list's feed was.
    old_feed: str = "feed/"
    # The same list by its number there; no part of what a story was known by before.
    old_number: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class FoundPicture:
    """A picture as their page names it, and the words that came with it; the caption is HTML."""

    src: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """One entry of a live blog as found; people are named by their numbers there."""

    headline: str
    html: str
    at: datetime | None
    updated_at: datetime | None
    is_draft: bool
    is_key: bool
    people: tuple[str, ...] = ()
    # How the first of them is called there, when the number is nobody's.
    author: str = ""
    picture: FoundPicture | None = None
    authors: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundStory:
    """One article as found; `body` is a list of blocks, times are aware."""

    source: str
    source_id: str
    headline: str
    standfirst: str
    slug: str
    body: list[dict[str, Any]]
    published_at: datetime | None
    is_draft: bool
    section: Name | None
    authors: tuple[Name, ...] = ()
    topics: tuple[Name, ...] = ()
    left_out: tuple[Loss, ...] = ()
    lead: FoundPicture | None = None
    # Where readers found it there, so that links from elsewhere go on working.
    old_path: str = ""
    # The same by its number there.
    old_number: str = ""
    # Where it was there before it was renamed.
    earlier_paths: tuple[str, ...] = ()
    community_only: bool = False
    # Those of a live blog; any other story has none.
    entries: tuple[FoundEntry, ...] = ()
    ended_at: datetime | None = None

    def pictures(self) -> list[FoundPicture]:
        """Return the pictures it shows, the lead first."""
        shown = [block["picture"] for block in self.body if block["type"] == "image"]
        shown += [entry.picture for entry in self.entries if entry.picture]
        return [self.lead, *shown] if self.lead else shown

    def fingerprint(self) -> str:
        """Return what tells this story from what it was at another time."""
        facts = [
            getattr(self, each.name)
            for each in fields(self)
            # What no live blog is stays as known as it was before there were any.
            if each.name not in NOT_OF_THE_STORY
            and not (each.name in OF_LIVE_BLOGS and not self.entries)
        ]
        return hashlib.blake2b(repr(facts).encode(), digest_size=16).hexdigest()
