"""What was measured, beside what is allowed."""

from collections.abc import Iterable
from typing import NamedTuple

from rich import box
from rich.console import Console
from rich.table import Table

NO_BROWSER = "no Chromium on this machine: apt-get install chromium"


class Row(NamedTuple):
    """One budget; `measured` is None when this run could not or did not measure it."""

    what: str
    budget: float
    measured: float | None
    unit: str
    why_not: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether the figure as printed is within the budget."""
        return self.measured is not None and round(self.measured, 3) <= self.budget


def show(console: Console, rows: Iterable[Row]) -> None:
    """Print one line for each budget."""
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("what", no_wrap=True)
    for name in ("budget", "measured"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("kept?")
    for row in rows:
        table.add_row(row.what, _figure(row.budget, row.unit), *_result(row))
    console.print(table)


def _result(row: Row) -> tuple[str, str]:
    if row.measured is None:
        return "–", row.why_not
    if row.is_kept:
        return _figure(row.measured, row.unit), "[green]yes[/green]"
    over = f", {row.measured / row.budget:.1f} times" if row.budget else ""
    return _figure(row.measured, row.unit), f"[red]no{over}[/red]"


def _figure(value: float, unit: str) -> str:
    return f"{value:,.3f}".rstrip("0").rstrip(".") + (f" {unit}" if unit else "")
