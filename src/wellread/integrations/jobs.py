"""Jobs for other systems: sending what waits, and telling what nobody told."""

from collections.abc import Callable

from wellread.integrations import actions, delivery, queries
from wellread.payments.jobs import each


def send() -> None:
    """Send what is due."""
    delivery.send_what_waits()


def tell_what_was_not_told() -> None:
    """Tell of memberships that were written without a word: by hand, or by a job in bulk."""
    each(queries.untold().iterator(chunk_size=500), actions.tell_of_membership)


EVERY: dict[str, tuple[int, Callable[[], None]]] = {
    "send webhooks": (1, send),
    "tell other systems what was not told": (600, tell_what_was_not_told),
}
