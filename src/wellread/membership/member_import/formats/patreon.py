"""Patreon's export of members, its columns as published exports have them.

Patreon charges by itself: patrons are open until what they paid for ends, and charged by nobody
here.
"""

from wellread.membership.member_import.formats.form import Format, state_of
from wellread.membership.member_import.member import ImportedMember, State
from wellread.membership.member_import.rows import FileRow

STATES = {
    "active patron": State.PAYING,
    "declined patron": State.NOTHING,
    "former patron": State.ENDED,
    "": State.NOTHING,
}


def member(row: FileRow) -> ImportedMember:
    """Read a line."""
    return ImportedMember(
        line=row.line,
        typed_email=row.text("email"),
        state=_state(row),
        paid_until=row.end("access expiration") or row.end("next charge date"),
    )


def _state(row: FileRow) -> State:
    state = state_of(row, "patron status", STATES)
    if state is not State.PAYING:
        return state
    if row.yes("free trial") or row.yes("free member"):
        return State.NOTHING
    # Who has cancelled keeps what they paid for, and has no next charge.
    return State.PAYING if row.text("next charge date") else State.CANCELLED


PATREON = Format(
    title="a Patreon export of members",
    needed=("email", "patron status"),
    used=(
        *("email", "patron status", "free member", "free trial", "access expiration"),
        "next charge date",
    ),
    ignored=(
        *("name", "discord", "follows you", "lifetime amount", "pledge amount"),
        *("charge frequency", "tier", "addressee", "street", "city", "state", "zip", "country"),
        *("phone", "patronage since date", "last charge date", "last charge status"),
        *("additional details", "user id", "last updated", "currency", "max posts"),
        *("full country name", "subscription source"),
    ),
    bills_at_stripe=False,
    member=member,
)
