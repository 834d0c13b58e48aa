"""Copies rows many times within the database, with what must differ in each copy."""

from typing import Any


def copy(model: Any, source: str, link: str, changes: dict[str, str]) -> str:
    """Return the statement that repeats rows `t` of a model for each row `r` of a source.

    `link` says which rows are repeated, `changes` what differs; numbers are the database's own
    unless they are named.
    """
    table, columns = model._meta.db_table, columns_of(model, changes)
    chosen = ", ".join(changes.get(each, f't."{each}"') for each in columns)
    return (
        f"""INSERT INTO {table} ({", ".join(f'"{each}"' for each in columns)})"""
        f" SELECT {chosen} FROM {source} r JOIN {table} t ON {link}"
    )


def columns_of(model: Any, named: Any = ()) -> list[str]:
    """Return a model's columns, without a number that the database gives itself."""
    return [
        each.column
        for each in model._meta.local_concrete_fields
        if each.column in named or not _is_given(each)
    ]


def typed(value: str, name: str) -> str:
    """Return a value as PostgreSQL wants it; SQLite takes it as it is."""
    from django.db import connection

    return value if connection.vendor == "sqlite" else f"CAST({value} AS {name})"


def _is_given(field: Any) -> bool:
    return field.primary_key and field.get_internal_type() in {"AutoField", "BigAutoField"}
