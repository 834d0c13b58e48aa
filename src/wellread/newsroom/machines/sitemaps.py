"""What crawlers are told there is: every page, and the news of the last two days."""

from datetime import datetime, timedelta
from math import ceil
from typing import Any, NamedTuple

from django.db.models import Max, QuerySet
from django.utils import timezone

from wellread.newsroom import rules
from wellread.newsroom.machines import structured_data
from wellread.newsroom.models import Author, LiveEntry, Story, Topic
from wellread.newsroom.rendering.addresses import absolute
from wellread.newsroom.rendering.navigation import navigation
from wellread.newsroom.rendering.stories import in_live_sections, live, live_rows

# Google News takes two days and 1,000 addresses; sitemaps.org 50,000 a file.
NEWS_DAYS = 2
MOST_NEWS = 1_000
MOST_PAGES = 50_000


class Place(NamedTuple):
    """A page that may be crawled, with the ISO time of its last change, or an empty one."""

    url: str
    changed_at: str


def news(now: datetime) -> list[dict[str, Any]]:
    """Return what belongs in the news sitemap: open, unpaid, at most two days old."""
    recent = live_rows().filter(
        published_at__lte=now,
        published_at__gt=now - timedelta(days=NEWS_DAYS),
        community_only=False,
        sponsored_by="",
    )
    return [
        {
            "url": absolute(rules.public_path(row["url_path"])),
            "title": structured_data.fit_for_xml(row["title"]),
            "published_at": structured_data.stamp(row["published_at"]),
        }
        for row in in_live_sections(recent[:MOST_NEWS])
    ]


def page_count() -> int:
    """Return how many files the sitemap takes."""
    return ceil((len(_lists()) + _stories().count()) / MOST_PAGES)


def pages(number: int = 1) -> list[Place]:
    """Return a file's worth of the pages that have something to find, the oldest stories first.

    So a full file stays as it is while new stories fill the last one.
    """
    lists = _lists()
    start, stop = (number - 1) * MOST_PAGES, number * MOST_PAGES
    found = _stories()[max(0, start - len(lists)) : max(0, stop - len(lists))]
    return [*lists[start:stop], *_places(found)]


def _lists() -> list[Place]:
    known = navigation()
    paths = ["/", *(link.url for link in known.sections.values())]
    paths += [f"/{rules.STANDING_SLUG}/{slug}/" for slug in sorted(known.standing)]
    shown = live(timezone.now()).order_by().values("pk")
    # Nothing is found on the page of a topic or an author without stories.
    topics = Topic.objects.filter(stories__in=shown)
    authors = Author.objects.filter(authorships__story__in=shown)
    for rows, name in ((topics, "topic"), (authors, "author")):
        slugs = rows.order_by("slug").values_list("slug", flat=True).distinct()
        paths += [f"/{name}/{slug}/" for slug in slugs]
    return [Place(absolute(path), "") for path in paths]


def _stories() -> QuerySet[Story]:
    return live(timezone.now()).order_by("pk")


def _places(found: QuerySet[Story]) -> list[Place]:
    columns = ("pk", "path", "url_path", "published_at", "rendering__changed_at")
    rows = list(found.values_list(*columns))
    reported = _reported_at()
    return [
        Place(
            absolute(rules.public_path(url_path)),
            structured_data.stamp(max(filter(None, (published_at, changed_at, reported.get(pk))))),
        )
        for pk, path, url_path, published_at, changed_at in rows
        if navigation().section_of(path)
    ]


def _reported_at() -> dict[int, datetime]:
    """Return when each live blog's entries last changed; the page changes with them."""
    shown = LiveEntry.objects.exclude(state=LiveEntry.DRAFT).order_by()
    found = shown.values_list("live_blog").annotate(Max("published_at"), Max("updated_at"))
    return {blog: max(filter(None, moments)) for blog, *moments in found}
