"""Jobs for members: ends, renewals nobody told us of, and what may not charge."""

from collections.abc import Callable
from datetime import timedelta

from wellread.membership import actions, emails, queries, second_memberships
from wellread.payments import clock
from wellread.payments.jobs import each

# A renewal is charged an hour after its draft; two more are for a slow webhook.
OVERDUE_AFTER = timedelta(hours=3)


def stop_what_must_end() -> None:
    """Cancel what may charge no more; Stripe's absence is no fault, the next round tries again."""
    each(queries.memberships_to_stop(), actions.stop)


def undo_second_memberships() -> None:
    """Stop what was joined twice, and give its money back."""
    each(queries.second_memberships(), second_memberships.undo)
    each(queries.refused_returns(at=clock.now()), second_memberships.give_back)


def look_at_overdue() -> None:
    """Ask after memberships whose paid time ended without a word about the next period."""
    overdue = queries.overdue_memberships(at=clock.now(), after=OVERDUE_AFTER)
    each(overdue, actions.look_at)


def remind() -> None:
    """Remind members once a year of what they pay, and how to stop."""
    each(queries.memberships_to_remind(at=clock.now()), actions.remind)


def tell_closed_accounts() -> None:
    """Tell members whose account was closed how they cancel without it."""
    for membership in queries.members_of_closed_accounts():
        emails.send_closed(membership=membership)


EVERY: dict[str, tuple[int, Callable[[], None]]] = {
    "end memberships": (60, actions.expire),
    "hand over what was paid under a proved address": (60, actions.hand_over_what_was_proved),
    "undo second memberships": (10, undo_second_memberships),
    "stop memberships that may charge no more": (60, stop_what_must_end),
    "look at overdue memberships": (30, look_at_overdue),
    "tell members whose account was closed": (60, tell_closed_accounts),
    "remind members once a year": (3600, remind),
}
