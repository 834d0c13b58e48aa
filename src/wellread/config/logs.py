"""What is written to the log, and how often."""

import logging
import threading
import time

from wellread.pageview.outage import OUTAGE


class OnceASecond(logging.Filter):
    """Lets one record a second through of those about a database that does not answer.

    While it is gone each request fails in the same way: thousands of tracebacks say no more
    than the first, and fill a disk. The next record says how many were left out.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._last = float("-inf")
        self._left_out = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether this record is written."""
        fault = record.exc_info[1] if record.exc_info else None
        if not isinstance(fault, OUTAGE):
            return True
        now = time.monotonic()
        with self._lock:
            if now - self._last < 1:
                self._left_out += 1
                return False
            left_out, self._left_out, self._last = self._left_out, 0, now
        # One line, as it is one fault: psycopg explains itself in several.
        more = f" (and {left_out} more like this)" if left_out else ""
        record.msg, record.args = "The database: %s%s", (" ".join(str(fault).split()), more)
        record.exc_info = record.exc_text = None
        return True
