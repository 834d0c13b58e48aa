"""What the newsroom does on its own: drawing again, what is due, closing what went quiet."""

from collections.abc import Callable

from django.core.management import call_command
from django.utils import timezone
from django_tasks import task
from wagtail.images import get_image_model
from wagtail.models import Page

from wellread.newsroom import actions, dependents, rendering
from wellread.newsroom.models import Story

REDRAWN_AT_ONCE = 50


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


def publish_on_time() -> None:
    """Publish what is due and take down what has expired."""
    call_command("publish_scheduled", verbosity=0)


def close_quiet_live_blogs() -> None:
    """Close the live blogs that nobody added to for as long as their editors said."""
    actions.close_quiet_live_blogs(now=timezone.now())


def unpin_on_time() -> None:
    """Unpin the entries that were to stay on top until now."""
    actions.unpin_on_time(now=timezone.now())


def redraw_outdated() -> None:
    """Draw again some of what an earlier version of the templates drew."""
    outdated = Story.objects.filter(live=True).exclude(rendering__renderer=rendering.RENDERER)
    for story in outdated.specific()[:REDRAWN_AT_ONCE]:
        rendering.publish(story)


EVERY: dict[str, tuple[int, Callable[[], None]]] = {
    "publish on time": (30, publish_on_time),
    "close quiet live blogs": (300, close_quiet_live_blogs),
    "unpin on time": (30, unpin_on_time),
    "redraw outdated": (60, redraw_outdated),
}
