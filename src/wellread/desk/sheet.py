"""The funnel's figures as a table for a spreadsheet."""

import csv
from collections.abc import Sequence
from io import StringIO

from wellread.insights.models import Kind
from wellread.insights.queries import DayRow
from wellread.language.spreadsheets import plain


def written(rows: Sequence[DayRow]) -> str:
    """Return the rows as CSV, with a column of first money for each currency there is."""
    currencies = sorted({currency for row in rows for currency in row.value})
    text = StringIO()
    sheet = csv.writer(text)
    sheet.writerow(
        [
            *("day (UTC)", "campaign", "variant"),
            *(kind.label.lower() for kind in Kind),
            "conversions",
            *(f"first money, {currency}" for currency in currencies),
        ]
    )
    for row in rows:
        sheet.writerow(
            [
                row.day.isoformat(),
                plain(row.campaign),
                plain(row.variant),
                *(row.events.get(kind, 0) for kind in Kind),
                row.conversions,
                *(row.value[one].plain if one in row.value else "0" for one in currencies),
            ]
        )
    return text.getvalue()
