"""Two editors at one text: nobody undoes the other without being told, and nothing is lost."""

import re

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text

from tests.newsroom.press import make_article, make_live_blog
from tests.newsroom.test_embargo import form
from wellread.newsroom import actions
from wellread.newsroom.models import Article, LiveEntry

pytestmark = pytest.mark.django_db

SCREENS = "wagtailsnippets_newsroom_liveentry"
SEEN = ("loaded_revision_id", "loaded_revision_created_at")


@pytest.fixture
def entry():
    return actions.add_entry(
        live_blog=make_live_blog(), headline="Bridge closed", text="<p>Two hurt.</p>"
    )


def screen(entry):
    return reverse(f"{SCREENS}:edit", args=[entry.pk])


def opened(editor, address):
    """Return what the form that an editor opens says of the version it shows."""
    return seen_by(editor.get(address).content.decode())


def seen_by(html):
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', html) for name in SEEN}
    return {name: value[1] for name, value in found.items() if value}


def save_entry(editor, entry, seen, **facts):
    typed = {
        "live_blog": entry.live_blog_id,
        "headline": entry.headline,
        "text": rich_text("Two hurt."),
        "state": "published",
        "action-edit": "1",
    }
    return editor.post(screen(entry), typed | facts | seen)


def test_an_older_form_does_not_undo_a_correction_of_an_entry(anna, ben, entry):
    hers, his = opened(anna, screen(entry)), opened(ben, screen(entry))
    save_entry(anna, entry, hers, text=rich_text("Nobody hurt."))

    answer = save_entry(ben, entry, his, headline="Bridge closed to all")

    html = answer.content.decode()
    entry.refresh_from_db()
    assert (entry.html, entry.headline) == ("<p>Nobody hurt.</p>", "Bridge closed")
    assert "anna@saltmere.example saved this at" in html
    assert "Bridge closed to all" in html
    assert f"/compare/{his['loaded_revision_id']}..." in html


def test_who_was_warned_may_save_and_the_other_version_stays(anna, ben, entry):
    his = opened(ben, screen(entry))
    save_entry(anna, entry, opened(anna, screen(entry)), text=rich_text("Nobody hurt."))
    warned = save_entry(ben, entry, his, headline="Closed to all").content.decode()
    again = seen_by(warned)

    save_entry(ben, entry, again, headline="Closed to all")

    entry.refresh_from_db()
    kept = [each.content["text"] for each in entry.revisions.order_by("pk")]
    assert entry.headline == "Closed to all"
    assert kept == ["<p>Two hurt.</p>", kept[1], kept[2]]
    assert "Nobody hurt." in kept[1]


def test_an_earlier_version_of_an_entry_is_brought_back_with_its_authors(anna, entry):
    ann = actions.create_author(name="Ann Other")
    entry.authors.set([ann])
    entry.save()
    save_entry(anna, entry, opened(anna, screen(entry)), text=rich_text("Nobody hurt."))
    first = entry.revisions.order_by("pk").first()
    address = reverse(f"{SCREENS}:revisions_revert", args=[entry.pk, first.pk])
    published_at = entry.published_at

    html = anna.get(address).content.decode()
    typed = {"text": rich_text("Two hurt."), "authors": [ann.pk], "headline": entry.headline}
    typed |= {"live_blog": entry.live_blog_id, "state": "published", "action-edit": "1"}
    anna.post(address, typed)

    entry = LiveEntry.objects.get()
    assert "Two hurt." in html
    assert f'value="{ann.pk}" id="id_authors_0" checked' in html.replace("required ", "")
    assert (entry.html, list(entry.authors.all())) == ("<p>Two hurt.</p>", [ann])
    assert entry.published_at == published_at


def test_two_versions_of_an_entry_can_be_compared(anna, entry):
    save_entry(anna, entry, opened(anna, screen(entry)), text=rich_text("Nobody hurt."))
    address = reverse(f"{SCREENS}:revisions_compare", args=[entry.pk, "earliest", "latest"])

    html = anna.get(address).content.decode()

    changes = re.findall(r'<span class="(deletion|addition)">([^<]*)</span>', html)
    assert {("deletion", "Two"), ("addition", "Nobody")} <= {
        (kind, words.split()[0]) for kind, words in changes if words.strip()
    }


