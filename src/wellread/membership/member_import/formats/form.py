"""What a format is."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from wellread.membership.member_import.member import ImportedMember, RowFault, State
from wellread.membership.member_import.rows import FileRow


class Format(NamedTuple):
    """One system's file. Columns are named in small letters.

    Members of a system that bills through Stripe's subscriptions may be found there by customer or
    address; of others only what their file names is asked for.
    """

    title: str
    needed: tuple[str, ...]
    used: tuple[str, ...]
    ignored: tuple[str, ...]
    bills_at_stripe: bool
    member: Callable[[FileRow], ImportedMember]


def state_of(row: FileRow, column: str, states: Mapping[str, State]) -> State:
    """Return the state that a word of the system means; raise RowFault for one that is unknown."""
    word = row.text(column)
    if word.casefold() not in states:
        raise RowFault(f"column {column!r} says {word!r}, which is no state that is known")
    return states[word.casefold()]
