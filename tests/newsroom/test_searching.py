"""In which order stories are found, and what a search may cost those who read."""

from contextlib import ExitStack
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from wagtail.models import Page

from tests.newsroom.press import hours_ago, make_article, make_entries, make_live_blog
from wellread.accounts import origin
from wellread.newsroom import jobs, queries
from wellread.newsroom.models import SearchedStory
from wellread.newsroom.reading import searching

pytestmark = pytest.mark.django_db


def found(words, page=1):
    return [teaser.headline for teaser in queries.search(words, page).teasers]


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
