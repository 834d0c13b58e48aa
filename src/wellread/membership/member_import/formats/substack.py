"""Substack's list of subscribers (`email_list…csv`): email, active_subscription, expiry, plan,
email_disabled, created_at, first_payment_at.

Columns as several published exports have them. Who pays is charged by a subscription in the
newsroom's own Stripe account, found there by the address.
"""

from wellread.membership.member_import.formats.form import Format, state_of
from wellread.membership.member_import.member import ImportedMember, State
from wellread.membership.member_import.rows import FileRow

PLANS = {
    "monthly": State.PAYING,
    "yearly": State.PAYING,
    "annual": State.PAYING,
    "founding": State.PAYING,
    "comp": State.COMPLIMENTARY,
    "gift": State.GIFT,
}


def member(row: FileRow) -> ImportedMember:
    """Read a line."""
    is_running = row.yes("active_subscription")
    return ImportedMember(
        line=row.line,
        typed_email=row.text("email"),
        state=state_of(row, "plan", PLANS) if is_running else State.NOTHING,
        paid_until=row.end("expiry"),
        is_unsubscribed=row.yes("email_disabled"),
    )


SUBSTACK = Format(
    title="a Substack list of subscribers",
    needed=("email", "active_subscription", "plan"),
    used=("email", "active_subscription", "expiry", "plan", "email_disabled"),
    ignored=("created_at", "first_payment_at"),
    bills_at_stripe=True,
    member=member,
)
