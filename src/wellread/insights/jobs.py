from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from wellread.insights.actions import prune
from wellread.insights.collector import collector


def prune_events() -> None:
    prune(timezone.now().date(), after_days=settings.EVENTS_DAYS)


def count_waiting_events() -> None:
    """Count what a web process that is gone has left."""
    collector.write_all()


EVERY: dict[str, tuple[int, Callable[[], None]]] = {
    "count waiting events": (10, count_waiting_events),
    "forget old events": (6 * 3600, prune_events),
}
