"""Statements as a bank's website hands them out: CSV, by columns that somebody named once."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from wellread.payments.bank.lines import (
    LONGEST_TEXT,
    StatementFault,
    StatementLine,
    booking_day,
    minor_of,
)

DELIMITERS = ";,\t|"
# A bank writes its name, the account and the time above the columns.
HEADED_WITHIN = 30
DAYS = {"y-m-d": "%Y-%m-%d", "d.m.y": "%d.%m.%Y", "d/m/y": "%d/%m/%Y", "m/d/y": "%m/%d/%Y"}


class Columns(NamedTuple):
    """Which column of a bank's file says what; `credit` and `debit` where two say the amount."""

    account: str
    day: str
    day_format: str
    amount: str
    credit: str
    debit: str
    decimal: str
    currency: str
    currency_column: str
    reference: str
    texts: tuple[str, ...]


def read(data: bytes, columns: Columns) -> list[StatementLine]:
    """Return all lines; raise StatementFault naming line and fault."""
    text = decoded(data)
    head, delimiter, number = _head(text, columns)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found = []
    try:
        for row in rows:
            if rows.line_num <= number or not any(cell.strip() for cell in row):
                continue
            if len(row) < len(head):
                raise StatementFault(
                    f"it has {len(row)} columns, and the head has {len(head)}", line=rows.line_num
                )
            cells = dict(zip(head, (cell.strip() for cell in row), strict=False))
            found.append(_line(cells, columns, rows.line_num))
    except csv.Error as fault:
        raise StatementFault(str(fault), line=rows.line_num) from None
    return found


def decoded(data: bytes) -> str:
    """Return a file's text: UTF-8 or UTF-16 where it says so, else as older banks write."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as fault:
            raise StatementFault(f"it is no UTF-16 from byte {fault.start} on") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Every byte is a letter there, with what Windows puts in the gaps of ISO 8859-1.
        return data.decode("cp1252", errors="replace")


def _head(text: str, columns: Columns) -> tuple[list[str], str, int]:
    needed = [name for name in _needed(columns) if name]
    for number, line in enumerate(text.splitlines()[:HEADED_WITHIN], 1):
        for delimiter in DELIMITERS:
            cells = [one.strip() for one in next(csv.reader([line], delimiter=delimiter), [])]
            if all(name in cells for name in needed):
                return cells, delimiter, number
    names = ", ".join(f"“{name}”" for name in needed)
    raise StatementFault(f"none of the first {HEADED_WITHIN} lines has the columns {names}")


def _needed(columns: Columns) -> Sequence[str]:
    amounts = (columns.amount,) if columns.amount else (columns.credit, columns.debit)
    return (columns.day, *amounts, columns.currency_column, columns.reference, *columns.texts)


def _line(cells: Mapping[str, str], columns: Columns, line: int) -> StatementLine:
    currency = (
        cells[columns.currency_column] if columns.currency_column else columns.currency
    ).upper()
    if len(currency) != 3 or not (currency.isascii() and currency.isalpha()):
        raise StatementFault(f"“{currency}” is no currency", line=line)
    return StatementLine(
        columns.account,
        cells[columns.reference] if columns.reference else "",
        _day(cells[columns.day], columns.day_format, line),
        _minor(cells, columns, currency, line),
        currency,
        " ".join(filter(None, (cells[one] for one in columns.texts)))[:LONGEST_TEXT],
    )


def _minor(cells: Mapping[str, str], columns: Columns, currency: str, line: int) -> int:
    if columns.amount:
        return minor_of(cells[columns.amount], currency, decimal=columns.decimal, line=line)
    credit, debit = (
        abs(minor_of(cells[name], currency, decimal=columns.decimal, line=line))
        if cells[name]
        else 0
        for name in (columns.credit, columns.debit)
    )
    return credit - debit


def _day(text: str, day_format: str, line: int) -> date:
    written = DAYS[day_format]
    # Some banks add the hour: 1.2.2026 09:15, 2026-02-01T09:15:00.
    day = re.split(r"[ T]", text, maxsplit=1)[0]
    for form in (written, written.replace("%Y", "%y")):
        try:
            found = datetime.strptime(day, form).date()  # noqa: DTZ007
        except ValueError:
            continue
        return booking_day(found, line=line)
    raise StatementFault(f"“{text}” is no day such as {day_format}", line=line)
