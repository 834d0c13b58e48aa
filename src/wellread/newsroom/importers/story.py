"""What an importer finds in somebody else's file, before it is ours."""

from dataclasses import dataclass, field
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


@dataclass(slots=True)
class Report:
    """What was brought in, what was there already, and what was not brought in and why."""

    brought_in: list[str] = field(default_factory=list)
    there_already: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    def skip(self, what: str, why: str) -> None:
        """Note something that was not brought in."""
        self.skipped.append((what, why))
