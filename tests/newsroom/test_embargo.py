"""What is not due is never visible, at no instant, by no address; its date is its appearance's."""

import json
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Revision
from wagtail.test.utils.form_data import rich_text
from wagtail.users.models import UserProfile

from tests.newsroom.instants import addresses_that_tell, every_instant
from tests.newsroom.press import hours_ago, make_article, make_live_blog
from tests.staff import sign_in_staff
from wellread.newsroom import actions, jobs
from wellread.newsroom.models import Article, LiveBlog, LiveEntry, Section, StandingPage

pytestmark = pytest.mark.django_db

HEADLINE = "Zanzibarine sold"
PATH = "/harbour/zanzibarine-sold/"
LISTS = (
    *("/", "/harbour/", "/topic/trade/", "/author/ann-other/", "/search/?q=sold"),
    *("/feed/", "/feed.json", "/harbour/feed/", "/topic/trade/feed/", "/author/ann-other/feed/"),
    *("/news-sitemap.xml", "/sitemap.xml"),
)
EVERYWHERE = (PATH, *LISTS)


@pytest.fixture
def editor():
    client = Client()
    sign_in_staff(client)
    return client


@pytest.fixture
def section():
    return actions.create_section(name="Harbour")


@pytest.fixture
def at(monkeypatch):
    """Let it be another moment, for everything that asks."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


def form(*, model="article", **facts):
    author = actions.create_author(name="Ann Other")
    topic = actions.create_topic(name="Trade")
    facts = {
        "title": HEADLINE,
        "slug": "zanzibarine-sold",
        "standfirst": "At noon.",
        "kind": "news",
        "topics": [topic.pk],
        "body-count": "1",
        "body-0-type": "text",
        "body-0-order": "0",
        "body-0-deleted": "",
        "body-0-id": "",
        "body-0-value": rich_text("Zanzibarine was sold."),
        "authorships-TOTAL_FORMS": "1",
        "authorships-INITIAL_FORMS": "0",
        "authorships-MIN_NUM_FORMS": "0",
        "authorships-MAX_NUM_FORMS": "1000",
        "authorships-0-author": author.pk,
        "authorships-0-ORDER": "1",
        "action-publish": "1",
    } | facts
    return {name: value for name, value in facts.items() if value is not None}


def to_the_second(moment):
    """Return a moment as readers see it; versions keep thousandths."""
    return moment.replace(microsecond=0)


def typed(moment):
    """Return a moment as the schedule's field has it, by the newsroom's clock."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def add(editor, section, model="article", **facts):
    address = reverse("wagtailadmin_pages:add", args=["newsroom", model, section.pk])
    return editor.post(address, form(model=model, **facts))


def look():
    return addresses_that_tell("Zanzibarine", EVERYWHERE)


ALL = set(EVERYWHERE)


def in_two_days():
    return timezone.now().replace(second=0, microsecond=0) + timedelta(days=2)


def test_a_story_written_and_scheduled_in_one_go_is_never_seen_before(editor, section):
    with every_instant(look) as seen:
        add(editor, section, go_live_at=typed(in_two_days()))

    assert (seen, Article.objects.get().approved_schedule) == (set(), True)


def test_its_date_is_that_of_its_appearing_everywhere(editor, section, at):
    due = in_two_days()
    add(editor, section, go_live_at=typed(due))
    at(appears := due + timedelta(seconds=20))

    jobs.publish_on_time()

    reader, stamp = Client(), timezone.localtime(appears).isoformat(timespec="seconds")
    page = reader.get(PATH).content.decode()
    assert page.count(f'"datePublished":"{stamp}"') == 1
    assert f'datetime="{stamp}"' in page
    feed = json.loads(reader.get("/feed.json").content)
    assert [item["date_published"] for item in feed["items"]] == [stamp]
    rss = timezone.localtime(appears).strftime("%a, %d %b %Y %H:%M:%S")
    assert rss in reader.get("/feed/").content.decode()
    assert stamp in reader.get("/news-sitemap.xml").content.decode()
    assert look() == ALL


def test_a_story_published_at_once_is_seen_whole_or_not_at_all(editor, section):
    without_text = set()

    def halves():
        html = Client().get(PATH).content.decode()
        if "<h1" in html and HEADLINE in html and "Zanzibarine was sold." not in html:
            without_text.add(PATH)
        return without_text

    with every_instant(halves):
        add(editor, section)

    assert (without_text, look()) == (set(), ALL)


def test_what_is_corrected_is_seen_in_its_old_or_its_new_words(editor, section):
    add(editor, section)
    article = Article.objects.get()

    def mixed():
        html = Client().get(PATH).content.decode()
        is_new = "Zanzibarine was given away." in html
        return {PATH} if is_new != ("Zanzibarine given" in html) else set()

    with every_instant(mixed) as seen:
        article.title = "Zanzibarine given"
        article.body = [("text", "<p>Zanzibarine was given away.</p>")]
        article.save_revision().publish()

    assert seen == set()


