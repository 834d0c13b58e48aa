"""In which order stories are found, and what a search may cost those who read."""

from contextlib import ExitStack
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from wagtail.models import Page

from tests.newsroom.press import hours_ago, make_article, make_entries, make_live_blog
from wellread.accounts import origin
from wellread.newsroom import actions, jobs, queries
from wellread.newsroom.models import SearchedStory
from wellread.newsroom.reading import found_stories, searching
from wellread.newsroom.reading.found_stories import SearchWords

pytestmark = pytest.mark.django_db


def found(words, page=1, **how):
    return [each.teaser.headline for each in queries.search(words, page, **how).found]


def rows():
    return sorted(SearchedStory.objects.values_list("place", "story", "terms"))


def test_what_has_the_words_in_its_headline_comes_first_then_the_newest():
    for hours, headline, standfirst in (
        (1, "Newest", "herring"),
        (3, "Old herring", ""),
        (2, "Herring", ""),
        (9, "Oldest", "herring"),
        (4, "Other", "whiting"),
    ):
        make_article(headline, standfirst=standfirst, published_at=hours_ago(hours))

    assert found("herring") == ["Herring", "Old herring", "Newest", "Oldest"]


def test_the_newest_stand_before_however_many():
    for hours in range(1, 26):
        make_article(f"Catch {hours}", standfirst="herring", published_at=hours_ago(hours))
    make_article("Herring", published_at=hours_ago(90))

    first, second = found("herring"), found("herring", 2)

    assert first == ["Herring", *(f"Catch {hours}" for hours in range(1, 20))]
    assert second == [f"Catch {hours}" for hours in range(20, 26)]


def test_a_story_is_found_by_what_it_says_now():
    one = make_article("Herring", published_at=hours_ago(2))
    two = make_article("Herring too", published_at=hours_ago(3))

    two.published_at = hours_ago(1)
    two.save_revision().publish()
    assert found("herring") == ["Herring too", "Herring"]
    one.title = "Whiting"
    one.save_revision().publish()
    assert (found("herring"), found("whiting")) == (["Herring too"], ["Whiting"])
    Page.objects.get(pk=two.pk).unpublish()
    assert found("herring") == []
    Page.objects.get(pk=one.pk).delete()
    assert (found("whiting"), rows()) == ([], [])


def test_what_was_published_before_there_was_this_search_is_found():
    make_article("Herring", standfirst="Silver darlings.")
    make_article("Whiting", live=False)
    make_entries(make_live_blog(), 2)
    jobs.make_findable.func([SearchedStory.objects.latest("pk").story_id])
    before = rows()
    SearchedStory.objects.all().delete()

    migration = import_module("wellread.newsroom.migrations.0017_searched_stories")
    migration.find_what_is_live(apps, Editor())

    # PostgreSQL's index lacks little words, which come back as each story is drawn again.
    after = rows()
    assert [row[:2] for row in after] == [row[:2] for row in before]
    assert all(
        set(new[2].split()) <= set(old[2].split()) for new, old in zip(after, before, strict=True)
    )
    assert found("darlings") == ["Herring"]


class Editor:
    """What a migration is given, as far as it uses it."""

    connection = connection


def test_what_an_older_process_published_meanwhile_is_found():
    make_article("Herring")
    before = rows()
    SearchedStory.objects.all().delete()

    jobs.list_what_is_not_listed()

    assert rows() == before


def test_the_newest_may_come_first():
    make_article("Old herring", published_at=hours_ago(3))
    make_article("Newest", standfirst="herring", published_at=hours_ago(1))
    make_article("Herrings", published_at=hours_ago(2))

    assert found("herring") == ["Herrings", "Old herring", "Newest"]
    assert found("herring", order="newest") == ["Newest", "Herrings", "Old herring"]
    assert found("herri", order="newest") == ["Newest", "Herrings", "Old herring"]
    assert found("herring", order="odd") == found("herring")


def test_one_section_is_searched_wherever_a_story_is_moved():
    harbour, city = (actions.create_section(name=name) for name in ("Harbour", "City"))
    make_article("Harbour herring", section=harbour)
    moved = make_article("City herring", section=city)

    assert sorted(found("herring")) == ["City herring", "Harbour herring"]
    assert found("herring", section="city") == ["City herring"]
    assert found("herri", section="city") == ["City herring"]
    moved.move(harbour, pos="last-child")
    assert found("herring", section="city") == []
    assert sorted(found("herring", section="harbour")) == ["City herring", "Harbour herring"]
    assert sorted(found("herring", section="nowhere")) == ["City herring", "Harbour herring"]


