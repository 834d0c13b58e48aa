import pytest

from wellread.newsroom.rules import (
    Player,
    label,
    news_language,
    opening,
    part,
    pieces,
    plain_text,
    player,
    public_path,
    reading_minutes,
)


def test_plain_news_needs_no_label():
    labels = [
        label(kind, sponsored_by="", is_live=False, is_open=False)
        for kind in ("news", "feature", "opinion", "explainer")
    ]

    assert labels == ["", "", "Opinion", "Explainer"]


def test_who_paid_stands_above_the_headline():
    shown = label("sponsored", sponsored_by="Orra Bank", is_live=False, is_open=False)

    assert shown == "Sponsored by Orra Bank"


def test_a_closed_live_blog_says_that_it_is_over():
    labels = [
        label("news", sponsored_by="", is_live=True, is_open=is_open) for is_open in (True, False)
    ]

    assert labels == ["Live", "As it happened"]


def test_an_opening_ends_after_its_second_piece_of_text():
    chunks = [("<h2>A</h2><p>1</p>", True), ("<img>", False), ("<p>2</p>", True)]
    rest = [("<img>", False), ("<p>3</p>", True)]

    assert opening([*chunks, *rest]) == "<h2>A</h2><p>1</p><img><p>2</p>"


@pytest.mark.parametrize(("count", "kept"), [(1, ""), (2, "<p>1</p>"), (3, "<p>1</p><p>2</p>")])
def test_an_opening_always_leaves_something_out(count, kept):
    chunks = [(f"<p>{number}</p>", True) for number in range(1, count + 1)]

    assert opening(chunks) == kept


def test_text_is_taken_apart_after_paragraphs_and_lists():
    html = "<h2>A</h2><p>1</p><ul><li>x</li></ul><h3>B</h3><p>2</p>"

    assert pieces(html) == ["<h2>A</h2><p>1</p>", "<ul><li>x</li></ul>", "<h3>B</h3><p>2</p>"]


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        (
            "https://www.youtube.com/watch?v=abcdefghi-_",
            Player("YouTube", "https://www.youtube-nocookie.com/embed/abcdefghi-_"),
        ),
        (
            "https://youtu.be/abcdefghijk?t=3",
            Player("YouTube", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
        ),
        (
            "https://www.youtube.com/embed/abcdefghijk",
            Player("YouTube", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
        ),
        (
            "https://vimeo.com/76979871",
            Player("Vimeo", "https://player.vimeo.com/video/76979871?dnt=1"),
        ),
        ("http://youtu.be/abcdefghijk", None),
        ("https://youtu.be/..%2F..%2Fx", None),
        ("https://youtube.com.evil.example/watch?v=abcdefghijk", None),
        ("https://evil.example/abcdefghijk", None),
        ("javascript:alert(1)", None),
    ],
)
def test_only_players_on_the_list_are_offered(address, answer):
    assert player(address) == answer


@pytest.mark.parametrize(
    ("entries", "first", "last"), [(0, 0, 0), (9, 0, 9), (19, 0, 19), (20, 10, 20), (25, 10, 25)]
)
def test_the_newest_part_of_a_live_blog_is_never_short(entries, first, last):
    newest = part(entries, 1)

    assert (newest.start, newest.stop) == (first, last)


def test_a_link_to_an_older_part_keeps_its_entries_while_new_ones_arrive():
    shown = {(part(entries, 2).start, part(entries, 2).stop) for entries in range(20, 200)}

    assert shown == {(0, 10)}


def test_every_entry_of_a_live_blog_is_on_exactly_one_part():
    for entries in range(120):
        found, number = [], 1
        while number is not None:
            here = part(entries, number)
            found = [*range(here.start, here.stop), *found]
            number = here.older
        assert found == list(range(entries))


def test_newer_is_the_way_back_from_older():
    way, number = [], 1
    while number is not None:
        way.append(number)
        number = part(45, number).older
    back, number = [], way[-1]
    while number is not None:
        back.append(number)
        number = part(45, number).newer

    assert (way, back) == ([1, 4, 3, 2], [2, 3, 4, 1])


@pytest.mark.parametrize("number", [-1, 0, 5, 6, 999])
def test_there_is_no_part_past_the_last(number):
    assert part(45, number) is None


def test_a_page_is_addressed_below_the_front():
    assert [public_path(path) for path in ("/front/", "/front/world/a/")] == ["/", "/world/a/"]


def test_reading_takes_a_minute_at_least():
    assert [reading_minutes("<p>Short.</p>"), reading_minutes("<p>word </p>" * 231)] == [1, 2]


def test_plain_text_is_one_line_of_words():
    assert plain_text("<p>Fish &amp; chips</p>\n<p>at <b>noon</b></p>") == "Fish & chips at noon"


@pytest.mark.parametrize(
    ("code", "language"),
    [("en", "en"), ("pt-br", "pt"), ("zh-hans", "zh-cn"), ("zh-Hant-HK", "zh-tw")],
)
def test_news_sitemaps_name_languages_by_two_letters_and_chinese_by_its_script(code, language):
    assert news_language(code) == language
