"""Old tables as rows of equal length."""

from bs4 import Tag

# HTML lets a cell span 65,534 rows, and a page of them would fill the memory.
MOST_SPANNED = 100

Rows = list[list[Tag]]


def rows_of(table: Tag) -> Rows:
    """Return a table's own cells row by row, not those of a table within it."""
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    cells = [row.find_all(["td", "th"], recursive=False) for row in rows]
    return [row for row in cells if row]


def laid_out(rows: Rows) -> list[list[Tag | None]]:
    """Return rows of equal length; a cell over several places stands in the first of them."""
    grid: list[dict[int, Tag | None]] = [{} for _ in rows]
    for place, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while column in grid[place]:
                column += 1
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for row in grid[place : place + high]:
                row.update(dict.fromkeys(range(column, column + wide)))
            grid[place][column] = cell
    # An empty column at the end is a span that goes on beyond the table.
    filled = [place for row in grid for place, cell in row.items() if cell is not None]
    width = max(filled, default=-1) + 1
    return [[row.get(column) for column in range(width)] for row in grid]


def has_spans(rows: Rows) -> bool:
    """Return whether a cell stands over several rows or columns."""
    spans = ("colspan", "rowspan")
    return any(_span(cell, name) > 1 for row in rows for cell in row for name in spans)


def is_heading(row: list[Tag]) -> bool:
    """Return whether a row names its table's columns."""
    return all(cell.name == "th" or cell.find_parent("thead") for cell in row)


def _span(cell: Tag, name: str) -> int:
    written = str(cell.get(name, "1")).strip()
    return min(int(written), MOST_SPANNED) or 1 if written.isdecimal() else 1
