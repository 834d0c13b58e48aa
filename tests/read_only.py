"""A database that may only be read, as after a failover or on a full disk."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def only_reading() -> Iterator[None]:
    """Have the database refuse to be written to."""
    is_sqlite = connection.vendor == "sqlite"
    before = transaction.savepoint()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON" if is_sqlite else "SET TRANSACTION READ ONLY")
    try:
        yield
    finally:
        # A write that was refused inside a block of its own forbids all that follows until told.
        connection.set_rollback(False)
        # On PostgreSQL this also takes back that only reading is allowed.
        transaction.savepoint_rollback(before)
        if is_sqlite:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA query_only = OFF")
