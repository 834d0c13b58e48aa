"""The lines of a CSV file, whatever program wrote it: encoding, separator and quotes are found."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from wellread.membership.member_import import dates
from wellread.membership.member_import.member import MemberFileFault, RowFault

SEPARATORS = (",", ";", "\t")
YES = frozenset({"true", "yes", "1", "t", "y"})
NO = frozenset({"false", "no", "0", "f", "n"})
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class FileRow:
    """One line, by the names of its columns in small letters. Each question may raise RowFault."""

    line: int
    cells: dict[str, str]
    order: dates.Order = ""

    def text(self, name: str) -> str:
        """Return what stands in a column, or "" where the file has no such column."""
        return self.cells.get(name, "").strip()

    def end(self, name: str) -> datetime | None:
        """Return until when something runs, or None where nothing is said."""
        return dates.end(self.text(name), self.order) if self.text(name) else None

    def yes(self, name: str) -> bool:
        """Tell whether a column says yes; an empty one does not."""
        word = self.text(name).casefold()
        if word in YES:
            return True
        if not word or word in NO:
            return False
        raise RowFault(f"column {name!r} says {self.text(name)!r}, which is neither yes nor no")


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line that is not as long as the first."""

    line: int
    why: str


class Sheet(NamedTuple):
    """A file: the names of its columns as written, its lines, and how it was read."""

    columns: tuple[str, ...]
    rows: tuple[FileRow | BadRow, ...]
    encoding: str


def read(file: Path, order: dates.Order = "") -> Sheet:
    """Read a file whole; raise MemberFileFault where it is no table."""
    try:
        text, encoding = _decoded(file.read_bytes())
    except OSError as fault:
        raise MemberFileFault(f"{file}: {fault.strerror}") from fault
    if "\0" in text:
        raise MemberFileFault(f"{file}: this is no text: save it as CSV, in UTF-8")
    if not text.strip():
        raise MemberFileFault(f"{file}: the file is empty")
    try:
        lines = list(_lines(text))
    except csv.Error as fault:
        raise MemberFileFault(f"{file}: no CSV that can be read: {fault}") from fault
    (_, columns), *rest = lines
    names = [name.strip().casefold() for name in columns]
    if twice := sorted({name for name in names if name and names.count(name) > 1}):
        raise MemberFileFault(f"{file}: the first line names a column twice: {', '.join(twice)}")
    return Sheet(
        tuple(name.strip() for name in columns),
        tuple(_row(number, names, cells, order) for number, cells in rest),
        encoding,
    )


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _or_fault(data, encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        # What spreadsheets on Windows write where nobody asked for UTF-8; the report says so.
        return _or_fault(data, "cp1252"), "cp1252"


def _or_fault(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        raise MemberFileFault(
            f"the file is in no encoding that is known (byte {fault.start}): save it in UTF-8"
        ) from fault


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each line that is not empty, with the number of the line on which it begins."""
    first = next(line for line in text.splitlines() if line.strip())
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield begins, cells
        begins = reader.line_num + 1


def _row(number: int, names: list[str], cells: list[str], order: dates.Order) -> FileRow | BadRow:
    beyond = [cell for cell in cells[len(names) :] if cell.strip()]
    if beyond or len(cells) < len(names):
        return BadRow(number, f"it has {len(cells)} cells, the first line has {len(names)}")
    return FileRow(number, dict(zip(names, cells, strict=False)), order)