@pytest.mark.parametrize("model", [Section, StandingPage])
def test_sections_and_standing_pages_wait_too(editor, model):
    folder = actions.create_standing_page(title="About", body=[]).get_parent()
    parent = actions.ensure_site() if model is Section else folder
    path = "/zanzibarine-sold/" if model is Section else "/pages/zanzibarine-sold/"

    def seen_now():
        return addresses_that_tell("Zanzibarine", ("/", path, "/sitemap.xml"))

    with every_instant(seen_now) as seen:
        add(editor, parent, model._meta.model_name, go_live_at=typed(in_two_days()))

    assert seen == set()
    assert not model.objects.get(slug="zanzibarine-sold").live


def test_a_schedule_that_is_changed_holds_as_changed(editor, section, at):
    first, later = in_two_days(), in_two_days() + timedelta(days=1)
    add(editor, section, go_live_at=typed(first))
    article = Article.objects.get()
    article.go_live_at = later
    article.save_revision().publish()

    at(first + timedelta(minutes=1))
    jobs.publish_on_time()
    early = look()
    at(later + timedelta(minutes=1))
    jobs.publish_on_time()

    assert (early, look()) == (set(), ALL)
    assert Article.objects.get().published_at == later + timedelta(minutes=1)


def test_the_first_date_stays_when_a_story_is_taken_down_and_scheduled_again(editor, section, at):
    add(editor, section)
    article = Article.objects.get()
    first = article.published_at
    article.unpublish()
    article = Article.objects.get()
    article.go_live_at = due = in_two_days()
    article.save_revision().publish()

    at(due + timedelta(minutes=1))
    jobs.publish_on_time()

    # It is no news any more.
    assert look() == ALL - {"/news-sitemap.xml"}
    assert to_the_second(Article.objects.get().published_at) == to_the_second(first)


def test_a_draft_from_before_the_appearance_does_not_move_the_date(editor, section):
    add(editor, section, **{"action-publish": None})
    before = Article.objects.get().get_latest_revision()
    before.publish()
    first = Article.objects.get().published_at

    Revision.objects.get(pk=before.pk).publish()

    assert to_the_second(Article.objects.get().published_at) == to_the_second(first)


def test_a_scheduled_correction_leaves_an_imported_story_where_it_is(editor, section, at):
    article = make_article(HEADLINE, slug="zanzibarine-sold", published_at=hours_ago(9))
    edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
    editor.get(edit)
    due = in_two_days()
    new = {"title": "Zanzibarine lost", "go_live_at": typed(due), "published_at": ""}

    def down_or_early():
        html = Client().get(PATH).content.decode()
        return {PATH} if HEADLINE not in html or "lost" in html else set()

    with every_instant(down_or_early) as seen:
        editor.post(edit, form(**new))

    at(due + timedelta(minutes=1))
    jobs.publish_on_time()
    assert (seen, "Zanzibarine lost" in Client().get(PATH).content.decode()) == (set(), True)
    stays = to_the_second(Article.objects.get().published_at)
    assert stays == to_the_second(article.published_at)


def test_a_copy_of_what_waits_waits_and_has_its_own_day(editor, section, at):
    add(editor, section, go_live_at=typed(in_two_days()))
    article = Article.objects.get()

    with every_instant(look) as seen:
        attributes = {"slug": "copy", "title": "Zanzibarine again"}
        copy = CopyPageAction(article, update_attrs=attributes, keep_live=True).execute()

    copy = Article.objects.get(pk=copy.pk)
    copy.go_live_at = None
    at(tomorrow := timezone.now() + timedelta(days=1))
    copy.save_revision().publish()
    assert (seen, Article.objects.get(pk=copy.pk).published_at) == (set(), tomorrow)


def test_a_live_copy_is_whole_from_the_first_moment(section):
    article = make_article("Tide turns", published_at=hours_ago(9))

    def halves():
        html = Client().get(PATH).content.decode()
        return {PATH} if "Zanzibarine" in html and "Second paragraph." not in html else set()

    with every_instant(halves) as seen:
        attributes = {"slug": "zanzibarine-sold", "title": HEADLINE}
        CopyPageAction(article, update_attrs=attributes, keep_live=True).execute()

    assert (seen, "Second paragraph." in Client().get(PATH).content.decode()) == (set(), True)


def test_scheduling_a_story_does_not_publish_its_alias(editor, section, at):
    add(editor, section, **{"action-publish": None})
    article = Article.objects.get()
    alias = CreatePageAliasAction(article, update_slug="alias").execute()
    article.go_live_at = due = in_two_days()

    with every_instant(lambda: addresses_that_tell("Zanz", (*EVERYWHERE, "/harbour/alias/"))) as (
        seen
    ):
        article.save_revision().publish()

    at(due + timedelta(minutes=1))
    jobs.publish_on_time()
    alias.refresh_from_db()
    assert (seen, alias.live) == (set(), True)
    assert "Zanzibarine was sold." in Client().get("/harbour/alias/").content.decode()


