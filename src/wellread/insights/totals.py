"""Sums that grow: one statement for all of a batch, whichever rows stand already."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, models

# SQLite takes 32,766 values in a statement, PostgreSQL 65,535.
ROWS_AT_ONCE = 1_000


def add(
    model: type[models.Model], names: tuple[str, ...], numbers: Mapping[tuple[object, ...], int]
) -> None:
    """Add to the `number` of each row, found by what is unique in it; zeros make no row."""
    columns: list[models.Field[Any, Any]] = [
        next(one for one in model._meta.fields if one.name == name) for name in names
    ]
    # In one order everywhere, so that two writers cannot wait for each other.
    rows = [
        [
            field.get_db_prep_save(value, connection)
            for field, value in zip(columns, key, strict=True)
        ]
        + [number]
        for key, number in sorted(numbers.items())
        if number
    ]
    quote = connection.ops.quote_name
    table, unique = (
        quote(model._meta.db_table),
        ", ".join(quote(str(one.column)) for one in columns),
    )
    one_row = f"({', '.join(['%s'] * (len(columns) + 1))})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS_AT_ONCE):
            some = rows[start : start + ROWS_AT_ONCE]
            cursor.execute(
                f"INSERT INTO {table} ({unique}, number) VALUES {', '.join([one_row] * len(some))}"  # noqa: S608
                f" ON CONFLICT ({unique}) DO UPDATE SET number = {table}.number + excluded.number",
                [value for row in some for value in row],
            )
