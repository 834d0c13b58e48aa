from collections.abc import Callable

from django.utils import timezone

from wellread.insights.actions import prune


def prune_events() -> None:
    prune(timezone.now().date())


EVERY: dict[str, tuple[int, Callable[[], None]]] = {"forget old events": (6 * 3600, prune_events)}
