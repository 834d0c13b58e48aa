"""A name there may be once, in whatever letters; an address leads on from each of its spellings."""

from importlib import import_module
from unicodedata import normalize
from urllib.parse import quote

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from tests.newsroom.press import make_article
from tests.newsroom.test_repeated_rows import faults
from tests.staff import sign_in_staff
from wellread.newsroom import actions, rules
from wellread.newsroom.models import Author, Section, Topic

pytestmark = pytest.mark.django_db

CAFE = "Café Harbour"
SPELLINGS = [
    CAFE,
    "café  HARBOUR ",
    normalize("NFD", CAFE),
    "Cafe\u0301 Harbour",
    "Ｃafé Harbour",
    "Café\u200b Harbour",
]


@pytest.fixture
def editor():
    client = Client()
    sign_in_staff(client)
    return client


def add(editor, model, name):
    if model is not Section:
        address = reverse(f"wagtailsnippets_newsroom_{model._meta.model_name}:add")
        return editor.post(address, {"name": name, "slug": "another"})
    front = actions.ensure_site()
    address = reverse("wagtailadmin_pages:add", args=["newsroom", "section", front.pk])
    return editor.post(address, {"title": name, "slug": "another", "action-publish": "1"})


@pytest.mark.parametrize("name", SPELLINGS)
@pytest.mark.parametrize("model", [Topic, Author, Section])
def test_a_name_in_other_letters_is_refused_by_the_name_of_the_one_there(editor, model, name):
    make = {Topic: actions.create_topic, Author: actions.create_author}
    make.get(model, actions.create_section)(name=CAFE)

    answer = add(editor, model, name)

    assert faults(answer) == [f"“{CAFE}” has this name already."]
    assert model.objects.count() == 1


@pytest.mark.parametrize("model", [Topic, Author, Section])
def test_another_name_is_welcome(editor, model):
    actions.create_topic(name=CAFE)

    assert add(editor, model, "Cafe Harbour").status_code == 302


def test_an_address_in_other_letters_is_refused_too(editor):
    actions.create_topic(name="Trade", slug="café")
    address = reverse("wagtailsnippets_newsroom_topic:add")

    answer = editor.post(address, {"name": "Coffee", "slug": "CAFÉ"})

    assert faults(answer) == ["“Trade” has this address already."]


def test_an_address_is_stored_in_small_composed_letters(editor):
    address = reverse("wagtailsnippets_newsroom_topic:add")

    editor.post(address, {"name": "Coffee", "slug": "CAFÉ"})

    assert Topic.objects.get().slug == "café"


@pytest.mark.parametrize("word", ["CAFÉ", normalize("NFD", "café"), "Café"])
@pytest.mark.parametrize("last", ["", "feed/"])
@pytest.mark.parametrize("folder", ["", "/topic", "/author"])
def test_every_spelling_of_an_address_leads_on(client, folder, word, last):
    actions.create_section(name="Café")
    actions.create_topic(name="Café")
    actions.create_author(name="Café")

    answer = client.get(quote(f"{folder}/{word}/{last}"))

    assert (answer.status_code, answer["Location"]) == (301, quote(f"{folder}/café/{last}"))
    assert client.get(answer["Location"]).status_code == 200


def test_a_story_is_found_by_every_spelling(client):
    make_article("Café burns", section=actions.create_section(name="Çà"))

    answer = client.get(quote(normalize("NFD", "/ÇÀ/CAFÉ-burns/")) + "?from=app")

    assert (answer.status_code, answer["Location"]) == (301, quote("/çà/café-burns/") + "?from=app")
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("path", ["/／evil.example/", "/．．/", "/a／b/", "/＃/", "/？x/"])
def test_wide_signs_are_not_made_into_signs_with_a_meaning(path):
    assert rules.spelled_path(path) == path


def test_a_section_cannot_be_copied_under_its_own_name(editor):
    section = actions.create_section(name="Harbour")
    copy = reverse("wagtailadmin_pages:copy", args=[section.pk])
    front = section.get_parent().pk
    facts = {"new_title": "harbour", "new_slug": "other", "new_parent_page": front}

    answer = editor.post(copy, facts, follow=True)

    assert "“Harbour” has this name already" in answer.content.decode()
    assert Section.objects.count() == 1
    editor.post(copy, facts | {"new_title": "City"})
    assert sorted(Section.objects.values_list("title", flat=True)) == ["City", "Harbour"]


def mend():
    migration = import_module("wellread.newsroom.migrations.0011_one_spelling_of_names")
    migration.spell(apps, None)
    migration.spell_addresses_of_pages(apps, None)


def test_twins_of_before_keep_their_stories_and_lead_on(client, editor):
    Topic.objects.bulk_create(
        [Topic(name="Harbour", slug="harbour"), Topic(name="harbour ", slug="Harbour")]
    )
    older, twin = Topic.objects.order_by("pk")
    article = make_article("Tide turns", topics=[twin])

    mend()

    older.refresh_from_db()
    twin.refresh_from_db()
    assert (older.slug, older.folded_name) == ("harbour", "harbour")
    assert (twin.name, twin.slug, twin.folded_name) == ("harbour ", "harbour-2", None)
    assert client.get("/topic/Harbour/")["Location"] == "/topic/harbour-2/"
    assert list(article.topics.all()) == [twin]
    edit = reverse("wagtailsnippets_newsroom_topic:edit", args=[twin.pk])
    answers = [
        editor.post(edit, {"name": name, "slug": "harbour-2", "description": "More."})
        for name in ("harbour ", "Port", "HARBOUR")
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 200]


def test_addresses_of_before_are_spelled_in_the_one_way(client):
    make_article("Tide turns", section=actions.create_section(name="Harbour"))
    Page.objects.filter(slug="harbour").update(slug="Harbour", url_path="/front/Harbour/")
    Page.objects.filter(slug="tide-turns").update(
        slug="Tide-Turns", url_path="/front/Harbour/Tide-Turns/"
    )

    mend()

    assert client.get("/harbour/tide-turns/").status_code == 200
    assert client.get("/Harbour/Tide-Turns/")["Location"] == "/harbour/tide-turns/"
    assert not Redirect.objects.exists()
