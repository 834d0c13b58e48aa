"""What was brought in and never edited: forms on it know each other from their first opening."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.admin.models import EditingSession
from wagtail.models import Page, Revision

from tests.newsroom.press import hours_ago, make_article, make_live_blog
from tests.newsroom.test_embargo import form
from tests.read_only import only_reading
from tests.staff import colleague
from wellread.newsroom import actions
from wellread.newsroom.models import LiveEntry

pytestmark = pytest.mark.django_db

BY_ITSELF = {"Accept": "application/json"}
REFUSED = "Nothing of yours is saved yet"


def make_draft():
    return make_article("Zanzibarine sold", live=False)


def make_section():
    return actions.create_section(name="Harbour")


def make_standing_page():
    return actions.create_standing_page(title="About us", body=[("text", "<p>We write.</p>")])


MAKERS = {
    "story": lambda: make_article("Zanzibarine sold"),
    "live blog": lambda: make_live_blog("Zanzibarine sold"),
    "draft": make_draft,
    "section": make_section,
    "standing page": make_standing_page,
    "front": actions.ensure_site,
}


@pytest.fixture(params=MAKERS)
def page(request):
    return MAKERS[request.param]()


def screen(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def opened(editor, page):
    """Return what a browser would send of the form that an editor opens, untouched."""
    answer = editor.get(screen(page))
    assert answer.status_code == 200
    return sent(answer)


def sent(answer):
    soup = BeautifulSoup(answer.content, "html.parser")
    fields = soup.find("form", attrs={"data-edit-form": True}).find_all(["input", "textarea"])
    hidden = {
        each["name"]: each.get("value") or ""
        for each in fields
        if each.get("type") == "hidden" and each.get("name") and "__prefix__" not in each["name"]
    }
    typed = form(title=soup.find(id="id_title")["value"], topics=None)
    typed |= {"slug": Page.objects.get(pk=answer.context_data["page"].pk).slug}
    typed |= {"authorships-TOTAL_FORMS": "0", "published_at": f"{hours_ago(48):%Y-%m-%d %H:%M}"}
    typed |= {"picks-TOTAL_FORMS": "0", "picks-INITIAL_FORMS": "0"}
    del typed["action-publish"]
    return {**hidden, **typed}


def title(page):
    return opened_draft(page).title


PUBLISH = {"action-publish": "1"}


def test_a_form_opened_before_another_window_saved_is_warned(anna, page):
    first, second = opened(anna, page), opened(anna, page)
    anna.post(screen(page), first | PUBLISH | {"title": "Hers"})

    answer = anna.post(screen(page), second | PUBLISH | {"title": "Lost"})

    assert REFUSED in answer.content.decode()
    assert title(page) == "Hers"
    assert anna.post(screen(page), sent(answer) | PUBLISH | {"title": "Meant"}).status_code == 302
    assert title(page) == "Meant"


def test_what_saves_by_itself_does_not_undo_another_editors_save(anna, ben, page):
    hers, his = opened(anna, page), opened(ben, page)
    anna.post(screen(page), hers | {"title": "Hers"}, headers=BY_ITSELF)

    answer = ben.post(screen(page), his | {"title": "His"}, headers=BY_ITSELF)

    assert answer.json()["error_code"] == "invalid_revision"
    assert title(page) == "Hers"


def test_a_form_that_knows_no_version_does_not_save_itself_over_another(anna, ben, page):
    his = opened(ben, page)
    for name in ("loaded_revision_id", "loaded_revision_created_at"):
        his.pop(name, None)
    anna.post(screen(page), opened(anna, page) | {"title": "Hers"}, headers=BY_ITSELF)

    answer = ben.post(screen(page), his | {"title": "His"}, headers=BY_ITSELF)

    assert answer.json()["success"] is False
    assert title(page) == "Hers"


def test_what_was_refused_does_not_save_itself_a_moment_later(anna, ben, page):
    hers, his = opened(anna, page), opened(ben, page)
    anna.post(screen(page), hers | PUBLISH | {"title": "Hers"})
    refused = ben.post(screen(page), his | PUBLISH | {"title": "His"})

    answer = ben.post(screen(page), sent(refused) | {"title": "His"}, headers=BY_ITSELF)

    assert sent(refused)["was_refused"] == "1"
    assert answer.json()["success"] is False
    assert title(page) == "Hers"


def test_opening_changes_nothing_that_anybody_sees(anna, page):
    shown = (
        "live",
        "title",
        "draft_title",
        "has_unpublished_changes",
        "latest_revision_created_at",
    )
    before = Page.objects.filter(pk=page.pk).values(*shown).get()

    opened(anna, page)
    opened(anna, page)

    assert Page.objects.filter(pk=page.pk).values(*shown).get() == before
    [version] = Revision.objects.for_instance(page)
    assert version.user is None
    assert Page.objects.get(pk=page.pk).live_revision == (version if page.live else None)


def test_a_draft_over_a_page_without_versions_stays_the_draft(anna):
    article = make_article("Zanzibarine sold")
    article.title = "Zanzibarine given"
    article.save_revision()

    seen = opened(anna, article)

    article.refresh_from_db()
    assert (seen["title"], article.draft_title) == ("Zanzibarine given", "Zanzibarine given")
    assert article.live_revision.as_object().title == "Zanzibarine sold"
    assert seen["loaded_revision_id"] == str(article.latest_revision_id)


def test_who_may_not_edit_begins_no_history(page):
    stranger = colleague("eve", "access_admin")

    assert stranger.get(screen(page)).status_code == 302
    assert not Revision.objects.exists()


def test_the_copy_that_follows_another_page_is_shown_as_before(anna):
    article = make_article("Zanzibarine sold")
    alias = article.create_alias(update_slug="again", parent=make_section())

    assert anna.get(screen(alias)).status_code == 200
    assert not Revision.objects.exists()


def test_a_database_that_may_only_be_read_says_so(anna, page):
    anna.raise_request_exception = False
    with only_reading():
        answer = anna.get(screen(page))

    assert answer.status_code == 503
    assert not EditingSession.objects.exists()


def entry_screen(entry):
    return reverse("wagtailsnippets_newsroom_liveentry:edit", args=[entry.pk])


@pytest.fixture
def entry():
    return actions.add_entry(live_blog=make_live_blog(), headline="Bridge", text="<p>Shut.</p>")


def test_who_may_not_change_entries_begins_no_history(entry):
    stranger = colleague("eve", "access_admin")

    assert stranger.get(entry_screen(entry)).status_code == 302
    assert LiveEntry.objects.get().latest_revision is None


def test_the_first_edits_of_an_entry_by_two_editors_know_each_other(anna, ben, entry):
    hers, his = opened_entry(anna, entry), opened_entry(ben, entry)
    anna.post(entry_screen(entry), hers | {"headline": "Hers"})

    answer = ben.post(entry_screen(entry), his | {"headline": "His"})

    assert hers["loaded_revision_id"] == his["loaded_revision_id"]
    assert REFUSED in answer.content.decode()
    assert LiveEntry.objects.get().headline == "Hers"


def opened_entry(editor, entry):
    soup = BeautifulSoup(editor.get(entry_screen(entry)).content, "html.parser")
    edited = soup.find("form", attrs={"data-edit-form": True})
    hidden = edited.find_all("input", attrs={"type": "hidden", "name": True})
    text = edited.find(attrs={"name": "text"})["value"]
    return {each["name"]: each.get("value", "") for each in hidden} | {
        "live_blog": entry.live_blog_id,
        "text": text,
        "state": "published",
        "action-edit": "1",
    }


def test_what_an_import_brings_up_to_date_is_what_an_editor_opens(anna, ben):
    article = make_article("Zanzibarine sold")
    older = opened(anna, article)

    actions.revise_article(article=article, headline="Zanzibarine given", body=[])

    assert opened(ben, article)["title"] == "Zanzibarine given"
    answer = anna.post(screen(article), older | PUBLISH | {"title": "Zanzibarine lost"})
    assert "The site saved this at" in answer.content.decode()
    assert title(article) == "Zanzibarine given"


@pytest.mark.parametrize("headers", [BY_ITSELF, {}])
@pytest.mark.parametrize("saved_before", [True, False])
def test_a_mark_of_sensitivity_is_not_taken_away_by_an_open_form(anna, ben, headers, saved_before):
    article = make_article("Ferry accident")
    older = opened(anna, article)
    if saved_before:
        saved = anna.post(screen(article), older, headers=BY_ITSELF).json()
        older |= {"overwrite_revision_id": saved["revision_id"]}

    ben.post(reverse("newsroom_sensitive"), {"story": article.pk, "sensitive": "yes"})
    anna.post(screen(article), older | PUBLISH, headers=headers)

    article.refresh_from_db()
    assert (article.sensitive, opened_draft(article).sensitive) == (True, True)


def test_a_mark_of_sensitivity_stays_when_a_scheduled_version_appears(anna):
    article = make_article("Ferry accident")
    opened(anna, article)
    article.refresh_from_db()
    article.go_live_at = hours_ago(-1)
    article.save_revision().publish()
    article.refresh_from_db()
    article.save_revision(clean=False)

    anna.post(reverse("newsroom_sensitive"), {"story": article.pk, "sensitive": "yes"})

    assert article.scheduled_revision.as_object().sensitive


def opened_draft(page):
    return page.specific_class.objects.get(pk=page.pk).get_latest_revision_as_object()
