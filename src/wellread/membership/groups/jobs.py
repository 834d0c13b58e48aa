"""Jobs for groups: changes of seats whose answer was lost, and seats that end."""

from wellread.membership.groups import actions, queries, unpaid_seats
from wellread.membership.models import SeatChange
from wellread.payments import clock
from wellread.payments.jobs import each


def settle_changes() -> None:
    """Ask what became of changes of seats of which nobody heard."""
    late = clock.now() - actions.UNDER_WAY_FOR
    waiting = SeatChange.objects.filter(done_at=None, dropped_at=None, agreed_at__lt=late)
    each(
        list(waiting.select_related("group__checkout").order_by("agreed_at")),
        lambda change: actions.settle_change(change=change),
    )


def end_unpaid_seats() -> None:
    """End seats whose money never came, where nobody chose in time who keeps theirs."""
    each(queries.not_chosen(at=clock.now()), unpaid_seats.end_what_is_left)


def tell_of_ends() -> None:
    """Tell whoever has a seat of a group that is paid for no more."""
    each(queries.ending(at=clock.now()), actions.tell_of_end)
