"""What readers find by the words they type, in any script."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.search.backends import get_search_backend
from wagtail.search.query import Not, PlainText

from tests.newsroom.press import make_article, make_community_article, make_entries, make_live_blog
from wellread.newsroom import actions, queries, search_terms
from wellread.newsroom.models import LiveEntry, Story

pytestmark = pytest.mark.django_db


def found(words: str) -> list[str]:
    return [each.teaser.headline for each in queries.search(words).found]


@pytest.mark.parametrize(
    ("headline", "asked"),
    [
        ("東京の港で火災", ["東京", "火災", "港", "港で火災"]),
        ("サーバーが止まる", ["サーバー", "ｻｰﾊﾞｰ"]),
        ("서울에서 불이 났다", ["서울", "서울에서"]),
        ("ไฟไหม้ที่ท่าเรือ", ["ท่าเรือ"]),
        ("הספר החדש של הנמל", ["נמל", "הנמל", "ספר חדש", "והנמל"]),
        ("בַּבַּיִת", ["בבית", "בית", "בַּיִת", "הבית"]),
        ("ארה״ב מגיבה", ["ארה״ב", 'ארה"ב', "ארהב"]),
        ("والكتاب الجديد", ["كتاب", "الكتاب", "والكتاب", "كِتَاب", "جديد"]),
        ("مكتبة المدينة", ["مكتبه", "بالمدينة", "للمدينة", "مدينة"]),
        ("Seahorses return", ["seahorse", "Seahorses", "SEAHORSE returning"]),
        ("Wet café at the quay’s end", ["cafe", "CAFÉ", "quay", "quay's end"]),
        ("Ölpreis steigt", ["ölpreis", "olpreis"]),
        ("नमस्ते दुनिया", ["दुनिया"]),
        ("Έλληνες ψαράδες", ["ελληνες", "ΨΑΡΑΔΕΣ"]),
        ("B-52 over Saltmere", ["b-52", "52"]),
    ],
)
def test_a_story_is_found_by_what_readers_type(headline: str, asked: list[str]) -> None:
    make_article(headline)
    make_article("Another tide", standfirst="Nothing of the kind.")

    assert {words: found(words) for words in asked} == {words: [headline] for words in asked}


@pytest.mark.parametrize(
    ("headline", "asked"),
    [
        ("東京の港で火災", ["京東", "大阪", "火山"]),
        ("בלון באוויר", ["מלון", "המלון"]),
        ("والكتاب الجديد", ["مكتب"]),
        ("Seahorses return", ["horse", "se"]),
    ],
)
def test_a_story_is_not_found_by_other_words(headline: str, asked: list[str]) -> None:
    make_article(headline)

    assert {words: found(words) for words in asked} == {words: [] for words in asked}


def test_all_words_must_be_there() -> None:
    make_article("Herring and tide")
    make_article("Herring alone", standfirst="Silver.")

    assert found("herring tide") == ["Herring and tide"]


def test_an_author_finds_her_stories_by_the_name_she_has_now(
    django_capture_on_commit_callbacks,
) -> None:
    author = actions.create_author(name="Ines Calloway")
    make_article("Herring", authors=[author])
    before = (found("calloway"), found("Ines Calloway"))

    with django_capture_on_commit_callbacks(execute=True):
        author.name = "Ines Marlowe"
        author.save()

    assert before == (["Herring"], ["Herring"])
    assert (found("calloway"), found("marlowe")) == ([], ["Herring"])


def test_a_live_blog_is_found_by_its_entries_until_they_are_removed(
    django_capture_on_commit_callbacks,
) -> None:
    blog = make_live_blog()
    with django_capture_on_commit_callbacks(execute=True):
        [first, second] = make_entries(blog, 2)
        for entry, word in ((first, "Lighthouses"), (second, "Cormorants")):
            entry.text = f"<p>{word} seen.</p>"
            entry.save()
    before = (found("lighthouse"), found("cormorant"))

    with django_capture_on_commit_callbacks(execute=True):
        first.state = LiveEntry.REMOVED
        first.save()
        second.state = LiveEntry.DRAFT
        second.save()

    assert before == ([blog.title], [blog.title])
    assert (found("lighthouse"), found("cormorant")) == ([], [])


def test_a_community_story_is_found_by_its_opening_alone() -> None:
    make_community_article("Zephyr")

    assert (found("zephyr"), found("second paragraph"), found("zanzibarine")) == (
        ["Zephyr"],
        ["Zephyr"],
        [],
    )


@pytest.mark.parametrize("language", ["en-us", "he", "xx", ""])
def test_whatever_is_asked_is_among_what_is_found(language: str) -> None:
    text = "Seahorses, בבית והכלב 東京 الكتاب café l’eau x ה ال 5G"

    for word in text.split():
        asked = search_terms.of_question(word, language).split()
        assert set(asked) <= set(search_terms.of_text(text, language).split()), word


def test_what_is_found_is_ranked_by_one_search() -> None:
    for number in range(3):
        make_article(f"Herring {number}", standfirst="herring " * number)
    stories = Story.objects.order_by("pk")
    before = {story.title for story in stories.search("herring")}

    with CaptureQueriesContext(connection) as asked:
        found = list(Story.objects.search("herring")[:2])

    assert before == {"Herring 0", "Herring 1", "Herring 2"}
    assert len(found) == 2
    # Nor is it asked again for each of them: that costs the square of what is found.
    assert [sql["sql"].count("MATCH") for sql in asked] in ([1, 0], [0])


def test_each_story_found_is_on_one_page() -> None:
    made = [make_article("Herring", slug=f"herring-{number}").pk for number in range(45)]

    pages = [queries.search("herring", number) for number in (1, 2, 3)]

    found = [int(teaser.id) for page in pages for teaser in (each.teaser for each in page.found)]
    assert sorted(found) == made
    assert [bool(page.older_url) for page in pages] == [True, True, False]
    assert [queries.search("herring", number) for number in (-1, 0, 4)] == [None, None, None]


def test_what_is_left_out_is_left_out(db: None) -> None:
    make_article("Herring")
    make_article("Whiting")

    found = get_search_backend().search(Not(PlainText("herring")), Story)

    assert ([story.title for story in found], found.count()) == (["Whiting"], 1)
    beginning = get_search_backend().autocomplete("whit", Story)
    assert [story.title for story in beginning] == ["Whiting"]
