"""What an import of members did or would do: a table by kind, and a file with every line."""

import csv
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from wellread.language.spreadsheets import plain
from wellread.membership.member_import.planning import MemberStep, Outcome

# As many as fit on a screen; the file has all of them.
MOST_SHOWN = 20


@dataclass(slots=True)
class MemberReport:
    """All lines in their order, and what there is to know of the file."""

    goes: bool
    unknown_columns: tuple[str, ...]
    encoding: str
    steps: list[MemberStep] = field(default_factory=list)
    stopped: str = ""


def show(report: MemberReport, console: Console) -> None:
    """Print how many lines come to what, and why some are refused."""
    counts = Counter(step.outcome for step in report.steps)
    table = Table("what becomes of them" if report.goes else "what would become of them", "lines")
    for outcome in Outcome:
        if counts[outcome]:
            table.add_row(outcome, str(counts[outcome]))
    unsubscribed = sum(step.is_unsubscribed for step in report.steps)
    table.add_row("of all these, unsubscribed: no welcome", str(unsubscribed))
    console.print(table)
    if report.encoding == "cp1252":
        console.print("The file is not in UTF-8: it was read as Windows-1252. Look at its accents.")
    if report.unknown_columns:
        names = ", ".join(report.unknown_columns)
        console.print(
            f"Columns that nobody here knows, and that were not read: {names}", markup=False
        )
    _show_lines(report, Outcome.OTHER_PRICE, console)
    _show_lines(report, Outcome.REFUSED, console)
    if report.stopped:
        console.print(f"{report.stopped}\nWhat is above stands; run it again.", markup=False)
    elif not report.goes:
        console.print("Nothing was changed. With --go it is done.")


def write(report: MemberReport, file: Path) -> int:
    """Write every line to a CSV file and print where; return the exit status."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8", newline="") as text:
            sheet = csv.writer(text)
            sheet.writerow(["line", "e-mail", "what", "why", "until"])
            sheet.writerows(_cells(step) for step in report.steps)
    except OSError as fault:
        print(f"wellread: {file}: the report cannot be written: {fault.strerror}", file=sys.stderr)
        return 1
    print(f"All of it, line by line: {file}")
    return 1 if report.stopped else 0


def _cells(step: MemberStep) -> list[str]:
    until = f"{step.ends_at:%Y-%m-%d %H:%M %Z}" if step.ends_at else ""
    return [str(step.line), *map(plain, (step.email, step.outcome, step.why, until))]


def _show_lines(report: MemberReport, outcome: Outcome, console: Console) -> None:
    steps = [step for step in report.steps if step.outcome is outcome]
    for step in steps[:MOST_SHOWN]:
        words = f"line {step.line}: {step.email}: {step.why}"
        console.print(words, markup=False, highlight=False, soft_wrap=True)
    if len(steps) > MOST_SHOWN:
        console.print(f"and {len(steps) - MOST_SHOWN} more, in the file")
