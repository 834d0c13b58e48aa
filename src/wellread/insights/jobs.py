from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from wellread.insights.actions import prune


def prune_events() -> None:
    prune(timezone.now().date(), after_days=settings.EVENTS_DAYS)


EVERY: dict[str, tuple[int, Callable[[], None]]] = {"forget old events": (6 * 3600, prune_events)}
