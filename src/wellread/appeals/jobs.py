from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from wellread.appeals.actions import publish_line_up


def publish_due() -> None:
    """Let in what starts within the hour, let go what has ended."""
    publish_line_up(settings.EDITION, timezone.now())


EVERY: dict[str, tuple[int, Callable[[], None]]] = {"publish the line-up": (60, publish_due)}