def test_an_imported_story_can_have_an_alias(section):
    article = make_article(HEADLINE, source="wordpress", source_id="1")

    CreatePageAliasAction(article, update_slug="alias").execute()

    assert "Second paragraph." in Client().get("/harbour/alias/").content.decode()


def test_a_live_blog_and_what_was_written_before_begin_when_it_appears(editor, section, at):
    facts = {"quiet_hours": "24", "go_live_at": typed(due := in_two_days())}
    add(editor, section, "liveblog", **facts)
    blog = LiveBlog.objects.get()
    entry = actions.add_entry(live_blog=blog, headline="Zanzibarine first", text="<p>Now.</p>")
    addresses = (*EVERYWHERE, f"{PATH}feed/", f"{PATH}entry/{entry.pk}/")
    early = addresses_that_tell("Zanzibarine", addresses)

    at(appears := due + timedelta(minutes=1))
    jobs.publish_on_time()

    blog, entry = LiveBlog.objects.get(), LiveEntry.objects.get()
    assert early == set()
    assert (blog.published_at, blog.started_at, entry.published_at) == (appears,) * 3


def test_one_story_that_cannot_appear_holds_up_no_other(editor, section, at, caplog):
    due = in_two_days()
    add(editor, section, go_live_at=typed(due), title="Stuck", slug="stuck")
    add(editor, section, go_live_at=typed(due + timedelta(minutes=1)))
    stuck = Article.objects.get(slug="stuck").scheduled_revision
    stuck.content["kind"] = "no kind at all"
    stuck.save()

    at(due + timedelta(minutes=5))
    jobs.publish_on_time()

    assert look() == ALL
    assert "Stuck" in caplog.text


def test_a_schedule_is_by_the_editors_own_clock(section):
    client = Client()
    editor = sign_in_staff(client)
    UserProfile.objects.create(user=editor, current_time_zone="Pacific/Auckland")

    add(client, section, go_live_at="2027-01-15 09:00")

    assert Article.objects.get().go_live_at == datetime(2027, 1, 14, 20, tzinfo=UTC)


def wrongly_dated(editor, section, **facts):
    """Return a story as it was stored while adding still made it live for a moment."""
    add(editor, section, model="liveblog", quiet_hours="24", **facts)
    story, written = LiveBlog.objects.get(), timezone.now().replace(microsecond=250_000)
    LiveBlog.objects.update(published_at=written, started_at=written)
    for version in story.revisions.all():
        version.content |= dict.fromkeys(["published_at", "started_at"], written.isoformat())
        version.save()
    return story


def mend_dates():
    migration = import_module("wellread.newsroom.migrations.0003_dates_of_scheduled_stories")
    migration.mend_dates(apps, None)


def test_a_story_that_waits_with_the_date_of_its_writing_loses_it(editor, section, at):
    wrongly_dated(editor, section, go_live_at=typed(due := in_two_days()))

    mend_dates()

    at(appears := due + timedelta(minutes=1))
    jobs.publish_on_time()
    story = LiveBlog.objects.get()
    assert (story.published_at, story.started_at) == (appears, appears)


def test_a_story_that_appeared_with_the_date_of_its_writing_is_dated_anew(editor, section):
    story = wrongly_dated(editor, section)
    appeared = in_two_days()
    LiveBlog.objects.update(first_published_at=appeared)

    mend_dates()

    story.refresh_from_db()
    version = story.get_latest_revision_as_object()
    assert (story.published_at, story.started_at, version.published_at) == (appeared,) * 3


def test_what_an_editor_typed_or_an_import_brought_keeps_its_date(editor, section):
    day = timezone.now().replace(microsecond=0) - timedelta(days=900)
    add(editor, section, published_at=typed(day), go_live_at=typed(in_two_days()))
    imported = make_article("From elsewhere", published_at=hours_ago(9_000), source="ghost")
    before = [Article.objects.get(slug="zanzibarine-sold").published_at, imported.published_at]

    mend_dates()

    after = Article.objects.order_by("pk").values_list("published_at", flat=True)
    assert (list(after), before[0] is not None) == (before, True)


def test_an_expired_story_is_gone_everywhere(editor, section, at):
    add(editor, section, expire_at=typed(due := in_two_days()))
    before = look()

    at(due + timedelta(minutes=1))
    jobs.publish_on_time()

    assert (before, look()) == (ALL, set())


def test_a_live_blog_that_is_taken_down_takes_its_entries_along():
    blog = make_live_blog(HEADLINE)
    entry = actions.add_entry(live_blog=blog, headline="Zanzibarine", text="<p>Now.</p>")

    blog.unpublish()

    addresses = (*LISTS, f"{blog.get_url()}feed/", f"{blog.get_url()}entry/{entry.pk}/")
    assert addresses_that_tell("Zanzibarine", addresses) == set()
