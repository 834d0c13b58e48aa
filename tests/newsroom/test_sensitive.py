"""Who may not write in a story may mark it as sensitive, and changes nothing else of it."""

import json
import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from tests.newsroom.press import make_article
from tests.staff import sign_in_staff
from wellread.newsroom.models import Article

pytestmark = pytest.mark.django_db


@pytest.fixture
def revenue(client):
    colleague = sign_in_staff(client, "nothing")
    colleague.groups.add(Group.objects.get(name="Revenue"))
    return client


def mark(client, story, answer="yes"):
    return client.post(reverse("newsroom_sensitive"), {"story": story.pk, "sensitive": answer})


def facts(client, story):
    page = client.get(story.get_url()).content.decode()
    return json.loads(re.search(r"<script[^>]*application/json[^>]*>(.*?)</script>", page, re.S)[1])


def test_the_mark_reaches_the_next_page_view_and_goes_again(revenue, client):
    story = make_article("Ferry accident")
    before = facts(client, story)["sensitive"]

    mark(revenue, story)
    marked = facts(client, story)["sensitive"]
    mark(revenue, story, "no")

    assert (before, marked, facts(client, story)["sensitive"]) == (False, True, False)


def test_a_story_is_silenced_and_asks_again(revenue, client):
    story = make_article("Ferry accident", sensitive=True)
    button = {"story": story.pk, "silent": "yes"}

    revenue.post(reverse("newsroom_sensitive"), button)
    marked = facts(client, story)
    revenue.post(reverse("newsroom_sensitive"), button | {"silent": "no"})

    assert (marked["silent"], marked["sensitive"]) == (True, True)
    assert facts(client, story)["silent"] is False


def test_an_editors_draft_keeps_its_text_and_gets_the_mark(revenue):
    story = make_article("Ferry accident")
    story.title = "Ferry accident: what we know"
    story.save_revision()

    mark(revenue, story)

    story = Article.objects.get(pk=story.pk)
    draft = story.get_latest_revision_as_object()
    assert (story.title, story.sensitive) == ("Ferry accident", True)
    assert (draft.title, draft.sensitive) == ("Ferry accident: what we know", True)


def test_the_page_finds_stories_by_their_headline(revenue):
    make_article("Ferry accident")
    make_article("Market day")

    page = revenue.get(reverse("newsroom_sensitive"), {"q": "ferry"}).content.decode()

    assert ("Ferry accident" in page, "Market day" in page) == (True, False)


def test_without_leave_nothing_is_marked(client):
    story = make_article()
    sign_in_staff(client, "access_admin")

    mark(client, story)

    assert Article.objects.get().sensitive is False


@pytest.mark.parametrize("number", ["", "x", "999999"])
def test_what_is_no_story_is_not_found(revenue, number):
    response = revenue.post(reverse("newsroom_sensitive"), {"story": number, "sensitive": "yes"})

    assert response.status_code == 404