def test_a_word_is_found_by_its_beginning_behind_the_whole_one():
    for hours, headline, standfirst in (
        (1, "Harbours", ""),
        (2, "Harbinger", ""),
        (3, "Harb", ""),
        (4, "Other", "The harbinger of spring"),
    ):
        make_article(headline, standfirst=standfirst, published_at=hours_ago(hours))

    assert found("harb") == ["Harb", "Harbours", "Harbinger", "Other"]
    assert found("spring harb") == ["Other"]
    assert found("ha") == found("harb spring harbour") == []


def test_beginnings_are_not_looked_for_where_whole_words_are_many():
    for hours in range(1, 22):
        make_article(f"Tide {hours}", published_at=hours_ago(hours))
    make_article("Tidewater", published_at=hours_ago(0.5))

    assert len(found("tide")) == 20
    assert "Tidewater" not in found("tide") + found("tide", 2)


def test_how_many_were_found_is_counted_as_far_as_pages_go(monkeypatch, client):
    monkeypatch.setattr(found_stories, "MOST_FOUND", 21)
    for hours in range(1, 22):
        make_article(f"Tide {hours}", published_at=hours_ago(hours))

    page = queries.search("tide")
    assert (page.found_count, page.is_more, bool(page.older_url)) == (21, False, True)
    assert "21 stories" in client.get("/search/?q=tide").content.decode()
    make_article("Tide again")
    page = queries.search("tide")
    assert (page.found_count, page.is_more) == (21, True)
    assert "More than 21 stories" in client.get("/search/?q=tide").content.decode()
    assert len(found("tide", 2)) == 1
    assert queries.search("tide", 2).older_url is None
    assert queries.search("tide", 3) is None


def test_the_words_are_marked_where_they_stand(client):
    make_article(
        "Fishing <fleet>",
        standfirst="It fishes & sails.",
        body=[("text", "<p>Some fish.</p>")],
    )
    html = client.get("/search/?q=fish").content.decode()

    assert "<mark>Fishing</mark> &lt;fleet&gt;" in html
    assert "It <mark>fishes</mark> &amp; sails." in html


def test_words_of_the_text_are_shown_with_what_stands_around_them():
    before, after = "ebb and flow " * 20, "quay and pier " * 30
    make_article(
        "Notice",
        standfirst="Nothing of it.",
        body=[("text", f"<p>{before}HERRINGS came {after}</p>")],
    )

    [only] = queries.search("herring").found

    assert (only.headline, only.excerpt.count("<mark>")) == ("Notice", 1)
    assert only.excerpt.startswith("…")
    assert only.excerpt.endswith("…")
    assert " flow <mark>HERRINGS</mark> came quay and pier " in only.excerpt
    assert 150 < len(only.excerpt) < 250


def test_no_closed_word_is_shown():
    body = [
        ("text", f"<p>{words}</p>") for words in ("One.", "Two.", "A herring.", "Herring, closed.")
    ]
    make_article("Notice", community_only=True, body=body)

    assert all("closed" not in each.excerpt for each in queries.search("notice").found)
    assert found("closed") == []


@pytest.mark.parametrize(
    ("asked", "headline", "marked"),
    [
        ("港火災", "東京の港火災だ", "東京の<mark>港火災</mark>だ"),
        ("נמל", "ראש הנמל", "ראש <mark>הנמל</mark>"),
        ('צה"ל', 'דובר צה"ל', "דובר <mark>צה&quot;ל</mark>"),
        ("ميناء", "في الميناء", "في <mark>الميناء</mark>"),
        ("cafe", "Le Café noir", "Le <mark>Café</mark> noir"),
        ("harb", "The Harbour", "The <mark>Harbour</mark>"),
        ("<b>", "a <b> c", "a &lt;<mark>b</mark>&gt; c"),
    ],
)
def test_words_of_every_script_are_marked(asked, headline, marked):
    make_article(headline, slug="one")

    assert [each.headline for each in queries.search(asked).found] == [marked]


