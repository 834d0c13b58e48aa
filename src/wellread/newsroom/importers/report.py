"""What an import did: a line for everything brought, changed or lost, and totals by kind."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeVar

from rich.console import Console

from wellread.language.spreadsheets import plain
from wellread.newsroom.importers.faults import ImportFault

Item = TypeVar("Item")
BROUGHT_IN, AS_DRAFT = "brought in", "brought in as a draft"
UP_TO_DATE, HERE_ALREADY = "brought up to date", "here already"
NOT_BROUGHT_IN, LOOK = "not brought in", "to look at"
NO_UPLOADS = "picture, no uploads named"
COMMENTS = "readers' comments"
# As many as fit on a line; the file has all of them.
MOST_NAMES = 5


class Loss(NamedTuple):
    """Something of an item that did not come as it was: a kind to count by, and which it is."""

    kind: str
    what: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}" if self.what else self.kind


class Line(NamedTuple):
    """One thing that happened to one item."""

    outcome: str
    kind: str
    item: str
    what: str


@dataclass(slots=True)
class Report:
    """All lines of an import in their order; nothing is lost or guessed without one."""

    lines: list[Line] = field(default_factory=list)
    pictures: int = 0

    def read(self, what: str, story: Callable[[], Item]) -> Iterator[Item]:
        """Yield a story as it is read; one that cannot be is noted, and the others go on."""
        try:
            yield story()
        except (ValueError, RecursionError) as fault:
            self.skip(what, f"it could not be read: {fault}")

    def bring(self, item: str, outcome: str, what: str = "") -> None:
        """Note a story that came, was brought up to date, or was here."""
        self.lines.append(Line(outcome, "story", item, what))

    def skip(self, what: str, why: str) -> None:
        """Note something that was not brought in."""
        self.lines.append(Line(NOT_BROUGHT_IN, why, what, ""))

    def note(self, item: str, loss: Loss) -> None:
        """Note what of an item (a story, an author, a line of the file) is lost or was guessed."""
        self.lines.append(Line(LOOK, loss.kind, item, loss.what))

    @property
    def brought_in(self) -> list[str]:
        """The headlines of what is new here, drafts among them."""
        return self._items(BROUGHT_IN, AS_DRAFT)

    @property
    def drafts(self) -> list[str]:
        """The headlines of what waits for an editor."""
        return self._items(AS_DRAFT)

    @property
    def brought_up_to_date(self) -> list[str]:
        """The headlines of what was here, and had changed there."""
        return self._items(UP_TO_DATE)

    @property
    def there_already(self) -> int:
        """How many stories were here as they are there."""
        return len(self._items(HERE_ALREADY))

    @property
    def pictures_missed(self) -> int:
        """How many pictures were not looked for, as no uploads were named."""
        return sum(line.kind == NO_UPLOADS for line in self.lines)

    @property
    def skipped(self) -> list[tuple[str, str]]:
        """What was not brought in, and why."""
        return [(line.item, line.kind) for line in self.lines if line.outcome == NOT_BROUGHT_IN]

    @property
    def left_out(self) -> list[tuple[str, str]]:
        """What is to be looked at: the item, and what of it was lost or guessed."""
        return [
            (line.item, str(Loss(line.kind, line.what)))
            for line in self.lines
            if line.outcome == LOOK and line.kind != NO_UPLOADS
        ]

    def totals(self) -> dict[tuple[str, str], list[Line]]:
        """Return the lines by what happened and their kind, the kinds as they were met."""
        found: dict[tuple[str, str], list[Line]] = {}
        for line in self.lines:
            found.setdefault((line.outcome, line.kind), []).append(line)
        return found

    def write(self, file: Path) -> None:
        """Write every line to a CSV file, or raise ImportFault."""
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("w", encoding="utf-8", newline="") as text:
                sheet = csv.writer(text)
                sheet.writerow(Line._fields)
                sheet.writerows([plain(word) for word in line] for line in self.lines)
        except OSError as fault:
            raise ImportFault(f"{file}: the report cannot be written: {fault.strerror}") from fault

    def _items(self, *outcomes: str) -> list[str]:
        return [line.item for line in self.lines if line.outcome in outcomes]


def show(report: Report, console: Console) -> None:
    """Print how much was brought in, and what was lost by kind, with a few names of each."""
    console.print(
        f"{len(report.brought_in)} brought in ({len(report.drafts)} of them as drafts), "
        f"{len(report.brought_up_to_date)} brought up to date, {report.there_already} were here "
        f"already, {len(report.skipped)} not brought in."
    )
    if report.pictures:
        console.print(f"{report.pictures} pictures came along.")
    if report.pictures_missed:
        console.print(
            f"{report.pictures_missed} pictures were left out: name a copy of the old site's "
            "uploads by --uploads, and they are brought along next time."
        )
    _show_kinds(report, NOT_BROUGHT_IN, console)
    if report.left_out:
        console.print(f"To look at: {len(report.left_out)}")
        _show_kinds(report, LOOK, console)


def _show_kinds(report: Report, outcome: str, console: Console) -> None:
    for (happened, kind), lines in report.totals().items():
        if happened != outcome or kind == NO_UPLOADS:
            continue
        items = list(dict.fromkeys(line.item for line in lines))
        more = f" and {len(items) - MOST_NAMES} more" if len(items) > MOST_NAMES else ""
        names = ", ".join(items[:MOST_NAMES]) + more
        console.print(f"  {len(lines)} × {kind}: {names}", markup=False, soft_wrap=True)
