"""What a template is given: plain facts about one page, never a row of the database."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

# What machines are told of a page is added by `machines.structured_data.told`.
NOTHING_TOLD: Mapping[str, str] = MappingProxyType({})


class Picture(NamedTuple):
    """An image with its widths; ``sizes`` suits a lead image, a template may have its own."""

    src: str
    srcset: str
    sizes: str
    width: int
    height: int
    alt: str
    caption: str = ""
    credit: str = ""
    # The caption with its links and emphasis; empty where it has none.
    caption_html: str = ""


class Byline(NamedTuple):
    """One author of one story; ``role`` is empty for plain writing."""

    name: str
    url: str
    role: str
    portrait: Picture | None


class TopicLink(NamedTuple):
    """A topic, enough to link to it."""

    name: str
    slug: str
    url: str


class SectionLink(NamedTuple):
    """A section, enough to link to it."""

    name: str
    slug: str
    url: str


class Teaser(NamedTuple):
    """A story as lists show it; ``kind`` is "article" or "live_blog"."""

    id: str
    headline: str
    standfirst: str
    url: str
    section: SectionLink
    kind: str
    article_kind: str
    label: str
    published_at: datetime
    updated_at: datetime | None
    picture: Picture | None
    bylines: tuple[Byline, ...]
    community_only: bool
    is_live_open: bool
    sponsored_by: str
    reading_minutes: int
    # Empty: the edition's.
    language: str


class Entry(NamedTuple):
    """One entry of a live blog; a removed one keeps its place and shows only that it is gone."""

    id: str
    url: str
    anchor: str
    headline: str
    html: str
    published_at: datetime
    updated_at: datetime | None
    bylines: tuple[Byline, ...]
    key_event: bool
    pinned: bool
    picture: Picture | None
    removed: bool
    sequence: int


class Live(NamedTuple):
    """One page of a live blog's entries, newest first; ``status`` is "open" or "closed"."""

    status: str
    started_at: datetime
    ended_at: datetime | None
    summary_html: str
    entries: tuple[Entry, ...]
    pinned: Entry | None
    key_events: tuple[Entry, ...]
    newer_url: str | None
    older_url: str | None
    page_number: int
    page_count: int
    entry_count: int


class ArticlePage(NamedTuple):
    """An article or live blog as one reader may see it; ``body_html`` holds no more than that."""

    id: str
    kind: str
    path: str
    canonical_url: str
    headline: str
    standfirst: str
    section: SectionLink
    label: str
    article_kind: str
    bylines: tuple[Byline, ...]
    topics: tuple[TopicLink, ...]
    published_at: datetime
    updated_at: datetime | None
    picture: Picture | None
    body_html: str
    opening_html: str
    community_only: bool
    is_whole: bool
    sensitive: bool
    sponsored_by: str
    related: tuple[Teaser, ...]
    reading_minutes: int
    language: str
    facts: dict[str, Any]
    live: Live | None
    # The lead image in the shapes that other sites cut to: address, width, height.
    shared_pictures: tuple[tuple[str, int, int], ...]
    structured_data: str = ""
    social: Mapping[str, str] = NOTHING_TOLD


class EntryPage(NamedTuple):
    """One entry on a page of its own, with the live blog it belongs to."""

    entry: Entry
    live_blog: ArticlePage
    headline: str
    path: str
    canonical_url: str
    place_url: str
    section: SectionLink
    structured_data: str = ""
    social: Mapping[str, str] = NOTHING_TOLD


class AuthorProfile(NamedTuple):
    """Who an author is, for the head of the author's page."""

    name: str
    role: str
    portrait: Picture | None
    profile_url: str


class ListPage(NamedTuple):
    """A page of teasers, newest first: a section, a topic or an author."""

    title: str
    description: str
    path: str
    canonical_url: str
    teasers: tuple[Teaser, ...]
    page_number: int
    newer_url: str | None
    older_url: str | None
    feed_url: str | None
    author: AuthorProfile | None
    section: SectionLink | None
    structured_data: str = ""
    social: Mapping[str, str] = NOTHING_TOLD


class SearchResult(NamedTuple):
    """A story that was searched for, as HTML in which the words are marked."""

    teaser: Teaser
    headline: str
    excerpt: str


class SearchPage(NamedTuple):
    """A page of what was found; ``found_count`` is the least there is when there ``is_more``."""

    title: str
    canonical_url: str
    words: str
    found: tuple[SearchResult, ...]
    found_count: int
    is_more: bool
    sections: tuple[SectionLink, ...]
    section: str
    by_date: bool
    best_url: str
    newest_url: str
    everywhere_url: str
    page_number: int
    newer_url: str | None
    older_url: str | None

    @property
    def is_asked(self) -> bool:
        """Whether somebody looks for something: only the bare form is for search engines."""
        return bool(self.words or self.section or self.by_date)


class FrontPage(NamedTuple):
    """The front; a story appears in one place only, except among the most recent."""

    lead: Teaser | None
    tops: tuple[Teaser, ...]
    live: Teaser | None
    opinion: tuple[Teaser, ...]
    groups: tuple[tuple[SectionLink, tuple[Teaser, ...]], ...]
    most_recent: tuple[Teaser, ...]
    canonical_url: str
    structured_data: str = ""
    social: Mapping[str, str] = NOTHING_TOLD


class PlainPage(NamedTuple):
    """A standing page: about, funding, corrections, privacy."""

    title: str
    description: str
    slug: str
    path: str
    canonical_url: str
    body_html: str
    updated_at: datetime | None