@pytest.mark.parametrize("make", [make_article, None])
def test_an_editor_sees_who_else_has_it_open(anna, ben, entry, make):
    address = reverse("wagtailadmin_pages:edit", args=[make().pk]) if make else screen(entry)
    anna.get(address)
    ping = ben.get(address).context_data["editing_sessions"].ping_url

    said = ben.post(ping).json()

    assert "anna@saltmere.example" in said["html"]


def test_pinning_another_entry_is_not_undone_by_an_older_form(anna, ben, entry):
    save_entry(anna, entry, opened(anna, screen(entry)), pinned="on")
    his = opened(ben, screen(entry))
    actions.add_entry(live_blog=entry.live_blog, headline="New", text="<p>N.</p>", pinned=True)

    answer = save_entry(ben, entry, his, pinned="on", headline="Still closed")

    assert "The site saved this at" in answer.content.decode()
    assert LiveEntry.objects.get(pinned=True).headline == "New"


def test_a_form_opened_after_the_last_save_is_saved(anna, ben, entry):
    save_entry(anna, entry, opened(anna, screen(entry)), text=rich_text("Nobody hurt."))

    save_entry(ben, entry, opened(ben, screen(entry)), text=rich_text("One hurt."))

    entry.refresh_from_db()
    assert entry.html == "<p>One hurt.</p>"


def test_an_entry_never_saves_by_itself(anna, entry):
    assert anna.get(screen(entry)).context_data["autosave_enabled"] is False


DATED = {"published_at": "2026-01-02 03:04", "authorships-TOTAL_FORMS": "0"}


def refused_story(anna, ben):
    """Have Ben save a story that Anna saved meanwhile; return its screen and what he is told."""
    article = make_article("Zanzibarine sold", slug="zanzibarine-sold")
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    hers, his = opened(anna, address), opened(ben, address)
    anna.post(address, form(title="Zanzibarine given", **DATED) | hers)
    answer = ben.post(address, form(title="Zanzibarine lost", **DATED) | his)
    return address, answer.content.decode()


def test_an_older_form_does_not_undo_a_correction_of_a_story(anna, ben):
    address, html = refused_story(anna, ben)

    assert Article.objects.get().title == "Zanzibarine given"
    assert "anna@saltmere.example saved this at" in html
    again = seen_by(html)
    ben.post(address, form(title="Zanzibarine lost", **DATED) | again)
    assert Article.objects.get().title == "Zanzibarine lost"


def test_a_refused_story_is_not_saved_by_itself_until_its_editor_decides(anna, ben):
    address, refused = refused_story(anna, ben)
    versions = Article.objects.get().revisions.count()
    [was_refused] = re.findall(r'name="was_refused" value="([^"]*)"', refused)
    standing = form(title="Zanzibarine lost", **DATED) | seen_by(refused)
    standing |= {"was_refused": was_refused}
    del standing["action-publish"]

    by_itself = ben.post(address, standing, headers={"Accept": "application/json"})

    assert (by_itself.json()["success"], Article.objects.get().revisions.count()) == (
        False,
        versions,
    )
    assert '">See what changed</a>' in re.sub(r'"\s*>\s*', '">', refused)
    assert "&lt;a href" not in refused
    ben.post(address, standing | {"action-publish": "1"})
    assert Article.objects.get().title == "Zanzibarine lost"
    assert 'name="was_refused" value' not in ben.get(address).content.decode()


def test_the_first_save_in_another_window_is_known_to_a_form_opened_before_it(anna, entry):
    first, second = opened(anna, screen(entry)), opened(anna, screen(entry))
    save_entry(anna, entry, first, text=rich_text("Nobody hurt."))

    answer = save_entry(anna, entry, second, headline="Bridge closed to all")

    entry.refresh_from_db()
    assert (entry.html, entry.headline) == ("<p>Nobody hurt.</p>", "Bridge closed")
    assert "saved this at" in answer.content.decode()
