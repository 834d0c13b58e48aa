"""What a page shows, collected while it is drawn: by these names a kept page is let go again.

Whatever a reading query looked at counts, also what it then left out: a change may bring it in.
The sections' names, the standing pages' titles and the paper's looks are on every page, and
have no name here: when they change, every page does.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

FRONT = "front"
# Which live blog is the newest that is being written.
LIVE_BLOGS = "live-blogs"
# What is found for some words, which no kept page shows.
SEARCH = "search"

_names: ContextVar[set[str] | None] = ContextVar("names of what is shown", default=None)


@contextmanager
def collected() -> Iterator[set[str]]:
    """Yield a set that fills with the names of what is read meanwhile in this thread."""
    names: set[str] = set()
    token = _names.set(names)
    try:
        yield names
    finally:
        _names.reset(token)


def add(*names: str) -> None:
    """Say that the page being drawn, if there is one, shows these."""
    collecting = _names.get()
    if collecting is not None:
        collecting.update(names)


def add_stories(stories: Iterable[int]) -> None:
    """Say that it shows these stories, or asked whether they are public."""
    add(*map(story, stories))


def story(pk: int) -> str:
    """Return the name of a story: its own words, its byline, topics, entries and pictures."""
    return f"story-{pk}"


def author(pk: int) -> str:
    """Return the name of an author."""
    return f"author-{pk}"


def topic(pk: int) -> str:
    """Return the name of a topic."""
    return f"topic-{pk}"


def section(pk: int) -> str:
    """Return the name of what a section says on its own page alone."""
    return f"section-{pk}"


def standing_page(pk: int) -> str:
    """Return the name of a standing page."""
    return f"standing-{pk}"


def listing(name: str) -> str:
    """Return the name of which stories stand in a list, and in which order."""
    return f"list-{name.replace(' ', '-')}"
