"""Ghost's export of members.

Columns as Ghost's own tests name them (5 and 6): id, email, name, note, subscribed_to_emails,
complimentary_plan, stripe_customer_id, created_at, deleted_at, labels, tiers, gift_id; before 5
`products` stood for `tiers`. The file does not say whether somebody pays: Stripe does.
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
        customer=row.text("stripe_customer_id"),
        is_unsubscribed=not row.yes("subscribed_to_emails"),
    )


def _state(row: FileRow) -> State:
    if row.text("deleted_at"):
        return State.NOTHING
    if row.text("gift_id"):
        return State.GIFT
    if row.yes("complimentary_plan"):
        return State.COMPLIMENTARY
    # Whoever ever paid has a customer, and a tier only while it runs.
    is_of_tier = bool(row.text("tiers") or row.text("products"))
    return State.PAYING if is_of_tier else State.NOTHING


GHOST = Format(
    title="a Ghost export of members",
    needed=("email", "complimentary_plan", "stripe_customer_id"),
    used=(
        *("email", "subscribed_to_emails", "complimentary_plan", "stripe_customer_id"),
        *("deleted_at", "tiers", "products", "gift_id"),
    ),
    ignored=("id", "name", "note", "created_at", "labels"),
    bills_at_stripe=True,
    member=member,
)
