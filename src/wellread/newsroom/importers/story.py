"""What an importer finds in somebody else's file, before it is ours."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any


class ImportFault(Exception):
    """The file cannot be read; the message says where it breaks."""


@dataclass(frozen=True, slots=True)
class Name:
    """A section, topic or author: how it is written, and its slug there."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as their page names it, and the words that came with it."""

    src: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Story:
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
    left_out: tuple[str, ...] = ()
    lead: Picture | None = None
    # Where readers found it there, so that links from elsewhere go on working.
    old_path: str = ""

    def pictures(self) -> list[Picture]:
        """Return the pictures it shows, the lead first."""
        shown = [block["picture"] for block in self.body if block["type"] == "image"]
        return [self.lead, *shown] if self.lead else shown

    def fingerprint(self) -> str:
        """Return what tells this story from what it was at another time."""
        facts = [getattr(self, each.name) for each in fields(self)]
        return hashlib.blake2b(repr(facts).encode(), digest_size=16).hexdigest()


@dataclass(slots=True)
class Report:
    """What was brought in, what was there already, and what was not brought in and why."""

    brought_in: list[str] = field(default_factory=list)
    brought_up_to_date: list[str] = field(default_factory=list)
    there_already: int = 0
    pictures: int = 0
    pictures_missed: int = 0
    comments: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    def read(self, what: str, story: Callable[[], "Story"]) -> Iterator["Story"]:
        """Yield a story as it is read; one that cannot be is noted, and the others go on."""
        try:
            yield story()
        except (ValueError, RecursionError) as fault:
            self.skip(what, f"it could not be read: {fault}")

    def skip(self, what: str, why: str) -> None:
        """Note something that was not brought in."""
        self.skipped.append((what, why))
