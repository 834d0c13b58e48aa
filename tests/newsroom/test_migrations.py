"""Rows from before, brought to what must be true now."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [("newsroom", "0005_quotations_with_lists")]
NOW = timezone.now()


def make_old_rows(apps):
    """Store a live blog with an entry, and twins of a topic, as they were before."""
    made = apps.get_model("wagtailcore", "Locale").objects.first()
    kind = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="newsroom", model="liveblog"
    )[0]
    blog = apps.get_model("newsroom", "LiveBlog").objects.create(
        title="Storm",
        draft_title="Storm",
        slug="storm",
        url_path="/front/storm/",
        path="0009",
        depth=1,
        locale=made,
        content_type=kind,
    )
    author = apps.get_model("newsroom", "Author").objects.create(name="Ann Other", slug="ann")
    entry = apps.get_model("newsroom", "LiveEntry").objects.create(
        live_blog=blog,
        text="<p>Two hurt.</p>",
        html="<p>Two hurt.</p>",
        sequence=1,
        published_at=NOW,
    )
    entry.authors.add(author)
    for name, slug in (("Harbour", "harbour"), ("harbour ", "harbour-news")):
        apps.get_model("newsroom", "Topic").objects.create(name=name, slug=slug)
    front = apps.get_model("newsroom", "Front").objects.create(
        title="Front",
        draft_title="Front",
        slug="front-9",
        path="0008",
        depth=1,
        locale=made,
        content_type=kind,
    )
    for place in (0, 1):
        apps.get_model("newsroom", "FrontPick").objects.create(
            front=front, story_id=blog.pk, sort_order=place
        )


def test_entries_picks_and_names_of_before_are_kept():
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    try:
        make_old_rows(MigrationExecutor(connection).loader.project_state(BEFORE).apps)
    finally:
        MigrationExecutor(connection).migrate(latest)

    from wellread.newsroom import actions
    from wellread.newsroom.models import FrontPick, LiveEntry, Topic

    entry = LiveEntry.objects.get()
    kept = (entry.html, entry.published_at, [author.name for author in entry.authors.all()])
    assert kept == ("<p>Two hurt.</p>", NOW, ["Ann Other"])
    actions.begin_entry_history(entry=entry)
    assert LiveEntry.objects.get().latest_revision.content["text"] == "<p>Two hurt.</p>"
    assert list(Topic.objects.order_by("pk").values_list("name", "slug", "folded_name")) == [
        ("Harbour", "harbour", "harbour"),
        ("harbour ", "harbour-news", None),
    ]
    assert list(FrontPick.objects.values_list("sort_order", flat=True)) == [0]
