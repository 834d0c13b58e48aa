"""What each test begins with, put back in one step after a test that commits.

Django would empty some hundred tables and save each row anew through its model, which takes twenty
times as long.
"""

import sqlite3
from typing import NamedTuple, Protocol

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction


class FirstRows(Protocol):
    """The rows of all tables, kept when the database was ready."""

    def put_back(self) -> None:
        """Leave exactly these rows in all tables, and their numbers to be given next."""


def keep() -> FirstRows:
    """Keep the rows that stand in the database now."""
    connection.ensure_connection()
    return KEPT_IN[connection.vendor]()


class InSqlite:
    """A copy of the whole file, in memory."""

    def __init__(self) -> None:
        self.copy = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(self.copy)

    def put_back(self) -> None:
        """Copy the file back, whatever its triggers refuse."""
        connection.ensure_connection()
        self.copy.backup(connection.connection)
        ContentType.objects.clear_cache()


class Table(NamedTuple):
    """A table of PostgreSQL, and the columns that it does not work out by itself."""

    name: str
    columns: str
    is_empty: bool


class InPostgresql:
    """A copy of each table in a schema of its own."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS first_rows CASCADE; CREATE SCHEMA first_rows")
            cursor.execute("CREATE TABLE first_rows.pg_numbers AS SELECT * FROM pg_sequences")
            tables = [_copied(cursor, name) for name in _names_of_tables(cursor)]
        self.statements = "; ".join(
            [
                # Neither the ledger's refusal to be cleared nor the order of foreign keys counts.
                "SET LOCAL session_replication_role = replica",
                *(f'DELETE FROM "{table.name}"' for table in tables),
                *(_filling(table) for table in tables if not table.is_empty),
                "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass,"
                " coalesce(kept.last_value, kept.start_value), kept.last_value IS NOT NULL)"
                " FROM first_rows.pg_numbers AS kept"
                " JOIN pg_sequences AS now USING (schemaname, sequencename)",
            ]
        )

    def put_back(self) -> None:
        """Fill the tables from their copies."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(self.statements)
        ContentType.objects.clear_cache()


KEPT_IN = {"sqlite": InSqlite, "postgresql": InPostgresql}


def _names_of_tables(cursor) -> list[str]:
    """Return all but what says how the tables came about, as Django's own clearing does."""
    cursor.execute(
        "SELECT tablename FROM pg_tables"
        " WHERE schemaname = 'public' AND tablename <> 'django_migrations'"
    )
    return [name for (name,) in cursor.fetchall()]


def _copied(cursor, name: str) -> Table:
    cursor.execute(f'CREATE TABLE first_rows."{name}" AS TABLE public."{name}"')
    is_empty = cursor.rowcount == 0
    cursor.execute(
        "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
        [f'public."{name}"'],
    )
    return Table(name, cursor.fetchone()[0], is_empty)


def _filling(table: Table) -> str:
    columns = table.columns
    return f'INSERT INTO "{table.name}" ({columns}) SELECT {columns} FROM first_rows."{table.name}"'
