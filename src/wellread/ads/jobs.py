from collections.abc import Callable

from django.utils import timezone

from wellread.ads.actions import turn_over


def turn_over_today() -> None:
    turn_over(timezone.localdate())


EVERY: dict[str, tuple[int, Callable[[], None]]] = {
    "start and end house ads": (300, turn_over_today)
}
