"""What crawlers are told there is: every page, and the news of the last two days."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models.functions import Coalesce
from django.utils import timezone

from wellread.newsroom import machine, rules
from wellread.newsroom.models import Author, Topic
from wellread.newsroom.site_map import site_map
from wellread.newsroom.stories import in_live_sections, live, live_rows

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
            "url": machine.absolute(rules.public_path(row["url_path"])),
            "title": row["title"],
            "published_at": machine.stamp(row["published_at"]),
        }
        for row in in_live_sections(recent[:MOST_NEWS])
    ]


def pages() -> list[Place]:
    """Return every page that has something to find, the newest stories first."""
    known = site_map()
    places = [Place(machine.absolute("/"), "")]
    places += [Place(machine.absolute(link.url), "") for link in known.sections.values()]
    standing = (f"/{rules.STANDING_SLUG}/{slug}/" for slug in sorted(known.standing))
    places += [Place(machine.absolute(path), "") for path in standing]
    for model, name in ((Topic, "topic"), (Author, "author")):
        for slug in model.objects.order_by("slug").values_list("slug", flat=True):
            places.append(Place(machine.absolute(f"/{name}/{slug}/"), ""))
    return [*places, *_stories()][:MOST_PAGES]


def _stories() -> list[Place]:
    found = live(timezone.now()).annotate(
        changed_at=Coalesce("rendering__changed_at", "published_at")
    )
    return [
        Place(machine.absolute(rules.public_path(url_path)), machine.stamp(changed_at))
        for path, url_path, changed_at in found.values_list("path", "url_path", "changed_at")
        if site_map().section_of(path)
    ]
