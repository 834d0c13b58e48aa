"""What readers may see, as plain facts: the room's reads, gathered for the rooms above."""

from collections.abc import Set as AbstractSet
from datetime import datetime

from wellread.newsroom.machines.structured_data import told
from wellread.newsroom.reading import (
    article_pages,
    found_stories,
    front_page,
    list_pages,
    related_stories,
    searching,
)
from wellread.newsroom.reading.searching import Busy as SearchBusy
from wellread.newsroom.reading.searching import TooOften as SearchTooOften
from wellread.newsroom.reading.standing_pages import standing_page
from wellread.newsroom.rendering import brand, navigation
from wellread.newsroom.rendering.navigation import menu
from wellread.newsroom.rendering.pages import (
    ArticlePage,
    EntryPage,
    FrontPage,
    ListPage,
    SearchPage,
)
from wellread.newsroom.rendering.public_links import is_public

__all__ = [
    "SearchBusy",
    "SearchTooOften",
    "article",
    "author",
    "entry",
    "forget",
    "front",
    "is_public",
    "menu",
    "search",
    "section",
    "standing_page",
    "topic",
]


def forget(changed: AbstractSet[str] | None = None) -> None:
    """Read anew what is kept in memory: something was published, here or in another process.

    `changed` has the names (see `shown`) of what alone that was, if not of everything.
    """
    if changed is None:
        brand.forget()
        navigation.forget()
    related_stories.forget(changed)
    searching.forget()


def article(path: str, *, community_content: bool, page_number: int = 1) -> ArticlePage | None:
    """Return the story at a path as this reader may see it, or None; three queries."""
    page = article_pages.article(path, community_content=community_content, page_number=page_number)
    return page and told(page)


def entry(path: str, number: int, *, community_content: bool = False) -> EntryPage | None:
    """Return one published entry of the live blog at a path, or None."""
    page = article_pages.entry(path, number, community_content=community_content)
    return page and told(page)


def front(now: datetime) -> FrontPage:
    """Return the front as it stands at a moment."""
    return told(front_page.front(now))


def section(slug: str, page: int = 1) -> ListPage | None:
    """Return a page of a section's stories, or None when there is no such section or page."""
    found = list_pages.section(slug, page)
    return found and told(found)


def topic(slug: str, page: int = 1) -> ListPage | None:
    """Return a page of the stories on a topic, or None."""
    found = list_pages.topic(slug, page)
    return found and told(found)


def author(slug: str, page: int = 1) -> ListPage | None:
    """Return a page of what an author wrote, with who they are, or None."""
    found = list_pages.author(slug, page)
    return found and told(found)


def search(
    words: str,
    page: int = 1,
    *,
    section: str = "",
    order: str = "",
    reader: str | None = None,
) -> SearchPage | None:
    """Return a page of the stories that hold all the words; none for no words.

    `section` is the slug of the one to look in, `order` is "newest" or the best first. Raises
    SearchBusy or SearchTooOften; `reader` is the network that asks.
    """
    asked = found_stories.asked_for(words, section, order)
    return searching.search(asked, page, reader=reader)
