"""Lists are what a look at every story would find, whatever was done to the stories."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from tests.newsroom.press import hours_ago, make_article, make_live_blog
from wellread.newsroom import actions, jobs, queries
from wellread.newsroom.models import Listing, Section, Story, StoryAuthor, listings

pytestmark = pytest.mark.django_db


def listed():
    """Return the ids of each list, newest first."""
    names = Listing.objects.order_by("name").values_list("name", flat=True).distinct()
    return {name: listings.ids(name, 0, 1000) for name in names}


def looked_for():
    """Return what each list must hold, by a look at every story."""
    found = {}
    for story in Story.objects.filter(live=True, published_at__isnull=False).order_by(
        "-published_at", "-pk"
    ):
        section = Section.objects.get(path=story.path[: -Section.steplen])
        names = {listings.EVERYTHING, listings.of_section(section.pk)}
        names |= {listings.OPINION} if story.kind == "opinion" else set()
        names |= {listings.of_topic(topic.pk) for topic in story.topics.all()}
        written = StoryAuthor.objects.filter(story=story.pk)
        names |= {listings.of_author(pk) for pk in written.values_list("author", flat=True)}
        for name in names:
            found.setdefault(name, []).append(story.pk)
    return found


def make_paper():
    harbour, world = (actions.create_section(name=name) for name in ("Harbour", "World"))
    topics = [actions.create_topic(name=name) for name in ("Tides", "Fish")]
    ann, ben = (actions.create_author(name=name) for name in ("Ann Lee", "Ben Oak"))
    stories = [
        make_article("One", section=harbour, topics=topics, authors=[ann, (ann, "photographs")]),
        make_article("Two", section=world, topics=topics[:1], authors=[ann, ben], kind="opinion"),
        make_live_blog("Three", section=harbour),
        make_article("Draft", section=world, live=False, topics=topics, authors=[ben]),
    ]
    return harbour, world, topics, ben, stories


def test_what_is_published_is_listed():
    make_paper()

    assert listed() == looked_for()
    assert len(listed()) == 8


def test_lists_follow_what_editors_do():
    harbour, world, topics, ben, stories = make_paper()
    one, two, three, draft = stories

    one.topics.set(topics[1:])
    one.kind = "opinion"
    one.published_at = hours_ago(50)
    one.save_revision().publish()
    assert listed() == looked_for()
    two.authorships.set([StoryAuthor(author=ben)])
    two.save_revision().publish()
    assert listed() == looked_for()
    draft.save_revision().publish()
    assert listed() == looked_for()
    three.move(world, pos="last-child")
    assert listed() == looked_for()
    Section.objects.get(pk=world.pk).move(harbour, pos="left")
    assert listed() == looked_for()
    Page.objects.get(pk=two.pk).unpublish()
    assert listed() == looked_for()
    Page.objects.get(pk=one.pk).delete()
    assert listed() == looked_for()
    assert [teaser.headline for teaser in queries.section("world").teasers] == ["Draft", "Three"]


def test_a_draft_over_a_live_story_changes_no_list():
    *_, stories = make_paper()
    before = listed()

    stories[0].topics.set([])
    stories[0].save_revision()

    assert listed() == before


def test_what_is_not_live_is_not_shown_wherever_it_is_listed():
    make_paper()
    Page.objects.filter(slug="one").update(live=False)

    page = queries.section("harbour")

    assert [teaser.headline for teaser in page.teasers] == ["Three"]
    assert [row.headline for row in queries.front(timezone.now()).most_recent] == ["Two", "Three"]


def test_what_was_published_before_there_were_lists_is_listed():
    make_paper()
    Listing.objects.all().delete()

    migration = import_module("wellread.newsroom.migrations.0015_listings")
    with connection.cursor() as cursor:
        migration.list_what_is_live(apps, cursor)

    assert listed() == looked_for()


def test_what_an_older_process_published_meanwhile_is_listed():
    make_paper()
    Listing.objects.filter(story__slug="one").delete()

    jobs.list_what_is_not_listed()

    assert listed() == looked_for()
