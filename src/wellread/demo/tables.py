"""The tables of an empty site, ready made: migrating them would take half of a first start.

`tables.sql` holds what migrating makes in SQLite, and a test keeps it true. Only the demo
uses it. `make tables` writes it anew after a migration was added.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from wagtail.search.backends.database.sqlite.utils import fts5_available

FILE = Path(__file__).with_suffix(".sql")
# What Wagtail's first rows name, until they are given the edition's.
LANGUAGE = "en"
# What differs each time that migrations run is made when the file is read.
MADE_ANEW = {
    ("django_migrations", "applied"): "CURRENT_TIMESTAMP",
    ("wagtailcore_page", "translation_key"): "lower(hex(randomblob(16)))",
}
HEADER = "-- What migrating makes of an empty SQLite file. Written by `make tables`.\n"


def make_tables() -> None:
    """Give a database its tables and first rows; what the file does not know is migrated."""
    if _is_what_the_file_is_for():
        connection.connection.executescript(FILE.read_text(encoding="utf-8"))
        # Of all that migrating writes, only this row tells the edition's language.
        locales = apps.get_model("wagtailcore.Locale").objects
        locales.filter(language_code=LANGUAGE).update(language_code=settings.LANGUAGE_CODE)
    call_command("migrate", verbosity=0)
    call_command("createcachetable")


def written(database: sqlite3.Connection) -> str:
    """Return the statements that make a database like this one, the same at every call."""
    return "\n".join([HEADER, "BEGIN;", *_statements(database), "COMMIT;", ""])


def _is_what_the_file_is_for() -> bool:
    return (
        connection.vendor == "sqlite"
        and fts5_available()
        and not connection.introspection.table_names()
    )


def _statements(database: sqlite3.Connection) -> Iterator[str]:
    made = database.execute(
        "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    ).fetchall()
    virtual = tuple(f"{name}_" for name, _, sql in made if sql.startswith("CREATE VIRTUAL"))
    # SQLite makes these two itself: its own tables, and those behind a virtual one.
    ours = [row for row in made if not row[0].startswith(("sqlite_", *virtual))]
    tables = {name: sql for name, kind, sql in ours if kind == "table"}
    # A row may refer to a table that is further down, and its index is faster made after it.
    yield from (f"{sql};" for sql in tables.values())
    for name in tables:
        yield from _rows(database, name)
    yield "DELETE FROM sqlite_sequence;"
    yield from _rows(database, "sqlite_sequence", by="name")
    yield from (f"{sql};" for _, kind, sql in ours if kind != "table")


def _rows(database: sqlite3.Connection, table: str, by: str = "rowid") -> Iterator[str]:
    columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
    values = ", ".join(
        # A literal that makes a new value, or one that spells the value that is there.
        f"'{anew}'" if (anew := MADE_ANEW.get((table, column))) else f'quote("{column}")'
        for column in columns
    )
    for row in database.execute(f'SELECT {values} FROM "{table}" ORDER BY {by}'):  # noqa: S608
        yield f'INSERT INTO "{table}" VALUES ({", ".join(row)});'  # noqa: S608


def write_anew() -> None:
    """Migrate an empty file and write what that makes."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"WELLREAD_VAR": folder, "DATABASE_URL": "", "WELLREAD_LANGUAGE": LANGUAGE}
        os.environ["DJANGO_SETTINGS_MODULE"] = "wellread.config.settings"
        # Setting up reads the settings, which read what was set just now.
        import django

        django.setup()
        call_command("migrate", verbosity=0)
        FILE.write_text(written(connection.connection), encoding="utf-8")
        connection.close()


if __name__ == "__main__":
    write_anew()
