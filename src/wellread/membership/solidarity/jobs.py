"""The job about free years: asking, near the end of one, for another."""

from wellread.membership.solidarity import actions, queries
from wellread.payments import clock
from wellread.payments.jobs import each


def tell_of_ends() -> None:
    """Ask whether another year is wanted."""
    each(queries.years_to_tell(at=clock.now()), actions.tell_of_end)
