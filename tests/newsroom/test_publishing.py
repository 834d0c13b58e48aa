from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone, translation
from wagtail.blocks import CharBlock, StreamBlock, StreamValue
from wagtail.models import PageViewRestriction

from tests.newsroom.press import (
    SECRET,
    TEXT,
    make_article,
    make_community_article,
    make_entries,
    make_image,
    make_live_blog,
)
from wellread.newsroom import actions, jobs, queries
from wellread.newsroom.models import (
    Article,
    Author,
    LiveBlog,
    Rendering,
    Section,
    StandingPage,
)
from wellread.newsroom.rendering import bodies

pytestmark = pytest.mark.django_db


def read(path, **facts):
    return queries.article(path, **{"community_content": False} | facts)


def preview(page, mode="public"):
    request = RequestFactory().get("/")
    return page.serve_preview(request, mode)


def test_a_preview_shows_the_draft_as_readers_will_see_it():
    article = make_article("Tide turns")
    article.title = "Tide has turned"

    response = preview(article)

    html = response.content.decode()
    assert ">Tide has turned</h1>" in html
    assert 'id="article-body"' in html
    assert (response["X-Robots-Tag"], response["Cache-Control"]) == (
        "noindex",
        "private, no-store",
    )


def test_a_preview_changes_nothing():
    article = make_article("Tide turns")
    article.title = "Tide has turned"

    preview(article)

    assert read("/harbour/tide-turns/").headline == "Tide turns"


def test_a_preview_shows_what_everyone_and_what_members_get():
    article = make_community_article()

    shown = [SECRET in preview(article, mode).content.decode() for mode in ("public", "member")]

    assert shown == [False, True]


def test_a_story_that_is_not_saved_yet_can_be_previewed():
    section = actions.create_section(name="Harbour")
    draft = Article(title="New", body=[("text", "<p>Fresh.</p>")], slug="new")
    draft.path, draft.depth = f"{section.path}0001", 4

    assert "<p>Fresh.</p>" in preview(draft).content.decode()


def test_a_live_blog_is_previewed_with_its_entries():
    blog = make_live_blog()
    make_entries(blog, 2)

    assert "Entry 2" in preview(blog).content.decode()


def test_other_pages_have_previews_too():
    page = actions.create_standing_page(title="About", body=[("text", "<p>We.</p>")])
    section = actions.create_section(name="Harbour")

    shown = [preview(each).status_code for each in (page, section, actions.ensure_site())]

    assert shown == [200, 200, 200]


def test_a_scheduled_story_appears_on_time(monkeypatch):
    article = make_article("Tide turns", live=False)
    article.go_live_at = timezone.now() + timedelta(hours=1)
    article.save_revision().publish()
    jobs.publish_on_time()
    early = read("/harbour/tide-turns/")

    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    jobs.publish_on_time()

    page = read("/harbour/tide-turns/")
    assert (early, page.body_html, page.published_at) == (None, TEXT, later)


def test_a_story_expires_on_time():
    article = make_article("Tide turns")
    Article.objects.filter(pk=article.pk).update(expire_at=timezone.now() - timedelta(minutes=1))

    jobs.publish_on_time()

    assert read("/harbour/tide-turns/") is None


def test_links_follow_a_story_that_moves():
    moved = make_article("Moved")
    related = {"title": "", "stories": [moved]}
    body = [("text", f'<p><a linktype="page" id="{moved.pk}">there</a></p>'), ("related", related)]
    make_article("Tide turns", body=body)

    moved.slug = "has-moved"
    moved.save_revision().publish()

    html = read("/harbour/tide-turns/").body_html
    assert '<a href="/harbour/has-moved/">there</a>' in html
    assert '<a href="/harbour/has-moved/" dir="auto">Moved</a>' in html


def test_links_follow_a_section_that_moves():
    world = actions.create_section(name="World")
    moved = make_article("Moved", section=world)
    body = [("text", f'<p><a linktype="page" id="{moved.pk}">there</a></p>')]
    make_article("Tide turns", body=body)

    world.slug = "abroad"
    world.save_revision().publish()

    assert '<a href="/abroad/moved/">there</a>' in read("/harbour/tide-turns/").body_html
    assert read("/abroad/moved/").section.slug == "abroad"


def test_a_story_taken_down_is_no_longer_offered():
    gone = make_article("Gone")
    make_article("Tide turns", body=[("related", {"title": "", "stories": [gone]})])

    gone.unpublish()

    assert read("/harbour/tide-turns/").body_html == ""


def test_somebody_elses_change_is_no_update_of_mine():
    moved = make_article("Moved")
    make_article("Tide turns", body=[("related", {"title": "", "stories": [moved]})])

    moved.title = "Another headline"
    moved.save_revision().publish()

    page = read("/harbour/tide-turns/")
    assert ("Another headline" in page.body_html, page.updated_at) == (True, None)


