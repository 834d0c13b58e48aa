from collections.abc import Callable

from django.utils import timezone

from wellread.newsletters import reminding


def remind() -> None:
    """Write to those whose day it is."""
    reminding.send_due(now=timezone.now())


EVERY: dict[str, tuple[int, Callable[[], None]]] = {
    "remind those whose day it is": (600, remind),
}
