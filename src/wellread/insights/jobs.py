from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from wellread.insights.actions import prune
from wellread.insights.collector import collector
from wellread.insights.lots import move
from wellread.insights.warehouse import warehouse


def prune_events() -> None:
    today = timezone.now().date()
    prune(today, after_days=settings.EVENTS_DAYS)
    if (store := warehouse()) is not None:
        store.prepare()
        store.forget(today - timedelta(days=settings.EVENTS_DAYS))


def move_events() -> None:
    """Take what rests to ClickHouse, where there is one."""
    if (store := warehouse()) is not None:
        move(store, timezone.now())


def count_waiting_events() -> None:
    """Count what a web process that is gone has left."""
    collector.write_all()


EVERY: dict[str, tuple[int, Callable[[], None]]] = {
    "count waiting events": (10, count_waiting_events),
    "take events to where they rest": (900, move_events),
    "forget old events": (6 * 3600, prune_events),
}
