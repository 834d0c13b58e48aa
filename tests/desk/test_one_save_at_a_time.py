"""Two people send their older forms in one instant: one is saved, and the other is told."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text

from tests.desk.test_older_forms import FORMS, REFUSED, fields_of
from tests.membership.test_races import again, together  # noqa: F401
from tests.newsroom.press import make_article, make_live_blog
from tests.newsroom.test_conflicts import DATED, opened, screen
from tests.newsroom.test_embargo import form
from tests.staff import sign_in_staff
from wellread.newsroom import actions
from wellread.newsroom.models import LiveEntry

pytestmark = pytest.mark.django_db(transaction=True)

TOLD = "Another version was saved meanwhile."


@pytest.fixture
def editors():
    """Two colleagues, each in a browser of their own."""
    both = Client(), Client()
    for name, client in zip(("anna", "ben"), both, strict=True):
        sign_in_staff(client, email=f"{name}@saltmere.example")
    return both


def sent_together(editors, address, *forms):
    """Have both send their forms at once; return what each is told, the one who is refused last."""
    calls = [
        lambda editor=editor, typed=typed: editor.post(address, typed)
        for editor, typed in zip(editors, forms, strict=True)
    ]
    answers = together(*calls)
    return sorted(answers, key=lambda answer: -answer.status_code)


@pytest.mark.parametrize("kind", FORMS)
def test_of_two_rows_sent_at_once_one_is_refused_in_words(editors, kind, again):  # noqa: F811
    make, name, field, typed = FORMS[kind]
    row = make()
    address = (
        reverse("wagtailsettings:edit", args=[*name, row.pk])
        if isinstance(name, tuple)
        else reverse(name, args=[row.pk])
    )
    forms = [
        fields_of(editor.get(address), field) | {field: value}
        for editor, value in zip(editors, typed, strict=True)
    ]

    saved, refused = sent_together(editors, address, *forms)

    assert (saved.status_code, refused.status_code) == (302, 200)
    assert REFUSED in refused.content.decode()
    kept, lost = fields_of(editors[0].get(address), field)[field], fields_of(refused, field)[field]
    assert {kept, lost} == set(typed)


def test_of_two_stories_published_at_once_one_is_refused_in_words(editors, again):  # noqa: F811
    article = make_article("Tide turns")
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    forms = [
        form(title=title, **DATED) | opened(editor, address)
        for editor, title in zip(editors, ("Tide given", "Tide lost"), strict=True)
    ]

    saved, refused = sent_together(editors, address, *forms)

    article.refresh_from_db()
    assert (saved.status_code, refused.status_code) == (302, 200)
    html = refused.content.decode()
    assert TOLD in html
    [lost] = {"Tide given", "Tide lost"} - {article.title}
    assert f'value="{lost}"' in html
    assert article.get_latest_revision_as_object().title == article.title


def test_of_two_entries_sent_at_once_one_is_refused_in_words(editors, again):  # noqa: F811
    blog = make_live_blog()
    entry = actions.add_entry(live_blog=blog, headline="Bridge closed", text="<p>Two hurt.</p>")
    typed = {"live_blog": blog.pk, "text": rich_text("Two hurt."), "state": "published"}
    forms = [
        typed | {"headline": headline, "action-edit": "1"} | opened(editor, screen(entry))
        for editor, headline in zip(editors, ("Bridge open", "Bridge gone"), strict=True)
    ]

    saved, refused = sent_together(editors, screen(entry), *forms)

    assert (saved.status_code, refused.status_code) == (302, 200)
    html = refused.content.decode()
    assert TOLD in html
    [lost] = {"Bridge open", "Bridge gone"} - {LiveEntry.objects.get().headline}
    assert lost in html
