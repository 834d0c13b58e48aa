"""What the database knows of its tables, kept fresh: else SQLite guesses which index helps."""

from django.db import connection
from django.db.backends.utils import CursorWrapper

# Rows looked at in each index: enough to tell a rare word from a common one, milliseconds of work.
ROWS_LOOKED_AT = 1000
PAGES = "wagtailcore_page"
# Rows that are read as quickly as they are counted.
FEW = 100


def refresh() -> None:
    """Have SQLite look at its tables again; PostgreSQL does so by itself.

    `PRAGMA optimize` would not do: before SQLite 3.46 it looks only at what the connection that
    asks has read itself (sqlite.org/pragma.html#pragma_optimize), and a job's has read nothing.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}")
            cursor.execute("ANALYZE")
            _tell_of_empty_tables(cursor)
            _tell_of_mostly_empty_columns(cursor)
            # Has what was changed read anew.
            cursor.execute("ANALYZE sqlite_schema")


def _tell_of_empty_tables(cursor: CursorWrapper) -> None:
    """Say of tables without rows that they are small: SQLite takes them for large."""
    cursor.execute(
        "INSERT INTO sqlite_stat1 (tbl, idx, stat) SELECT tbl_name, name, '1 1 1 1 1'"
        " FROM sqlite_schema WHERE type = 'index'"
        " AND tbl_name NOT IN (SELECT tbl FROM sqlite_stat1)"
    )


def _tell_of_mostly_empty_columns(cursor: CursorWrapper) -> None:
    """Say how rare a value is where most pages have none: SQLite counts NULL as one more value.

    Which pages repeat another, or have a draft, is asked for a number and never for none; by the
    average of all pages, an index that finds the two that do would find all there are. Of other
    tables both is asked.
    """
    cursor.execute("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = %s AND idx > ''", [PAGES])
    for index, stat in cursor.fetchall():
        rows, each, *rest = stat.split()
        if not each.isdecimal() or int(each) <= FEW:
            continue
        cursor.execute("SELECT name FROM pragma_index_info(%s) ORDER BY seqno LIMIT 1", [index])
        column = cursor.fetchone()
        if column is None or column[0] is None:
            continue
        cursor.execute(
            f'SELECT count(*) FROM (SELECT 1 FROM {PAGES} WHERE "{column[0]}" IS NOT NULL'  # noqa: S608 - names of the schema
            f" LIMIT {FEW})"
        )
        (filled,) = cursor.fetchone()
        if filled < FEW:
            told = " ".join([rows, str(max(1, filled)), *["1" for _ in rest]])
            cursor.execute(
                "UPDATE sqlite_stat1 SET stat = %s WHERE tbl = %s AND idx = %s",
                [told, PAGES, index],
            )
