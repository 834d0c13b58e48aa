from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.engine.invented import DAY_S, NOW, SECTIONS, TOPICS, views
from wellread.engine.cap import Encounter, dismissed_by
from wellread.engine.history import (
    LONGEST_ID,
    LONGEST_WORD,
    MOST_TOPICS,
    Limits,
    Page,
    View,
    count,
    fitted,
    merge,
    prune,
    window,
)
from wellread.engine.values import Moment, moment, spell

CLIENT = Path(__file__).parents[2] / "src" / "wellread" / "client"
FEW = Limits(days=30, entries=3)
ON_SCREEN = Page("a1", "article", "world", ("syria",), sensitive=False, sponsored=False)
WINDOWS = st.builds(
    window,
    st.sampled_from((1, 7, 30, 90)),
    st.frozensets(st.sampled_from(SECTIONS), max_size=2),
    st.frozensets(st.sampled_from(TOPICS), max_size=2),
)


def read(documents):
    return [
        View(one["article"], moment(one["at"]), one["section"], one["topics"]) for one in documents
    ]


HISTORIES = views().map(read)


@given(HISTORIES, HISTORIES)
def test_merging_takes_either_side_first(a, b):
    assert merge(a, b, NOW, FEW) == merge(b, a, NOW, FEW)


@given(HISTORIES, HISTORIES, HISTORIES)
def test_merging_takes_any_two_first(a, b, c):
    ab, bc = merge(a, b, NOW, FEW).views.values(), merge(b, c, NOW, FEW).views.values()

    assert merge(ab, c, NOW, FEW) == merge(a, bc, NOW, FEW)


@given(HISTORIES)
def test_merging_a_history_with_itself_changes_nothing(a):
    once = merge(a, [], NOW, FEW)

    assert merge(once.views.values(), once.views.values(), NOW, FEW) == once
    assert merge(a, a, NOW, FEW) == once


@given(HISTORIES, st.randoms(use_true_random=False), WINDOWS)
def test_the_count_never_depends_on_the_order_of_views(a, chance, within):
    shuffled = list(a)
    chance.shuffle(shuffled)

    counted = count(prune(shuffled, NOW), ON_SCREEN, within)

    assert counted == count(prune(a, NOW), ON_SCREEN, within)


@given(HISTORIES, HISTORIES, WINDOWS)
def test_the_count_of_two_devices_is_that_of_all_their_views(a, b, within):
    merged = merge(prune(a, NOW).views.values(), prune(b, NOW).views.values(), NOW)

    assert count(merged, ON_SCREEN, within) == count(prune([*a, *b], NOW), ON_SCREEN, within)


@given(HISTORIES, st.sampled_from((1, 7, 30, 90)))
def test_the_plain_count_is_that_of_distinct_articles(a, days):
    start = NOW - days * DAY_S
    recent = {one.article for one in a if start < one.at <= NOW}

    assert count(prune(a, NOW), ON_SCREEN, window(days)) == len(recent | {"a1"})


def test_the_newest_entries_are_kept():
    read_often = [View(f"{number:04}", NOW - number, None, []) for number in range(1200)]

    kept = prune(reversed(read_often), NOW)

    assert list(kept.views) == [f"{number:04}" for number in range(1000)]


def test_entries_of_one_second_are_kept_in_the_order_of_their_ids():
    at_once = [View(article, NOW, None, []) for article in ("\U00010000", "\ue000", "b", "a")]

    assert list(prune(at_once, NOW, Limits(entries=3)).views) == ["a", "b", "\ue000"]


def test_views_older_than_the_longest_window_are_pruned():
    old = [View("edge", NOW - 30 * DAY_S, None, []), View("in", NOW - 30 * DAY_S + 1, None, [])]

    assert list(prune(old, NOW, Limits(days=30)).views) == ["in"]


def test_equal_windows_are_one_object():
    assert window(30, frozenset({"world"})) is window(30, frozenset(["world"]))


@given(st.integers(0, 253_402_300_799))
def test_a_time_written_is_read_again(at):
    assert moment(spell(at)) == at


def test_a_view_at_the_start_of_the_window_is_not_counted():
    edge = NOW - 30 * DAY_S
    read_before = [View("a1", edge, "world", ["syria"]), View("a2", edge, "world", [])]
    read_since = [View("a3", edge + 1, "world", [])]
    history = prune([*read_before, *read_since], NOW)

    in_all, in_world = window(30), window(30, frozenset({"world"}))
    assert (count(history, ON_SCREEN, in_all), count(history, ON_SCREEN, in_world)) == (2, 2)


def test_of_a_section_and_none_in_one_second_the_section_stands():
    def standing(*sections):
        views = [View("a1", NOW, section, []) for section in sections]
        return [one.section for one in prune(views, NOW).views.values()]

    assert standing(None, "", None) == [""]
    assert standing("", "A") == standing("A", "") == ["A"]


def test_without_a_limit_of_days_views_of_all_time_are_kept():
    assert list(prune([View("first", 0, None, [])], NOW).views) == ["first"]


def test_a_dismissal_in_the_first_second_of_all_is_one():
    assert dismissed_by([Encounter("spring", "overlay", Moment(0))], 0) == {"spring": 0}


def test_a_window_tells_what_it_takes_in():
    assert repr(window(7, frozenset({"world"}))) == "Window(7, {'world'}, set())"


def test_a_view_is_kept_no_longer_than_a_newsroom_would_have_it():
    topics = tuple(f"topic-{number:02}" for number in range(30))
    long = View("https://x.example/" + "a" * 600, 5, "s" * 200, topics)

    kept = fitted(long)

    assert kept == View("a" * LONGEST_ID, 5, "s" * LONGEST_WORD, topics[:MOST_TOPICS])
    assert fitted(kept) is kept


def test_the_browser_keeps_as_much():
    script = (CLIENT / "engine" / "history.js").read_text()

    for name, most in {
        "LONGEST_ID": LONGEST_ID,
        "LONGEST_WORD": LONGEST_WORD,
        "MOST_TOPICS": MOST_TOPICS,
    }.items():
        assert f"export const {name} = {most}\n" in script
