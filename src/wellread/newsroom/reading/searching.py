"""Searches of readers, held to what a process can spare: whoever reads waits for none of them."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from wellread.newsroom.reading import found_stories
from wellread.newsroom.reading.found_stories import SearchWords
from wellread.newsroom.rendering.pages import SearchPage

# Of a process's four threads at most two have to do with searches: one that searches, and one
# that waits its turn for as long as a reader does.
IN_HAND, AT_ONCE = 2, 1
TURN_WITHIN_S = 1.0
# Searches have a fifth of a process's time: after each they rest four times as long as it took.
REST = 4
# An answer is kept for as long as shared caches keep pages, and until something is published.
KEPT_S = 60.0
MOST_KEPT = 200
# More than anybody types.
SEARCHES_A_MINUTE = 20

_in_hand, _turn = BoundedSemaphore(IN_HAND), BoundedSemaphore(AT_ONCE)
# Whoever has the turn may begin from then on.
_rested_at = 0.0
_kept: dict[tuple[SearchWords, int], tuple[float, SearchPage | None]] = {}
_counted: Counter[str] = Counter()
_counting_since = 0.0
_counting = Lock()


class Busy(Exception):
    """There is no time for another search now."""


class TooOften(Exception):
    """This reader has searched more often within a minute than people do."""


def search(asked: SearchWords, page: int = 1, *, reader: str | None = None) -> SearchPage | None:
    """Return a page of what is found, None when there is no such page.

    Raises Busy when others are searching, TooOften when `reader` (the network that asks, None
    when it is unknown) does so all the time. What was answered just now costs neither.
    """
    now = time.monotonic()
    key, kept = (asked, page), _kept
    at, answer = kept.get(key, (float("-inf"), None))
    if now - at < KEPT_S:
        return answer
    _count(reader, now)
    with _one_at_a_time():
        answer = found_stories.search(asked, page)
    if len(kept) >= MOST_KEPT:
        kept.clear()
    kept[key] = (now, answer)
    return answer


def forget() -> None:
    """Search anew for whatever is asked: something was published or taken down."""
    global _kept
    # What is found meanwhile goes into the dict that is thrown away.
    _kept = {}


def _count(reader: str | None, now: float) -> None:
    global _counting_since
    if reader is None:
        return
    with _counting:
        if now - _counting_since >= 60:
            _counted.clear()
            _counting_since = now
        _counted[reader] += 1
        if _counted[reader] > SEARCHES_A_MINUTE:
            raise TooOften


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not _in_hand.acquire(blocking=False):
        raise Busy
    try:
        if not _turn.acquire(timeout=TURN_WITHIN_S):
            raise Busy
        try:
            with _resting_after():
                yield
        finally:
            _turn.release()
    finally:
        _in_hand.release()


@contextmanager
def _resting_after() -> Iterator[None]:
    """Let what takes the processor rest for longer than it took, so that pages go out between."""
    global _rested_at
    time.sleep(max(0.0, _rested_at - time.monotonic()))
    began = time.thread_time()
    try:
        yield
    finally:
        took_s = time.thread_time() - began
        _rested_at = time.monotonic() + min(REST * took_s, TURN_WITHIN_S)
