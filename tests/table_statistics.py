"""What SQLite knows of its tables, in tests that ask how it goes about a question."""

from django.db import connection


def forget():
    """Have SQLite guess again, as on a new site.

    What a test before had it learn is rolled back, and yet stays with the connection.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for statement in ("ANALYZE", "DELETE FROM sqlite_stat1", "ANALYZE sqlite_schema"):
                cursor.execute(statement)
