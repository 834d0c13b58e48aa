"""What readers' pages report: written down before it is answered, and counted in batches."""

import logging
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from multiprocessing.util import Finalize
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from wellread.insights.actions import (
    NOTHING,
    Lookup,
    Read,
    ReadMeanwhile,
    forget_file,
    keep,
    read_until,
)
from wellread.insights.inbox import Inbox, InboxFull, WaitingMessage
from wellread.insights.models import DropReason
from wellread.insights.rules import (
    LARGEST_BYTES,
    BeaconContents,
    Malformed,
    Pace,
    read_message,
    without_repeats,
)
from wellread.payments import just_paid

logger = logging.getLogger(__name__)

# One transaction each: larger ones gain nothing more and hold the writer longer.
BATCH_ROWS = 500
# How old the desk's figures are.
WAIT_S = 1.0


def _nothing_offered(version: str) -> None:
    return None


class Collector:
    """Takes the bodies of beacons and counts what they say; it never waits for the database."""

    def __init__(self, folder: Path | None = None, **limits: int) -> None:
        self.offered: Lookup = _nothing_offered
        self.inbox = Inbox(folder or Path(settings.VAR) / "notes", **limits)
        self._dropped: Counter[str] = Counter()
        self._counted: dict[str, int] = {}
        self._pace = Pace()
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._writer: threading.Thread | None = None

    def take(self, body: bytes, network: str | None = None) -> bool:
        """Write one beacon's body down, or count it as dropped; return whether there was room."""
        if len(body) > LARGEST_BYTES:
            self.drop(DropReason.TOO_LARGE, 1)
            return True
        with self._lock:
            is_welcome = self._pace.allows(network, seconds=time.monotonic())
        if not is_welcome:
            self.drop(DropReason.CROWDED, 1)
            return True
        try:
            self.inbox.put(body)
        except InboxFull as fault:
            logger.warning("A message is not written down: %s", fault)
            self.drop(DropReason.OVERFLOW, 1)
            return False
        return True

    def drop(self, reason: DropReason, number: int) -> None:
        """Count what is not kept; the desk shows how many and why."""
        with self._lock:
            self._dropped[reason.value] += number

    def write_all(self) -> bool:
        """Count whatever waits, in batches; return whether the database took it."""
        with self._writing:
            try:
                for name in self.inbox.names():
                    with self.inbox.held(name) as is_ours:
                        if is_ours:
                            self._count_or_leave(name)
                self._tell_dropped()
            except (DatabaseError, InterfaceError) as fault:
                logger.warning("The database took no events; they wait: %s", fault)
                # A connection that broke stays broken; the next write opens another.
                if not connection.in_atomic_block:
                    connection.close()
                return False
            except ReadMeanwhile:
                return False
            return True

    def start(self) -> None:
        """Start counting in a thread of this process, unless it runs already."""
        with self._lock:
            if self._writer is None or not self._writer.is_alive():
                self._writer = threading.Thread(target=self._run, daemon=True, name="events")
                self._writer.start()

    def end(self) -> None:
        """Count what waits, and leave what the database does not take to others."""
        # Every command ends by this; one that took nothing has nothing to do.
        if not self.inbox.own and not self._dropped:
            return
        # No longer this process's own, a file that was counted is taken away.
        self.inbox.close()
        self.write_all()

    def _count_or_leave(self, name: str) -> None:
        """Count a file; one that holds what nobody foresaw waits, and holds up no other."""
        try:
            self._count(name)
        except (DatabaseError, InterfaceError, ReadMeanwhile):
            raise
        except Exception:
            logger.exception("Events of %s could not be counted; they will be tried again", name)

    def _count(self, name: str) -> None:
        is_own = name == self.inbox.own
        # A quiet second asks the database nothing.
        done = self._counted[name] if name in self._counted else read_until(name)
        while batch := _batch(self.inbox.read(name, done)):
            upto = batch[-1].ends_at
            # Whatever goes wrong, the database is asked where to go on.
            self._counted.pop(name, None)
            self._keep(batch, Read(name, done, upto))
            done = upto
        self._counted[name] = done
        if not is_own:
            # First the file: its row alone says nothing, it alone would be read anew.
            self.inbox.remove(name)
            forget_file(name)
            del self._counted[name]

    def _keep(self, batch: list[WaitingMessage], read: Read) -> None:
        heard = BeaconContents([], [], [])
        dropped: Counter[str] = Counter()
        for message in batch:
            _hear(message, heard, dropped)
        keep(heard, dropped, offered=self.offered, now=datetime.now(UTC), read=read)

    def _tell_dropped(self) -> None:
        with self._lock:
            dropped, self._dropped = self._dropped, Counter()
        if not dropped:
            return
        try:
            keep(NOTHING, dropped, offered=self.offered, now=datetime.now(UTC))
        except (DatabaseError, InterfaceError):
            with self._lock:
                self._dropped += dropped
            raise

    def _run(self) -> None:
        while True:
            time.sleep(WAIT_S)
            try:
                self.write_all()
            except Exception:
                logger.exception("Events could not be counted; they will be tried again")


def _batch(messages: list[WaitingMessage]) -> list[WaitingMessage]:
    """Return the first messages, of about as many events as a transaction takes."""
    some, events = [], 0
    for message in messages:
        some.append(message)
        # Without reading it twice: each event says its kind.
        events += max(1, message.body.count(b'"kind"') + message.body.count(b'"reason"'))
        if events >= BATCH_ROWS:
            break
    return some


def _hear(message: WaitingMessage, heard: BeaconContents, dropped: Counter[str]) -> None:
    try:
        told = read_message(
            message.body,
            datetime.fromtimestamp(message.received_at, UTC),
            most_stood_for=settings.EVENTS_ONE_IN,
            just_paid=just_paid.read,
        )
    except Malformed:
        dropped[DropReason.MALFORMED.value] += 1
        return
    firsts = without_repeats(told.events)
    dropped[DropReason.REPEATED.value] += len(told.events) - len(firsts)
    heard.events.extend(firsts)
    heard.decisions.extend(dict.fromkeys(told.decisions))
    heard.read.extend(told.read)


collector = Collector()


def take(body: bytes, network: str | None) -> bool:
    """Take one beacon's body, from a network when it is known; False when it is not kept."""
    is_taken = collector.take(body, network)
    collector.start()
    return is_taken


def refuse(reason: DropReason) -> None:
    """Count a beacon that is not even read."""
    collector.drop(reason, 1)
    collector.start()


# A web process that is told to stop counts what it was told. The server's are children of
# `multiprocessing`, which end without Python's own `atexit` but run this.
Finalize(None, collector.end, exitpriority=1)
