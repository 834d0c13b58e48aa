"""A file made by hand, or by a program of your own: docs/howto/move-members.md has its columns."""

from wellread.membership.member_import.formats.form import Format, state_of
from wellread.membership.member_import.member import ImportedMember, State
from wellread.membership.member_import.rows import FileRow

STATES = {
    "active": State.PAYING,
    "cancelled": State.CANCELLED,
    "canceled": State.CANCELLED,
    "complimentary": State.COMPLIMENTARY,
    "gift": State.GIFT,
    "free": State.NOTHING,
    "ended": State.ENDED,
}


def member(row: FileRow) -> ImportedMember:
    """Read a line."""
    return ImportedMember(
        line=row.line,
        typed_email=row.text("email"),
        state=state_of(row, "status", STATES),
        paid_until=row.end("paid_until"),
        customer=row.text("stripe_customer"),
        subscription=row.text("stripe_subscription"),
        amount=row.text("amount"),
        currency=row.text("currency").upper(),
        interval=row.text("interval").casefold(),
        is_unsubscribed=row.yes("unsubscribed"),
        checkout=row.text("checkout"),
        group=row.text("group")[:80],
    )


PLAIN = Format(
    title="a CSV file of your own",
    needed=("email", "status"),
    used=(
        *("email", "status", "paid_until", "stripe_customer", "stripe_subscription"),
        *("amount", "currency", "interval", "unsubscribed", "checkout", "group"),
    ),
    ignored=("name", "note", "seats", "number", "since"),
    bills_at_stripe=True,
    member=member,
)
