"""While a page is drawn anew, others get the one of before, unless nobody may have it any more."""

import threading
import time

import pytest

from wellread.pageview import cache, epoch
from wellread.pageview.cache import CachedPage, Key, PageCache
from wellread.pageview.epoch import Step
from wellread.pageview.today import today
from wellread.pageview.variant import PUBLIC

KEY = Key("localhost", "/harbour/first/", "", PUBLIC, "")


def page_of(*names, body=b"before", day=None):
    return CachedPage((), 'W/"1"', body, frozenset(names), today() if day is None else day)


def step_of(number, *names, is_urgent=False, ago=0.0):
    return Step(number, frozenset(names) or None, is_urgent, time.time() - ago)


@pytest.fixture
def pages():
    kept = PageCache()
    kept.put(KEY, page_of("story-1", "list-all"), 1)
    return kept


@pytest.mark.parametrize(
    ("names", "is_true"),
    [(["story-2"], True), (["story-2", "list-all"], False), (["story-1"], False), ([], False)],
    ids=["another's", "its list", "its story", "everything"],
)
def test_a_page_is_outdated_by_what_it_shows(pages, names, is_true):
    pages.let_go(step_of(2, *names))

    assert (pages.get(KEY) is not None) is is_true


def test_a_page_without_names_is_outdated_by_anything():
    pages = PageCache()
    pages.put(KEY, page_of(), 1)

    pages.let_go(step_of(2, "story-9"))

    assert pages.get(KEY) is None


def test_who_comes_while_a_page_is_drawn_anew_gets_the_one_of_before(pages):
    pages.let_go(step_of(2, "story-1"))

    with pages.rendering(KEY):
        assert pages.meanwhile(KEY) == page_of("story-1", "list-all")


def test_nobody_gets_it_when_nobody_draws(pages):
    pages.let_go(step_of(2, "story-1"))
    pages.rendering(KEY)

    assert pages.meanwhile(KEY) is None


@pytest.mark.parametrize(("ago", "is_shown"), [(58, True), (60, False), (3600, False)])
def test_a_page_of_before_is_shown_for_a_minute_from_the_change_on(pages, ago, is_shown):
    pages.let_go(step_of(2, "story-1", ago=ago))
    pages.let_go(step_of(3, "story-1"))

    with pages.rendering(KEY):
        assert (pages.meanwhile(KEY) is not None) is is_shown


def test_what_was_withdrawn_is_shown_to_nobody(pages):
    pages.let_go(step_of(2, "story-1"))
    pages.let_go(step_of(3, "story-1", is_urgent=True))

    with pages.rendering(KEY):
        assert pages.meanwhile(KEY) is None


def test_a_page_of_yesterday_is_shown_only_while_it_is_drawn(monkeypatch):
    pages = PageCache()
    pages.put(KEY, page_of("front", day=today() - 1), 1)
    monkeypatch.setattr(cache, "day_began_at", lambda: time.time() - 5)

    assert pages.get(KEY) is None
    with pages.rendering(KEY):
        assert pages.meanwhile(KEY) is not None


@pytest.mark.parametrize(
    ("names", "is_kept"), [(["story-1"], False), (["story-2"], True), ([], False)]
)
def test_a_page_is_not_kept_if_what_it_shows_changed_while_it_was_drawn(names, is_kept):
    pages = PageCache()
    pages.let_go(step_of(7, *names))

    pages.put(KEY, page_of("story-1"), 6)

    assert (pages.get(KEY) is not None) is is_kept


def test_a_page_begun_before_anything_that_is_remembered_is_not_kept(monkeypatch):
    monkeypatch.setattr(cache, "STEPS_REMEMBERED", 3)
    pages = PageCache()
    for number in range(5, 9):
        pages.let_go(step_of(number, "story-2"))

    pages.put(KEY, page_of("story-1"), 4)

    assert pages.get(KEY) is None


def test_a_page_that_was_given_up_is_no_more_looked_for():
    pages = PageCache(largest_bytes=10)
    for number in range(9):
        pages.put(KEY._replace(path=f"/{number}/"), page_of(f"story-{number}"), 1)

    assert set(pages._showing) == {"story-8"}


def test_readers_do_not_wait_for_one_who_draws(rf, monkeypatch):
    kept = PageCache()
    monkeypatch.setattr(cache, "pages", kept)
    monkeypatch.setattr(epoch, "current", lambda: 1)
    monkeypatch.setattr(cache, "_is_reading", lambda path: True)
    request = rf.get("/harbour/first/", headers={"Host": "localhost"})
    kept.put(KEY, page_of("story-1"), 1)
    kept.let_go(step_of(2, "story-1"))
    answers = []

    def draw(request):
        # Somebody else comes while this one draws.
        other = threading.Thread(
            target=lambda: answers.append(cache.PageCacheMiddleware(draw)(request))
        )
        other.start()
        other.join(timeout=30)
        return answers[0]

    cache.PageCacheMiddleware(draw)(request)

    assert [answer.content for answer in answers] == [b"before"]
