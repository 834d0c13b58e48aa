"""What an editor meets in the admin."""

import json
import time
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.timezone import localtime

from tests.newsroom.press import hours_ago, make_article, make_entries, make_live_blog
from tests.staff import sign_in_staff
from wellread.newsroom import actions, queries
from wellread.newsroom.models import Article, LiveBlog, LiveEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    """A browser in which an editor proved a second factor."""
    user = get_user_model().objects.create_superuser(email="editor@saltmere.example")
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": time.time()}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def rich_text(words):
    paragraph = {"key": "a", "text": words, "type": "unstyled", "depth": 0}
    paragraph |= {"inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"entityMap": {}, "blocks": [paragraph]})


def entry_form(blog, **facts):
    return {
        "live_blog": blog.pk,
        "state": "published",
        "headline": "Wall holds",
        "text": rich_text("It held."),
    } | facts


def edit(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


ADD = reverse("wagtailsnippets_newsroom_liveentry:add")


@pytest.mark.parametrize(
    "make",
    [
        lambda: make_article(),
        lambda: make_live_blog(),
        lambda: actions.create_section(name="Harbour"),
        lambda: actions.ensure_site(),
        lambda: actions.create_standing_page(title="About", body=[("text", "<p>x</p>")]),
    ],
)
def test_every_kind_of_page_can_be_edited(editor, make):
    assert editor.get(edit(make())).status_code == 200


@pytest.mark.parametrize("model", ["author", "topic", "liveentry"])
def test_what_is_no_page_has_a_list_and_a_form(editor, model):
    actions.create_author(name="Ann Lee")
    actions.create_topic(name="Tides")
    make_entries(make_live_blog(), 1)

    names = (f"wagtailsnippets_newsroom_{model}:{view}" for view in ("list", "add"))

    assert [editor.get(reverse(name)).status_code for name in names] == [200, 200]


def test_an_article_can_be_written_and_published(editor):
    section = actions.create_section(name="Harbour")
    address = reverse("wagtailadmin_pages:add", args=["newsroom", "article", section.pk])
    form = {
        "title": "Tide turns",
        "slug": "tide-turns",
        "standfirst": "At noon.",
        "kind": "news",
        "body-count": "1",
        "body-0-type": "text",
        "body-0-order": "0",
        "body-0-deleted": "",
        "body-0-id": "",
        "body-0-value": rich_text("It turned."),
        "authorships-TOTAL_FORMS": "0",
        "authorships-INITIAL_FORMS": "0",
        "authorships-MIN_NUM_FORMS": "0",
        "authorships-MAX_NUM_FORMS": "1000",
        "action-publish": "1",
    }

    editor.post(address, form)

    page = queries.article("/harbour/tide-turns/", community_content=False)
    assert (page.headline, page.body_html) == ("Tide turns", "<p>It turned.</p>")


def test_a_preview_opens_in_the_frame_beside_the_form(editor):
    article = make_article()
    address = reverse("wagtailadmin_pages:view_draft", args=[article.pk])

    answers = [editor.get(address), editor.get(article.get_url())]

    policies = [answer["Content-Security-Policy"].split("; ") for answer in answers]
    ancestors = [[part for part in each if part.startswith("frame-a")] for each in policies]
    assert ancestors == [["frame-ancestors 'self'"], ["frame-ancestors 'none'"]]


def test_the_next_entry_is_one_click_from_the_home_page(editor):
    blog = make_live_blog()
    make_live_blog("Over", ended_at=hours_ago(1))

    html = editor.get("/admin/").content.decode()

    assert html.count(">Add an entry<") == 1
    assert f'href="{ADD}?live_blog={blog.pk}"' in html


def test_the_home_page_offers_a_story_in_each_section(editor):
    sections = [actions.create_section(name=name) for name in ("Harbour", "City")]

    html = editor.get("/admin/").content.decode()

    begin = (
        reverse("wagtailadmin_pages:add", args=["newsroom", "article", s.pk]) for s in sections
    )
    assert [f'href="{address}"' in html for address in begin] == [True, True]


def test_who_may_not_write_is_offered_nothing_to_write(client):
    actions.create_section(name="Harbour")
    make_live_blog()
    sign_in_staff(client, "access_admin")

    html = client.get("/admin/").content.decode()

    assert ("Add an entry" in html, 'id="start-story"' in html) == (False, False)


def test_the_search_offers_no_documents(editor):
    actions.ensure_site()

    html = editor.get("/admin/pages/search/?q=tide").content.decode()

    assert "/admin/documents/" not in html


def test_the_next_entry_is_one_click_from_its_live_blog(editor):
    blog = make_live_blog()

    html = editor.get(edit(blog)).content.decode()

    assert f'href="{ADD}?live_blog={blog.pk}"' in html


def test_the_form_for_an_entry_knows_its_live_blog(editor):
    blog = make_live_blog()

    form = editor.get(ADD, {"live_blog": blog.pk}).context_data["form"]

    assert form.initial["live_blog"] == blog.pk


@pytest.mark.parametrize("asked", ["", "x", "999"])
def test_the_form_for_an_entry_does_without_a_live_blog(editor, asked):
    assert editor.get(ADD, {"live_blog": asked}).status_code == 200


def test_an_entry_is_published_from_the_admin(editor):
    blog = make_live_blog()

    editor.post(ADD, entry_form(blog))

    entry = queries.article("/harbour/storm-over-saltmere/", community_content=False).live.entries[
        0
    ]
    assert (entry.headline, entry.html) == ("Wall holds", "<p>It held.</p>")


def test_pinning_from_the_admin_unpins_the_one_before(editor):
    blog = make_live_blog()
    editor.post(ADD, entry_form(blog, pinned="on"))

    editor.post(ADD, entry_form(blog, headline="Wall breaks", pinned="on"))

    assert list(LiveEntry.objects.filter(pinned=True).values_list("headline", flat=True)) == [
        "Wall breaks"
    ]


def test_after_an_entry_the_editor_is_back_at_the_live_blog(editor):
    blog = make_live_blog()

    answer = editor.post(f"{ADD}?live_blog={blog.pk}", entry_form(blog))

    assert urlsplit(answer["Location"]).path == edit(blog)


def test_a_live_blog_is_closed_and_opened_from_the_admin(editor):
    blog = make_live_blog()
    address = reverse("newsroom_turn_live_blog", args=[blog.pk])

    asked = editor.get(address).status_code
    editor.post(address)
    closed = LiveBlog.objects.get().ended_at
    editor.post(address)

    assert (asked, closed is not None, LiveBlog.objects.get().ended_at) == (200, True, None)


def test_looking_does_not_close_a_live_blog(editor):
    blog = make_live_blog()

    editor.get(reverse("newsroom_turn_live_blog", args=[blog.pk]))

    assert LiveBlog.objects.get().ended_at is None


def test_view_live_leads_to_the_page_that_readers_see(editor):
    article = make_article("Tide turns")

    assert article.get_full_url() == "http://localhost:8000/harbour/tide-turns/"
    assert Article.objects.get().url == "/harbour/tide-turns/"


def test_the_list_of_entries_says_where_words_are_cut_and_when_as_other_lists_do(editor):
    blog = make_live_blog()
    words = "The mayor has come to the emergency room in the cellar of City Hall in wellingtons."
    entry = actions.add_entry(live_blog=blog, text=f"<p>{words}</p>", published_at=hours_ago(9))

    shown = editor.get(reverse("wagtailsnippets_newsroom_liveentry:list")).content.decode()

    assert str(entry) == f"{words[:79]}…"
    assert f"{localtime(entry.published_at):%-d %b %Y, %H:%M}" in shown
