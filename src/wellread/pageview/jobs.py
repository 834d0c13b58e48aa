"""Telling shared caches which of the pages that they keep have changed."""

import logging
import threading
from collections.abc import Callable
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.utils import timezone

from wellread.appeals import queries as appeals
from wellread.meter import actions as meter
from wellread.pageview import epoch

# A header of more than 8 kB is refused by many; so much change is told as everything.
MOST_NAMES = 200
TIMEOUT_S = 5

# Of each cache, what it has not been told yet, and whether that is urgent. A worker that starts
# does not know what was told before it: its first step is everything.
_waiting: dict[str, dict[str, bool]] = {}
_lock = threading.Lock()

logger = logging.getLogger(__name__)


@epoch.follow
def _remember(step: epoch.Step) -> None:
    names = {epoch.EVERYTHING} if step.names is None else {*step.names, epoch.NAMELESS}
    for cache in settings.SHARED_CACHES:
        _wait(cache, dict.fromkeys(names, step.is_urgent))


def _wait(cache: str, names: dict[str, bool]) -> None:
    with _lock:
        waiting = _waiting.setdefault(cache, {})
        for name, is_urgent in names.items():
            waiting[name] = is_urgent or waiting.get(name, False)


def tell_shared_caches() -> None:
    """Tell each of them what has changed; whoever does not answer is told again."""
    if not settings.SHARED_CACHES:
        return
    epoch.current()
    for cache in settings.SHARED_CACHES:
        # What changes while it is told waits for the next time.
        with _lock:
            names = _waiting.pop(cache, {})
        if names and not _tell(cache, names):
            _wait(cache, names)


def _tell(cache: str, names: dict[str, bool]) -> bool:
    if len(names) > MOST_NAMES:
        names = {epoch.EVERYTHING: any(names.values())}
    headers = {
        "xkey-purge": " ".join(sorted(name for name in names if names[name])),
        "xkey-softpurge": " ".join(sorted(name for name in names if not names[name])),
    }
    told = {name: value for name, value in headers.items() if value}
    try:
        # The settings take no other scheme.
        with urlopen(  # noqa: S310
            Request(cache, method="PURGE", headers=told),  # noqa: S310
            timeout=TIMEOUT_S,
        ):
            return True
    except (URLError, OSError) as fault:
        logger.warning("The shared cache at %s was not told what has changed: %s", cache, fault)
        return False


def forget_old_reading() -> None:
    """Forget what readers keep with us of their reading once no campaign that runs counts it."""
    days = appeals.line_up(settings.EDITION).longest_window_days
    meter.forget_old_views(days=days, at=timezone.now())


EVERY: dict[str, tuple[int, Callable[[], None]]] = {
    "tell shared caches": (1, tell_shared_caches),
    "forget old reading": (6 * 3600, forget_old_reading),
}
