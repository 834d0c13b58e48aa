"""What a bookkeeper takes away, month by month: tables for a spreadsheet."""

import csv
from collections.abc import Callable, Iterable, Iterator
from io import StringIO

from wellread.language.editors import for_editors
from wellread.membership import paid_ahead
from wellread.membership import sheets as membership
from wellread.payments import sheets as money
from wellread.payments.months import Month

SHEETS: dict[str, Callable[[Month], Iterator[money.Cells]]] = {
    "ledger": money.ledger,
    "payments": money.payments,
    "payouts": money.payouts,
    "payout-lines": money.payout_lines,
    "journal": lambda month: money.journal(month, paid_ahead.schedules),
    "members": membership.members,
    "pot": membership.pot,
}
LABELS = {
    "ledger": for_editors("Ledger"),
    "payments": for_editors("Payments"),
    "payouts": for_editors("Payouts"),
    "payout-lines": for_editors("What was paid out"),
    "journal": for_editors("Journal"),
    "members": for_editors("Members"),
    "pot": for_editors("Solidarity pot"),
}


def written(rows: Iterable[money.Cells]) -> str:
    """Return rows as CSV."""
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
