"""What a database that is gone, or may only be read, looks like from here."""

from django.db import InterfaceError, InternalError, OperationalError

# psycopg calls a transaction that may not write an internal error; SQLite an operational one.
OUTAGE = (OperationalError, InterfaceError, InternalError)