def test_the_search_page_has_its_section_and_order_chosen(client):
    make_article("Herring")
    make_article("Herring too")

    html = client.get("/search/?q=herring&section=harbour&order=newest").content.decode()

    assert '<option value="harbour" selected>' in html
    assert '<input type="hidden" name="order" value="newest">' in html
    assert [
        f'href="/search/?q=herring&amp;section=harbour{order}"' in html
        for order in ("", "&amp;order=newest")
    ] == [True, True]
    other = client.get("/search/?q=zzz&section=harbour").content.decode()
    assert '<a href="/search/?q=zzz">Search all sections</a>' in other


def test_an_answer_is_kept_until_something_is_published(django_assert_num_queries):
    make_article("Herring")
    first = found("herring")

    with django_assert_num_queries(0):
        again = found(" herring ")
    make_article("Herring too")

    assert (first, again) == (["Herring"], ["Herring"])
    assert sorted(found("herring")) == ["Herring", "Herring too"]


def test_who_reads_waits_for_no_searches(client):
    make_article("Herring")
    before = client.get("/search/?q=whiting").status_code

    with ExitStack() as others:
        for _ in range(searching.IN_HAND):
            others.enter_context(searching._in_hand)
        refused = client.get("/search/?q=herring")
        kept = client.get("/search/?q=whiting").status_code

    assert (before, refused.status_code, kept) == (200, 503, 200)
    assert (refused["Retry-After"], refused["Cache-Control"]) == ("3", "no-store")
    assert b'value="herring"' in refused.content
    assert client.get("/search/?q=herring").status_code == 200


def test_a_search_that_does_not_get_its_turn_is_told_so(client, monkeypatch):
    monkeypatch.setattr(searching, "TURN_WITHIN_S", 0.01)
    make_article("Herring")

    with searching._turn:
        refused = client.get("/search/?q=herring").status_code

    assert (refused, client.get("/search/?q=herring").status_code) == (503, 200)


class Clock:
    """A processor on which each search takes as long as the test says."""

    def __init__(self, *takes_s):
        self.now, self.worked, self.slept, self._takes_s = 100.0, 0.0, [], [*takes_s]

    def monotonic(self):
        return self.now

    def thread_time(self):
        return self.worked

    def sleep(self, seconds):
        self.slept.append(round(seconds, 3))
        self.now += seconds

    def work(self, *_):
        took = self._takes_s.pop(0)
        self.now, self.worked = self.now + took, self.worked + took


def test_searches_rest_for_longer_than_they_take_and_never_longer_than_one_waits(monkeypatch):
    clock = Clock(0.05, 0.05, 30.0, 0.0)
    monkeypatch.setattr(searching, "time", clock)
    monkeypatch.setattr(searching, "_rested_at", 0.0)
    monkeypatch.setattr(searching.found_stories, "search", clock.work)

    for words in ("one", "two", "three", "four"):
        searching.search(SearchWords(words))

    assert clock.slept == [0.0, 0.2, 0.2, searching.TURN_WITHIN_S]


def test_one_network_does_not_search_for_all(client, monkeypatch):
    make_article("Herring")
    searching._counted.clear()
    monkeypatch.setattr(origin, "network", lambda request: request.GET["from"])

    statuses = [
        client.get(f"/search/?q=herring{number}&from=one").status_code
        for number in range(searching.SEARCHES_A_MINUTE + 1)
    ]
    refused = client.get("/search/?q=herring&from=one")

    assert statuses == [200] * searching.SEARCHES_A_MINUTE + [429]
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert client.get("/search/?q=herring&from=two").status_code == 200


@pytest.mark.parametrize("asked", ["?q=herring", "?section={section}", "?order=newest"])
def test_search_engines_list_the_form_and_not_what_was_found(client, asked):
    section = make_article("Herring").get_parent().slug

    bare = client.get("/search/")
    found = client.get("/search/" + asked.format(section=section))

    assert "X-Robots-Tag" not in bare
    assert ('name="robots"' in bare.text, 'name="description"' in bare.text) == (False, True)
    assert found["X-Robots-Tag"] == "noindex"
    assert ('name="robots"' in found.text, 'name="description"' in found.text) == (True, False)
