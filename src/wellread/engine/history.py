"""What a reader has read, and the article count."""

from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, NamedTuple

from msgspec.structs import force_setattr

from wellread.engine.schema import Part, says
from wellread.engine.values import DAY_S, Moment

COUNTED_KINDS = frozenset({"article", "live_blog"})
# What is longer, or more, is no id and no word of a newsroom. Another site's page may say it all
# the same; kept a thousand times it would fill what a browser gives to that site. An id is kept by
# its end, by which addresses differ.
LONGEST_ID = 500
LONGEST_WORD = 120
MOST_TOPICS = 20


class View(Part, frozen=True):
    """The latest view of one article; its topics stand in code-point order."""

    article: Annotated[str, says("The id of the article.", "a1")]
    at: Annotated[Moment, says("When it was last read.", "2026-11-21T08:00:00Z")]
    section: Annotated[str | None, says("Its section; null: unknown.", "world")]
    topics: Annotated[tuple[str, ...], says("Its topics, in any order.", ["harbour"])]

    def __post_init__(self) -> None:
        # So that equal views compare equal.
        force_setattr(self, "topics", tuple(sorted(self.topics)))


def fitted(view: View) -> View:
    """Return a view as long as a device keeps it."""
    section, topics = view.section, view.topics
    if (
        len(view.article) <= LONGEST_ID
        and len(section or "") <= LONGEST_WORD
        and len(topics) <= MOST_TOPICS
        and all(len(topic) <= LONGEST_WORD for topic in topics)
    ):
        return view
    return View(
        view.article[-LONGEST_ID:],
        view.at,
        section and section[:LONGEST_WORD],
        tuple(topic[:LONGEST_WORD] for topic in topics[:MOST_TOPICS]),
    )


class Limits(NamedTuple):
    """How much of a history is kept: views of the past `days` (None: of all time), newest first."""

    days: int | None = None
    entries: int = 1000


OF_ALL_TIME = Limits()


class Page(Part, frozen=True):
    """The facts of the page on screen."""

    article: Annotated[str | None, says("Its id; null: it has none and is not counted.", "a2")]
    kind: Annotated[str, says("`article` and `live_blog` are counted, others not.", "article")]
    section: Annotated[str | None, says("Its section; null: none.", "world")]
    topics: Annotated[tuple[str, ...], says("Its topics, in any order.", ["harbour"])]
    sensitive: Annotated[bool, says("Whether it is marked as sensitive.", False)]
    sponsored: Annotated[bool, says("Whether somebody else paid for it.", False)]
    silent: Annotated[bool, says("Whether nobody is asked beside it.", False)] = False


class History(NamedTuple):
    """The views that stand at `now`: one for each article (newest first), none in the future."""

    now: int
    views: dict[str, View]
    times: tuple[int, ...]


class Window:
    """What an article count takes in: the past `days`, these sections and any of these topics."""

    __slots__ = ("days", "sections", "topics")

    def __init__(self, days: int, sections: frozenset[str], topics: frozenset[str]) -> None:
        self.days = days
        self.sections = sections
        self.topics = topics

    def __repr__(self) -> str:
        return f"Window({self.days}, {set(self.sections)}, {set(self.topics)})"


# Equal windows are one object, so that a count is looked up by identity:
# hashing two sets anew for every campaign cost more than counting.
@lru_cache(maxsize=4096)
def window(
    days: int, sections: frozenset[str] = frozenset(), topics: frozenset[str] = frozenset()
) -> Window:
    """Return the window of the past `days` × 24 h; empty sections or topics mean all."""
    return Window(days, sections, topics)


PLAIN_WINDOW = window(30)


def merge(
    first: Iterable[View], second: Iterable[View], now: int, limits: Limits = OF_ALL_TIME
) -> History:
    """Return what stands at `now` of two histories: the later view of each article."""
    return prune((*first, *second), now, limits)


def prune(views: Iterable[View], now: int, limits: Limits = OF_ALL_TIME) -> History:
    """Return what stands at `now`: future views dropped first, then the latest of each article."""
    oldest = -1 if limits.days is None else now - limits.days * DAY_S
    standing: dict[str, View] = {}
    for one in views:
        if oldest < one.at <= now:
            rival = standing.get(one.article)
            if rival is None or _rank(one) > _rank(rival):
                standing[one.article] = one
    newest = sorted(standing.values(), key=lambda one: (-one.at, one.article))[: limits.entries]
    return History(
        now, {one.article: one for one in newest}, tuple(one.at for one in reversed(newest))
    )


def count(history: History, page: Page, within: Window) -> int:
    """Return how many articles were read in the window, the page on screen included."""
    start = history.now - within.days * DAY_S
    if within.sections or within.topics:
        return _count_matching(history, page, within, start)
    times = history.times
    read = len(times) - bisect_right(times, start)
    if page.article is None or page.kind not in COUNTED_KINDS:
        return read
    own = history.views.get(page.article)
    return read + 1 if own is None or own.at <= start else read


def _count_matching(history: History, page: Page, within: Window, start: int) -> int:
    on_screen = page.article if page.kind in COUNTED_KINDS else None
    read = sum(
        one.at > start and one.article != on_screen and _matches(one.section, one.topics, within)
        for one in history.views.values()
    )
    return read + (on_screen is not None and _matches(page.section, page.topics, within))


def _rank(one: View) -> tuple[int, bool, str, tuple[str, ...]]:
    # Python compares text by code point, which is also the order of its UTF-8 bytes.
    return one.at, one.section is not None, one.section or "", one.topics


def _matches(section: str | None, topics: tuple[str, ...], within: Window) -> bool:
    return (not within.sections or section in within.sections) and (
        not within.topics or not within.topics.isdisjoint(topics)
    )
