"""What crawlers are told there is: every page, and the news of the last two days."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import CharField, Exists, Max, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from wellread.newsroom import rules
from wellread.newsroom.machines import structured_data
from wellread.newsroom.models import Author, Listing, LiveEntry, Topic, listings
from wellread.newsroom.rendering.addresses import absolute
from wellread.newsroom.rendering.navigation import navigation
from wellread.newsroom.rendering.stories import Rows, in_live_sections, live, live_rows

# Google News takes two days and 1,000 addresses.
NEWS_DAYS = 2
MOST_NEWS = 1_000
# By their numbers: a part that is full changes with its own stories alone, and each is drawn in
# milliseconds. sitemaps.org allows 50,000 addresses a file, and as many files.
NUMBERS_A_PART = 500
# The first part holds what is no story.
FIRST_OF_STORIES = 2


# Each look finds the next number that is listed, from the end of the block before. Adding nothing
# to the name keeps databases from its index, which would have them sort a whole list each time.
BLOCKS = """
    WITH RECURSIVE blocks (block) AS (
        SELECT (
            SELECT story_id FROM newsroom_listing
            WHERE name || '' = %(name)s ORDER BY story_id LIMIT 1
        ) / %(block)s
        UNION ALL
        SELECT (
            SELECT story_id FROM newsroom_listing
            WHERE story_id >= (block + 1) * %(block)s AND name || '' = %(name)s
            ORDER BY story_id LIMIT 1
        ) / %(block)s FROM blocks WHERE block IS NOT NULL
    )
    SELECT block FROM blocks WHERE block IS NOT NULL
"""


class Place(NamedTuple):
    """A page that may be crawled, with the ISO time of its last change, or an empty one."""

    url: str
    changed_at: str


def news(now: datetime) -> list[dict[str, Any]]:
    """Return what belongs in the news sitemap: open, unpaid, at most two days old."""
    return [
        {
            "url": absolute(rules.public_path(row["url_path"])),
            "title": structured_data.fit_for_xml(row["title"]),
            "published_at": structured_data.stamp(row["published_at"]),
        }
        for row in in_live_sections(_news_rows(now)[:MOST_NEWS])
    ]


def has_news(now: datetime) -> bool:
    """Return whether there is a news sitemap: one without news is a fault to those who read it."""
    return bool(in_live_sections(_news_rows(now)[:1]))


def parts() -> list[int]:
    """Return the numbers of the parts when one file would be too long, else none."""
    blocks = _blocks()
    return [1, *(FIRST_OF_STORIES + block for block in blocks)] if len(blocks) > 1 else []


def pages(number: int | None = None) -> list[Place]:
    """Return the places of a part, or of all parts; none when there is no such part."""
    if number is None:
        return [*_lists(), *(place for block in _blocks() for place in _stories(block))]
    return _lists() if number == 1 else _stories(number - FIRST_OF_STORIES)


def _news_rows(now: datetime) -> Rows:
    return live_rows().filter(
        published_at__lte=now,
        published_at__gt=now - timedelta(days=NEWS_DAYS),
        community_only=False,
        sponsored_by="",
    )


def _blocks() -> list[int]:
    """Return which blocks of numbers have stories, by a look at the index for each."""
    with connection.cursor() as cursor:
        cursor.execute(BLOCKS, {"name": listings.EVERYTHING, "block": NUMBERS_A_PART})
        return [block for (block,) in cursor.fetchall()]


def _lists() -> list[Place]:
    known = navigation()
    paths = ["/", *(link.url for link in known.sections.values())]
    paths += [f"/{rules.STANDING_SLUG}/{slug}/" for slug in sorted(known.standing)]
    # Nothing is found on the page of a topic or an author without stories.
    for model, name in ((Topic, "topic"), (Author, "author")):
        key = Concat(Value(f"{name} "), Cast("pk", CharField()))
        listed = Exists(Listing.objects.filter(name=OuterRef("list")))
        found = model.objects.annotate(list=key).filter(listed).order_by("slug")
        paths += [f"/{name}/{slug}/" for slug in found.values_list("slug", flat=True)]
    return [Place(absolute(path), "") for path in paths]


def _stories(block: int) -> list[Place]:
    """Return the stories whose numbers are in a block, the oldest first."""
    numbers = range(block * NUMBERS_A_PART, (block + 1) * NUMBERS_A_PART)
    here = {"pk__gte": numbers[0], "pk__lt": numbers[-1] + 1}
    columns = ("pk", "path", "url_path", "published_at", "rendering__changed_at")
    rows = live(timezone.now()).filter(**here).order_by("pk").values_list(*columns)
    reported = _reported_at(numbers)
    return [
        Place(
            absolute(rules.public_path(url_path)),
            structured_data.stamp(max(filter(None, (published_at, changed_at, reported.get(pk))))),
        )
        for pk, path, url_path, published_at, changed_at in rows
        if navigation().section_of(path)
    ]


def _reported_at(blogs: range) -> dict[int, datetime]:
    """Return when each live blog's entries last changed; the page changes with them."""
    shown = LiveEntry.objects.exclude(state=LiveEntry.DRAFT).order_by()
    shown = shown.filter(live_blog__gte=blogs[0], live_blog__lte=blogs[-1])
    found = shown.values_list("live_blog").annotate(Max("published_at"), Max("updated_at"))
    return {blog: max(filter(None, moments)) for blog, *moments in found}
