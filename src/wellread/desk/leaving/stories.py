"""Stories, gathered for the exports that other systems read."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone

from wellread.desk.leaving import story_html
from wellread.newsroom.models import LiveEntry, Story

STEP = 100


class LeavingEntry(NamedTuple):
    """One entry of a live blog."""

    number: int
    html: str
    at: datetime
    is_key: bool
    author: str


class LeavingPicture(NamedTuple):
    """A picture that stands at the head of a story."""

    number: int
    url: str
    alt: str
    caption: str


class LeavingStory(NamedTuple):
    """One story with all that another system has a place for; names come with their slugs."""

    number: int
    headline: str
    standfirst: str
    slug: str
    url: str
    html: str
    is_live: bool
    community_only: bool
    published_at: datetime | None
    changed_at: datetime | None
    section: tuple[str, str]
    authors: tuple[tuple[str, str], ...]
    topics: tuple[tuple[str, str], ...]
    lead: LeavingPicture | None
    entries: tuple[LeavingEntry, ...]
    is_over: bool


def all_of_them() -> Iterator[LeavingStory]:
    """Yield every story that is published or waits, the oldest first."""
    numbers = list(Story.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), STEP):
        rows = Story.objects.filter(pk__in=numbers[start : start + STEP], alias_of=None)
        for row in rows.select_related("lead_image").order_by("pk"):
            yield _gathered(row.specific)


def count() -> int:
    """Return how many there are."""
    return Story.objects.filter(alias_of=None).count()


def _gathered(story: Story) -> LeavingStory:
    section: Any = story.get_parent()
    lead: Any = story.lead_image
    bylines = story.authorships.select_related("author").order_by("sort_order")
    return LeavingStory(
        number=story.pk,
        headline=story.title,
        standfirst=story.standfirst,
        slug=story.slug,
        url=story_html.address(story),
        html=story_html.body(story),
        is_live=story.live,
        community_only=story.community_only,
        published_at=story.published_at,
        changed_at=story.last_published_at or story.published_at,
        section=(section.title, section.slug),
        authors=tuple((one.author.name, one.author.slug) for one in bylines),
        topics=tuple((one.name, one.slug) for one in story.topics.order_by("name")),
        lead=_picture(story, lead) if lead else None,
        entries=tuple(_entries(story)) if story.is_live_blog else (),
        is_over=story.is_live_blog and getattr(story, "ended_at", None) is not None,
    )


def _picture(story: Story, image: Any) -> LeavingPicture:
    url, words = story_html.media_url(image), story_html.caption(story)
    return LeavingPicture(image.pk, url, story.lead_alt, words)


def _entries(story: Story) -> Iterator[LeavingEntry]:
    rows = LiveEntry.objects.filter(live_blog=story.pk, state=LiveEntry.PUBLISHED)
    for row in rows.order_by("published_at", "pk"):
        author = row.authors.first()
        yield LeavingEntry(
            number=row.pk,
            html=story_html.entry(row),
            at=row.published_at or row.live_blog.published_at or timezone.now(),
            is_key=row.key_event,
            author=author.name if author else "",
        )
