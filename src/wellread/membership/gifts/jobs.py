"""Jobs for gifts: sent on their day, brought to mind, and their end told of."""

from wellread.membership.gifts import actions, queries
from wellread.payments import clock
from wellread.payments.jobs import each


def send() -> None:
    """Send the gifts whose day has come, also those of days on which nothing ran."""
    each(queries.to_send(at=clock.now()), actions.send)


def remind() -> None:
    """Bring gifts to mind that nobody took."""
    each(queries.to_remind(at=clock.now()), actions.remind)


def tell_of_ends() -> None:
    """Tell of gifts that run out."""
    each(queries.ending(at=clock.now()), actions.tell_of_end)
