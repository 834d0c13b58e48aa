"""Notes wait here, in this process, for at most a second before they are written in a batch."""

import logging
import threading
import time
from collections import Counter, deque
from datetime import UTC, datetime
from itertools import islice
from multiprocessing.util import Finalize

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from wellread.insights.actions import Lookup, keep
from wellread.insights.models import DropReason
from wellread.insights.rules import (
    LARGEST_BYTES,
    Heard,
    Malformed,
    Pace,
    read_events,
    without_repeats,
)

logger = logging.getLogger(__name__)

# One transaction each: larger ones gain nothing more and hold the writer longer.
BATCH_ROWS = 500
# What a process killed without a word may lose.
WAIT_S = 1.0
# Twenty seconds of a thousand readers a second; beyond it events are dropped and counted.
LARGEST_WAITING = 20_000


def _nothing_offered(version: str) -> None:
    return None


class Collector:
    """Takes the bodies of beacons and writes what they say; it never raises and never waits."""

    def __init__(self, *, largest_waiting: int = LARGEST_WAITING) -> None:
        self.offered: Lookup = _nothing_offered
        self._largest_waiting = largest_waiting
        self._waiting: deque[Heard] = deque()
        self._dropped: Counter[str] = Counter()
        self._pace = Pace()
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._full = threading.Event()
        self._writer: threading.Thread | None = None

    def take(self, body: bytes, network: str | None = None) -> None:
        """Put one beacon's events in the queue, or count them as dropped."""
        if len(body) > LARGEST_BYTES:
            return self.drop(DropReason.TOO_LARGE, 1)
        with self._lock:
            is_welcome = self._pace.allows(network, seconds=time.monotonic())
        if not is_welcome:
            return self.drop(DropReason.CROWDED, 1)
        try:
            told = read_events(
                body,
                datetime.now(UTC).replace(microsecond=0),
                most_stood_for=settings.EVENTS_ONE_IN,
            )
        except Malformed:
            return self.drop(DropReason.MALFORMED, 1)
        heard = without_repeats(told)
        if len(heard) < len(told):
            self.drop(DropReason.REPEATED, len(told) - len(heard))
        return self._enqueue(heard)

    def drop(self, reason: DropReason, number: int) -> None:
        """Count what is not kept; the desk shows how many and why."""
        with self._lock:
            self._dropped[reason.value] += number

    def write(self) -> bool:
        """Write one batch; return whether the database took it. What it refuses waits on."""
        with self._writing:
            with self._lock:
                batch = list(islice(self._waiting, BATCH_ROWS))
                dropped, self._dropped = self._dropped, Counter()
            if not batch and not dropped:
                return True
            try:
                keep(batch, dropped, offered=self.offered, now=datetime.now(UTC))
            except (DatabaseError, InterfaceError):
                logger.warning("The database took no events; %d wait", len(self._waiting))
                self._put_back(dropped)
                return False
            with self._lock:
                for _ in batch:
                    self._waiting.popleft()
            return True

    def write_all(self) -> None:
        """Write until nothing waits or the database refuses."""
        while self._waiting or self._dropped:
            if not self.write():
                return

    def start(self) -> None:
        """Start writing in a thread of this process, unless it runs already."""
        with self._lock:
            if self._writer is None or not self._writer.is_alive():
                self._writer = threading.Thread(target=self._run, daemon=True, name="events")
                self._writer.start()

    @property
    def waiting(self) -> int:
        """How many events wait to be written."""
        return len(self._waiting)

    def _enqueue(self, heard: list[Heard]) -> None:
        with self._lock:
            room = max(0, self._largest_waiting - len(self._waiting))
            self._waiting.extend(heard[:room])
            if len(heard) > room:
                self._dropped[DropReason.OVERFLOW.value] += len(heard) - room
            is_full = len(self._waiting) >= BATCH_ROWS
        if is_full:
            self._full.set()

    def _put_back(self, dropped: Counter[str]) -> None:
        with self._lock:
            self._dropped += dropped
        # A connection that broke stays broken; the next write opens another.
        if not connection.in_atomic_block:
            connection.close()

    def _run(self) -> None:
        while True:
            self._full.wait(WAIT_S)
            self._full.clear()
            try:
                if not self.write():
                    self._full.wait(WAIT_S)
            except Exception:
                logger.exception("Notes could not be written; the next batch will be tried")


collector = Collector()


def take(body: bytes, network: str | None) -> None:
    """Take one beacon's body, from a network when it is known."""
    collector.take(body, network)
    collector.start()


def refuse(reason: DropReason) -> None:
    """Count a beacon that is not even read."""
    collector.drop(reason, 1)
    collector.start()


# A web process that is told to stop still writes what it was told. The server's are children of
# `multiprocessing`, which end without Python's own `atexit` but run this.
Finalize(None, collector.write_all, exitpriority=1)
