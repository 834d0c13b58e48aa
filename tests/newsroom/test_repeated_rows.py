"""What stands in a list once cannot be put there twice, and the form says so in words."""

import html
import re

import pytest
from django.db.models.signals import pre_save
from django.test import Client
from django.urls import reverse

from tests.newsroom.press import make_article
from tests.newsroom.test_conflicts import opened
from tests.newsroom.test_embargo import form
from tests.staff import sign_in_staff
from wellread.newsroom import actions
from wellread.newsroom.models import Author, FrontPick

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    client = Client()
    sign_in_staff(client)
    return client


def edit(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def rows(name, *values, initial=0):
    """Return a list of rows as a form sends it; a value is what stands in each row's fields."""
    facts = {
        f"{name}-TOTAL_FORMS": len(values),
        f"{name}-INITIAL_FORMS": initial,
        f"{name}-MIN_NUM_FORMS": 0,
        f"{name}-MAX_NUM_FORMS": 1000,
    }
    for place, row in enumerate(values):
        facts |= {f"{name}-{place}-{field}": value for field, value in row.items()}
        facts |= {f"{name}-{place}-ORDER": place + 1}
    return facts


def faults(response):
    if response.status_code != 200:
        return []
    text = html.unescape(response.content.decode())
    return [
        " ".join(re.sub(r"<[^>]+>", " ", each).split())
        for each in re.findall(r'<p class="error-message">(.*?)</p>', text, re.S)
    ]


def byline_of(article):
    return [(each.author.name, each.role) for each in article.authorships.select_related("author")]


def test_one_author_twice_in_a_byline_is_a_fault_of_the_second_row(editor):
    article, ann = make_article(), actions.create_author(name="Ann Other")
    twice = rows("authorships", {"author": ann.pk, "role": ""}, {"author": ann.pk, "role": ""})

    answer = editor.post(edit(article), form() | twice | opened(editor, edit(article)))

    assert faults(answer) == ["“Ann Other” stands in this list already; each may be in it once."]
    assert byline_of(article) == []


def test_one_author_may_have_two_roles(editor):
    article, ann = make_article(), actions.create_author(name="Ann Other")
    both = rows("authorships", {"author": ann.pk, "role": ""}, {"author": ann.pk, "role": "photos"})

    answer = editor.post(edit(article), form() | both | opened(editor, edit(article)))

    assert (answer.status_code, byline_of(article)) == (
        302,
        [("Ann Other", ""), ("Ann Other", "photos")],
    )


def test_an_author_whom_a_colleague_has_added_meanwhile_is_a_fault_in_words(editor):
    article = make_article()
    before = opened(editor, edit(article))
    editor.post(edit(article), form() | before)
    # The first answer is the warning that there is a newer version; saving again is meant.
    again = opened(editor, edit(article))

    answer = editor.post(edit(article), form() | again)

    added = "Somebody else has added “Ann Other” to this list meanwhile; each may be in it once."
    assert (faults(answer), byline_of(article)) == ([added], [("Ann Other", "")])


def test_a_row_that_a_colleague_has_removed_meanwhile_breaks_nothing(editor):
    article, ann = make_article(), actions.create_author(name="Ann Other")
    editor.post(edit(article), form() | opened(editor, edit(article)))
    row = article.authorships.get().pk
    article.authorships.all().delete()
    kept = rows("authorships", {"id": row, "author": ann.pk, "role": ""}, initial=1)

    answer = editor.post(edit(article), form() | kept | opened(editor, edit(article)))

    assert answer.status_code in {200, 302}


def test_one_story_twice_on_the_front_is_a_fault_of_the_second_row(editor):
    article, front = make_article(), actions.ensure_site()
    twice = {"title": "Front", "action-publish": "1"}
    twice |= rows("picks", {"story": article.pk}, {"story": article.pk})

    answer = editor.post(edit(front), twice | opened(editor, edit(front)))

    assert faults(answer) == ["“Tide turns” stands in this list already; each may be in it once."]
    assert not FrontPick.objects.exists()


def test_of_two_who_save_the_same_in_one_moment_the_second_is_told(editor):
    def colleague(instance, **signal):
        Author.objects.bulk_create([Author(name="Ann Other", slug=instance.slug)])

    editor.raise_request_exception = False
    pre_save.connect(colleague, sender=Author)
    try:
        answer = editor.post(
            reverse("wagtailsnippets_newsroom_author:add"), {"name": "Ann", "slug": "ann-other"}
        )
    finally:
        pre_save.disconnect(colleague, sender=Author)

    assert (answer.status_code, "This was not saved" in answer.content.decode()) == (409, True)
    assert not Author.objects.filter(name="Ann").exists()
