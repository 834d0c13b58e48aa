"""One line of a bank's statement, whichever file it came from, and what a file may be faulty in."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from wellread.payments.currencies import minor_digits

# Of one year several banks' files have less; what is more is no statement.
LARGEST_BYTES = 20_000_000
# As many as a line of the database holds.
LONGEST_TEXT = 1000
# Money of no account, and days of no statement: what is beyond was misread or mistyped.
MOST_MINOR = 10**15
FIRST_YEAR, LAST_YEAR = 1990, 2200


class StatementFault(ValueError):
    """A file that cannot be read; it says where, and what is wrong there."""

    def __init__(self, fault: str, *, line: int = 0) -> None:
        super().__init__(f"line {line}: {fault}" if line else fault)


class StatementLine(NamedTuple):
    """What an account was credited (or debited: negative) on a day, as its bank tells it."""

    account: str
    reference: str
    booked_on: date
    amount_minor: int
    currency: str
    text: str


def minor_of(text: str, currency: str, *, decimal: str = ".", line: int = 0) -> int:
    """Read an amount with its sign exactly: 1.234,50 or 1,234.50, by its decimal sign."""
    grouping = "," if decimal == "." else "."
    cleaned = text.strip().replace("\u2212", "-").replace("\u00a0", "").replace(" ", "")
    cleaned = cleaned.replace("'", "").replace("\u2019", "").replace("\u202f", "")
    sign = -1 if cleaned.startswith("-") or cleaned.endswith("-") else 1
    whole, _, fraction = cleaned.strip("+-").partition(decimal)
    groups = whole.split(grouping)
    is_grouped = len(groups) == 1 or (groups[0] and all(len(one) == 3 for one in groups[1:]))
    whole = "".join(groups)
    digits = minor_digits(currency)
    is_number = (whole or fraction) and all(
        one.isascii() and one.isdigit() for one in whole + fraction
    )
    if not is_grouped or not is_number:
        raise StatementFault(
            f"“{text}” is no amount with “{decimal}” before its decimals", line=line
        )
    if fraction[digits:].strip("0"):
        raise StatementFault(f"“{text}” has more decimals than {currency} has", line=line)
    read = (whole or "0").lstrip("0") + fraction[:digits].ljust(digits, "0")
    if len(read) > len(str(MOST_MINOR)):
        raise StatementFault(f"“{text[:40]}” is more than an account holds", line=line)
    return sign * int(read or "0")


def booking_day(day: date, *, line: int = 0) -> date:
    """Return a day on which a bank may have booked something; raise StatementFault for others."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise StatementFault(f"the day of booking is {day}", line=line)
    return day


def keyed(lines: Iterable[StatementLine]) -> Iterator[tuple[str, StatementLine]]:
    """Name each line so that the same one has the same name in every file that holds it.

    By the bank's own reference; of lines alike in all that is told, by which of its day it is.
    """
    alike: Counter[tuple[object, ...]] = Counter()
    for line in lines:
        facts = (line.account, line.reference, line.booked_on, line.amount_minor, line.currency)
        told = (*facts, "" if line.reference else line.text)
        alike[told] += 1
        name = "\x1f".join(map(str, (*told, alike[told])))
        yield hashlib.sha256(name.encode()).hexdigest(), line
