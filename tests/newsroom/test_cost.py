"""What a page costs does not grow with what was published before.

Counted in steps of SQLite's machine, which no other program on the computer disturbs.
"""

from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.utils import timezone

from bench.archive import WORD, repeat
from tests.newsroom.press import hours_ago, make_article, make_live_blog
from wellread.config import table_statistics
from wellread.newsroom import actions, queries
from wellread.newsroom.machines import feeds, sitemaps
from wellread.newsroom.models import Article, Author, Topic, searched_stories
from wellread.newsroom.models.searched_stories import Question

pytestmark = pytest.mark.django_db

OLD = 1500
# Before it a story is found by reading them all, which is cheaper among so few.
YOUNG = 200
# In tens of steps: some ten microseconds, in which an index is a level deeper.
NOTHING = 60
PAGES = {
    "front": lambda: queries.front(timezone.now()),
    "section": lambda: queries.section("harbour"),
    "second page": lambda: queries.section("harbour", 2),
    "topic": lambda: queries.topic("tides"),
    "author": lambda: queries.author("ann-lee"),
    "article": lambda: queries.article("/harbour/story-1/", community_content=False),
    "feed": feeds.json_feed,
    "part of the sitemap": lambda: sitemaps.pages(2 + Article.objects.earliest("pk").pk // 10),
    "search, a word of every story": lambda: searched_stories.ids(Question(WORD), 101),
    "search, two words of every story": lambda: searched_stories.ids(
        Question(f"{WORD} stori"), 101
    ),
    "search, a word of one story": lambda: searched_stories.ids(Question("zanzibarin"), 101),
    "news sitemap": lambda: sitemaps.news(timezone.now()),
}


class Steps:
    """How far SQLite's machine has got, in tens of steps."""

    def __init__(self):
        self.taken = 0

    def step(self):
        self.taken += 1


@contextmanager
def counted():
    """Yield what counts while the block runs."""
    steps = Steps()
    connection.ensure_connection()
    connection.connection.set_progress_handler(steps.step, 10)
    try:
        yield steps
    finally:
        connection.connection.set_progress_handler(None, 10)


def publish():
    make_article(
        f"New {Article.objects.count()}",
        topics=[*Topic.objects.all()],
        authors=[*Author.objects.all()],
    )


def republish():
    story = Article.objects.latest("pk")
    story.title = "Changed"
    story.save_revision().publish()


def test_publishing_costs_no_more_beside_an_archive():
    make_paper()
    publish()
    table_statistics.refresh()
    before = [cost_of(publish), cost_of(republish)]

    repeat(OLD)
    table_statistics.refresh()

    after = [cost_of(publish), cost_of(republish)]
    assert [new / old <= 1.5 for new, old in zip(after, before, strict=True)] == [True, True]


def cost_of(work):
    with counted() as steps:
        work()
    return steps.taken


def make_paper():
    """Publish enough that every list has a second page."""
    author, topic = actions.create_author(name="Ann Lee"), actions.create_topic(name="Tides")
    for number in range(42):
        make_article(
            f"Story {number}",
            standfirst=WORD,
            topics=[topic],
            authors=[author],
            published_at=hours_ago(number),
        )
    make_article(f"Zanzibarine {WORD}", published_at=hours_ago(50))
    make_live_blog("Closed", ended_at=hours_ago(1))


def cost_of_each():
    found = {}
    with connection.cursor() as cursor:
        # FTS5 writes what is new into pieces of its index, and joins them when it comes to it.
        cursor.execute("INSERT INTO newsroom_terms (newsroom_terms) VALUES ('optimize')")
    for name, page in PAGES.items():
        queries.forget()
        queries.menu()
        with counted() as steps:
            page()
        found[name] = steps.taken
    return found


def test_no_page_costs_more_beside_an_archive(monkeypatch):
    monkeypatch.setattr(sitemaps, "NUMBERS_A_PART", 10)
    make_paper()
    with transaction.atomic():
        repeat(YOUNG)
        table_statistics.refresh()
        before = cost_of_each()
        transaction.set_rollback(True)

    repeat(OLD)
    table_statistics.refresh()

    after = cost_of_each()
    grown = {name: cost for name, cost in after.items() if cost > max(1.5 * before[name], NOTHING)}
    assert grown == {}
