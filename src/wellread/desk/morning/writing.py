"""The morning's tables as files: for a spreadsheet, or for another program."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any

from wellread.language.spreadsheets import plain
from wellread.payments.money import Money


def columns(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return every column that some row has, in the order in which they are met."""
    return list(dict.fromkeys(name for row in rows for name in row))


def as_csv(rows: Sequence[dict[str, Any]], currency: str) -> str:
    """Return rows as CSV; amounts as somebody types them, each currency in a column of its own."""
    flat = [_flat(row, currency) for row in rows]
    names = columns(flat)
    text = StringIO()
    sheet = csv.writer(text)
    sheet.writerow(names)
    for row in flat:
        sheet.writerow(["" if row.get(name) is None else row[name] for name in names])
    return text.getvalue()


def _flat(row: dict[str, Any], currency: str) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    of = row.get("currency", currency)
    for name, value in row.items():
        if not name.endswith("_minor"):
            flat[name] = plain(value) if isinstance(value, str) else value
        elif isinstance(value, dict):
            kept = {currency: 0} | value
            name = name.removesuffix("_minor")
            flat |= {f"{name}, {code}": Money(kept[code], code).plain for code in sorted(kept)}
        else:
            flat[f"{name.removesuffix('_minor')}, {of}"] = Money(value, of).plain
    return flat
