"""What the database knows of its tables, kept fresh: else SQLite guesses which index helps."""

from django.db import connection

# Rows looked at in each index: enough to tell a rare word from a common one, milliseconds of work.
ROWS_LOOKED_AT = 1000


def refresh() -> None:
    """Have SQLite look at its tables again; PostgreSQL does so by itself.

    `PRAGMA optimize` would not do: before SQLite 3.46 it looks only at what the connection that
    asks has read itself (sqlite.org/pragma.html#pragma_optimize), and a job's has read nothing.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}")
            cursor.execute("ANALYZE")
