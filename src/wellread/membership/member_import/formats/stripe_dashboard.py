"""Stripe's own export of subscriptions, from its dashboard; not tried with a real file.

Of the columns only whose it is and which it is are read: all else Stripe itself is asked.
"""

from wellread.membership.member_import.formats.form import Format, state_of
from wellread.membership.member_import.member import ImportedMember, RowFault, State
from wellread.membership.member_import.rows import FileRow

STATES = {
    "active": State.PAYING,
    "trialing": State.PAYING,
    "past_due": State.PAYING,
    "unpaid": State.PAYING,
    "canceled": State.ENDED,
    "incomplete_expired": State.NOTHING,
}


def member(row: FileRow) -> ImportedMember:
    """Read a line."""
    if not row.text("id").startswith("sub_"):
        raise RowFault(f"column 'id' says {row.text('id')!r}, which is no subscription of Stripe's")
    return ImportedMember(
        line=row.line,
        typed_email=row.text("customer email"),
        state=_state(row),
        customer=row.text("customer id"),
        subscription=row.text("id"),
    )


def _state(row: FileRow) -> State:
    state = state_of(row, "status", STATES)
    ends = state is State.PAYING and row.yes("cancel at period end")
    return State.CANCELLED if ends else state


STRIPE = Format(
    title="Stripe's export of subscriptions",
    needed=("id", "customer email", "status"),
    used=("id", "customer id", "customer email", "status", "cancel at period end"),
    ignored=(
        *("customer description", "customer name", "plan", "product", "quantity", "currency"),
        *("interval", "amount", "created (utc)", "start (utc)", "start date (utc)"),
        *("current period start (utc)", "current period end (utc)", "trial start (utc)"),
        *("trial end (utc)", "application fee percent", "coupon", "tax percent"),
        *("canceled at (utc)", "ended at (utc)"),
    ),
    bills_at_stripe=True,
    member=member,
)