def test_a_replaced_image_is_made_again():
    image, other = make_image(), make_image("night", width=900, height=900)
    picture = {"image": image, "alt": "A quay", "caption": "", "credit": ""}
    make_article("Tide turns", lead_image=image, lead_alt="A quay", body=[("image", picture)])
    author = actions.create_author(name="Ann Lee", portrait=image)
    blog = make_live_blog()
    actions.add_entry(live_blog=blog, text="<p>x</p>", image=image, alt="A quay")

    image.renditions.all().delete()
    image.file, image.width, image.height = other.file, 900, 900
    image.save()

    page = read("/harbour/tide-turns/")
    assert (page.picture.width, "night" in page.body_html) == (900, True)
    assert "night" in Author.objects.get(pk=author.pk).portrait_picture["src"]
    assert "night" in read("/harbour/storm-over-saltmere/").live.entries[0].picture.src


def test_a_deleted_image_leaves_no_hole(django_capture_on_commit_callbacks):
    image = make_image()
    picture = {"image": image, "alt": "A quay", "caption": "", "credit": ""}
    make_article("Tide turns", lead_image=image, lead_alt="A quay", body=[("image", picture)])

    with django_capture_on_commit_callbacks(execute=True):
        image.delete()

    page = read("/harbour/tide-turns/")
    assert (page.picture, page.body_html) == (None, "")


def test_a_deleted_story_is_no_longer_offered(django_capture_on_commit_callbacks):
    gone = make_article("Gone")
    make_article("Tide turns", body=[("related", {"title": "", "stories": [gone]})])

    with django_capture_on_commit_callbacks(execute=True):
        gone.delete()

    assert read("/harbour/tide-turns/").body_html == ""


def test_a_copied_story_is_a_story_of_its_own():
    article = make_article("Tide turns", source="old.example", source_id="17")

    copy = article.copy(update_attrs={"slug": "copy", "title": "Copy"})
    jobs.redraw_outdated()

    assert (copy.source, read("/harbour/copy/").body_html) == ("", TEXT)


def test_what_older_templates_drew_is_drawn_again():
    article = make_article("Tide turns")
    article.bodies.update(html="old")
    Rendering.objects.update(renderer=0)

    jobs.redraw_outdated()

    assert read("/harbour/tide-turns/").body_html.startswith("<p>First")


def test_quiet_live_blogs_close_by_themselves():
    make_entries(make_live_blog(quiet_hours=1), 1)

    jobs.close_quiet_live_blogs()

    assert LiveBlog.objects.get().ended_at is not None


def test_no_page_of_the_paper_can_be_put_behind_a_password():
    pages = [actions.ensure_site(), actions.create_section(name="Harbour"), make_article()]

    assert [page.specific.private_page_options for page in pages] == [[], [], []]


def test_a_restriction_made_behind_the_editors_back_is_refused():
    section = actions.create_section(name="Harbour")

    with pytest.raises(PermissionError):
        PageViewRestriction.objects.create(page=section, restriction_type="login")

    assert Section.objects.get().view_restrictions.count() == 0


def a_body_with_words_of_ours():
    other = make_article("Elsewhere")
    video = {"url": "https://vimeo.com/1", "title": "A film"}
    return [("related", {"title": "", "stories": [other]}), ("embed", video)]


def test_a_paper_that_changes_its_language_draws_its_own_words_anew(settings):
    article = make_article("Tide turns", body=a_body_with_words_of_ours())
    actions.create_standing_page(title="About", slug="about", body=a_body_with_words_of_ours())
    settings.LANGUAGE_CODE = "de"

    jobs.redraw_outdated()
    jobs.redraw_standing_pages()

    html = [article.bodies.get().html, StandingPage.objects.get().html]
    assert ["Mehr dazu" in each for each in html] == [True, True]
    assert ["erfährt nichts, bis Sie" in each for each in html] == [True, True]
    assert bodies.outdated().count() == 0


def test_words_of_ours_change_no_date(settings):
    article = make_article("Tide turns", body=a_body_with_words_of_ours())
    settings.LANGUAGE_CODE = "de"

    jobs.redraw_outdated()
    article.save_revision().publish()

    assert Rendering.objects.get(story=article).changed_at is None


def test_a_block_of_a_sites_own_speaks_the_editions_language_whoever_publishes(settings, tmp_path):
    template = tmp_path / "newsroom" / "blocks" / "own.html"
    template.parent.mkdir(parents=True)
    template.write_text("{% translate 'Read more' %}")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}, *settings.TEMPLATES[1:]]
    settings.WELLREAD_BODY_BLOCKS = {"own": "wagtail.blocks.CharBlock"}
    settings.LANGUAGE_CODE = "de"
    body = StreamValue(StreamBlock([("own", CharBlock())]), [("own", "")])

    with translation.override("he"):
        assert bodies.body(body) == "Mehr dazu"
