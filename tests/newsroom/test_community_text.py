"""What members alone may read is in nothing that everyone may fetch."""

import json

import pytest
from django.apps import apps

from tests.newsroom.press import SECRET, TEXT, make_article, make_community_article, make_image
from wellread.newsroom import actions, queries

pytestmark = pytest.mark.django_db

PATHS = [
    "/",
    "/harbour/",
    "/harbour/for-members/",
    "/topic/tides/",
    "/author/ann-lee/",
    "/feed/",
    "/feed.json",
    "/harbour/feed/",
    "/topic/tides/feed/",
    "/sitemap.xml",
    "/news-sitemap.xml",
    "/search/?q=members",
    f"/search/?q={SECRET}",
]


@pytest.fixture(autouse=True)
def _paper():
    facts = {
        "topics": [actions.create_topic(name="Tides")],
        "authors": [actions.create_author(name="Ann Lee")],
        "lead_image": make_image(),
        "lead_alt": "A quay",
    }
    make_community_article(**facts)
    make_article("Neighbour", **facts)


@pytest.mark.parametrize("path", PATHS)
def test_no_open_address_holds_it(client, path):
    answer = client.get(path)

    asked = (
        answer.content.decode()
        .replace(f'value="{SECRET}"', "")
        .replace(f"{SECRET}</bdi>", "")
        .replace(f"Search: {SECRET}", "")
        .replace(f"q={SECRET}", "")
    )
    assert (answer.status_code, asked.count(SECRET)) == (200, 0)


def test_no_fact_of_the_public_page_holds_it():
    page = queries.article("/harbour/for-members/", community_content=False)

    assert SECRET not in repr(page)


def test_no_list_holds_it():
    listed = [queries.section("harbour"), queries.topic("tides"), queries.author("ann-lee")]

    assert SECRET not in repr(listed)


def test_search_does_not_answer_to_it():
    assert queries.search(SECRET).found == ()


def test_search_answers_to_the_opening():
    found = queries.search("Second").found

    assert {each.teaser.headline for each in found} == {"For members", "Neighbour"}


def test_what_is_closed_cannot_be_searched_for_from_then_on(settings):
    article = make_article("Open", body=[("text", TEXT + f"<p>{SECRET}</p>")])
    before = len(queries.search(SECRET).found)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}

    article.community_only = True
    article.save_revision().publish()

    assert (before, queries.search(SECRET).found) == (1, ())


def test_machines_are_told_as_little_as_readers():
    page = queries.article("/harbour/for-members/", community_content=False)

    assert "articleBody" not in json.loads(page.structured_data)


def test_there_is_no_second_api():
    assert [name for name in ("wagtail.api.v2", "rest_framework") if apps.is_installed(name)] == []
