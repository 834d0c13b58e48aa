"""What the newsroom does on its own: drawing again, what is due, closing what went quiet."""

import logging
from collections.abc import Callable
from functools import partial

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django_tasks import task
from wagtail.images import get_image_model
from wagtail.models import Page, Revision

from wellread.newsroom import actions
from wellread.newsroom.models import (
    Listing,
    SearchedStory,
    StandingPage,
    Story,
    listings,
    searched_stories,
)
from wellread.newsroom.rendering import bodies, dependents

# A second or two, so that publishing on time is not held up.
REDRAWN_AT_ONCE = 50
LISTED_AT_ONCE = 500
# How Wagtail's own command writes them down in a page's history.
APPEARED, EXPIRED = "wagtail.publish.scheduled", "wagtail.unpublish.scheduled"

logger = logging.getLogger(__name__)


@task()
def redraw_what_shows_page(page: int) -> None:
    """Draw again whatever links to this page or to one below it."""
    moved = Page.objects.filter(pk=page).first()
    if moved is not None:
        dependents.redraw(dependents.of(dependents.with_descendants(moved)))


@task()
def redraw_what_shows_image(image: int) -> None:
    """Draw again whatever shows this image."""
    dependents.redraw(dependents.of(get_image_model().objects.filter(pk=image)))


@task()
def make_findable(stories: list[int]) -> None:
    """Have stories found by what entries and bylines say now; the story itself did not change."""
    for story in Story.objects.filter(pk__in=stories, live=True).specific():
        bodies.make_findable(story)


def publish_on_time() -> None:
    """Publish what is due and take down what has expired; what cannot be holds up no other."""
    now = timezone.now()
    # In the order of the index: in that of the tree, SQLite walks along the whole of it.
    expired = Page.objects.filter(live=True, expire_at__lte=now).order_by("expire_at")
    for page in expired.specific():
        _try(page, partial(page.unpublish, set_expired=True, log_action=EXPIRED))
    due = Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at")
    for revision in due:
        _try(revision, partial(revision.publish, log_action=APPEARED))


def _try(what: Page | Revision, act: Callable[[], object]) -> None:
    try:
        act()
    except Exception:
        logger.exception("“%s” could not be published or taken down on time.", what)


def close_quiet_live_blogs() -> None:
    """Close the live blogs that nobody added to for as long as their editors said."""
    actions.close_quiet_live_blogs(now=timezone.now())


def unpin_on_time() -> None:
    """Unpin the entries that were to stay on top until now."""
    actions.unpin_on_time(now=timezone.now())


def redraw_outdated() -> None:
    """Draw again some of what an earlier version of the templates drew, or in another language."""
    for story in bodies.outdated().specific()[:REDRAWN_AT_ONCE]:
        bodies.redraw(story)


def redraw_standing_pages() -> None:
    """Draw again those that would be drawn otherwise now: a paper has few of them."""
    for page in StandingPage.objects.all():
        if page.html != bodies.body(page.body):
            page.save()


def list_what_is_not_listed() -> None:
    """Have listed and found what was published by a process that did not know of that yet."""
    listed = Listing.objects.filter(story=OuterRef("pk"), name=listings.EVERYTHING)
    found = SearchedStory.objects.filter(
        story=OuterRef("pk"), terms__startswith=searched_stories.OF_SECTION
    )
    stories = Story.objects.filter(live=True, published_at__isnull=False)
    for story in stories.filter(~Exists(listed) | ~Exists(found)).specific()[:LISTED_AT_ONCE]:
        listings.keep(story)
        searched_stories.keep(story)


EVERY: dict[str, tuple[int, Callable[[], None]]] = {
    "publish on time": (30, publish_on_time),
    "close quiet live blogs": (300, close_quiet_live_blogs),
    "unpin on time": (30, unpin_on_time),
    "redraw outdated": (60, redraw_outdated),
    "redraw standing pages": (600, redraw_standing_pages),
    "list what is not listed": (600, list_what_is_not_listed),
}
