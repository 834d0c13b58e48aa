"""Memberful's export of members: columns as its help pages show them, not tried with a real file.

Memberful keeps the subscription itself and charges cards at Stripe, so that most members have a
customer there and no subscription: they are open until their date, and charged by nobody here.
"""

from wellread.membership.member_import.formats.form import Format
from wellread.membership.member_import.member import ImportedMember, State
from wellread.membership.member_import.rows import FileRow


def member(row: FileRow) -> ImportedMember:
    """Read a line."""
    return ImportedMember(
        line=row.line,
        typed_email=row.text("email"),
        state=_state(row),
        paid_until=row.end("expiration date"),
        customer=row.text("stripe customer id"),
        subscription=row.text("stripe subscription id"),
    )


def _state(row: FileRow) -> State:
    if not row.yes("active"):
        return State.NOTHING
    if row.yes("complimentary"):
        return State.COMPLIMENTARY
    if row.yes("gift"):
        return State.GIFT
    return State.PAYING if row.yes("auto-renew") else State.CANCELLED


MEMBERFUL = Format(
    title="a Memberful export of members",
    needed=("email", "active", "auto-renew", "expiration date"),
    used=(
        *("email", "active", "auto-renew", "expiration date", "complimentary", "gift"),
        *("stripe customer id", "stripe subscription id"),
    ),
    ignored=(
        *("id", "full name", "first name", "last name", "plan", "plan id", "price", "created at"),
        *("signed up", "total spend", "address", "city", "state", "postal code", "country"),
        *("phone", "referrer", "coupon"),
    ),
    bills_at_stripe=True,
    member=member,
)
