"""Messages from readers' pages wait in files: what was written outlives the process that took it.

Each process writes a file of its own, and holds its lock for as long as it lives. Whoever can lock
a file of another finds that one gone and reads what it left. How far a file was read stands in the
database, written in the transaction that wrote what was read: nothing is lost or counted twice.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

SUFFIX = ".notes"
# A file that grew so large is left to be read to its end and taken away.
SEGMENT_BYTES = 4 * 1024 * 1024
# About a million messages that the database did not take. Beyond it none is taken.
LARGEST_BYTES = 512 * 1024 * 1024
READ_BYTES = 256 * 1024


class InboxFull(Exception):
    """Nothing more is written down: the disk is full, or too much waits."""


class WaitingMessage(NamedTuple):
    """One body, when it came (epoch seconds), and where its line ends in the file."""

    received_at: int
    body: bytes
    ends_at: int


class Inbox:
    """A folder of such files; `put` may be called from any thread."""

    def __init__(
        self,
        folder: Path,
        *,
        segment_bytes: int = SEGMENT_BYTES,
        largest_bytes: int = LARGEST_BYTES,
    ) -> None:
        self.folder = folder
        self._segment_bytes = segment_bytes
        self._largest_bytes = largest_bytes
        self._lock = threading.Lock()
        self._file: int | None = None
        self._name = ""
        self._size = 0
        self._of_process = 0

    def put(self, body: bytes, *, now: int | None = None) -> None:
        """Write a body down; raise InboxFull. Once this returns, no killing loses it."""
        moment = int(time.time()) if now is None else now
        # A line break stands in JSON between words only.
        line = b"%d %s\n" % (moment, body.replace(b"\n", b" "))
        with self._lock:
            file = self._own()
            try:
                written = os.write(file, line)
            except OSError as fault:
                raise InboxFull(str(fault)) from fault
            if written < len(line):
                # A disk that fills up takes half a line, which the next one must not go on from.
                os.ftruncate(file, self._size)
                raise InboxFull("the disk is full")
            self._size += written

    @property
    def own(self) -> str:
        """The name of the file that this process writes, or ""."""
        return self._name if self._of_process == os.getpid() else ""

    def names(self) -> list[str]:
        """Return the files there are, this process's own first."""
        try:
            found = sorted(one.name for one in os.scandir(self.folder) if one.name.endswith(SUFFIX))
        except FileNotFoundError:
            return []
        return sorted(found, key=lambda name: name != self.own)

    @contextmanager
    def held(self, name: str) -> Iterator[bool]:
        """Hold a file while it is read; yields whether nobody else writes or reads it."""
        if name == self.own:
            yield True
            return
        try:
            file = os.open(self.folder / name, os.O_RDONLY)
        except FileNotFoundError:
            yield False
            return
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Another may have read it to its end and taken it away before we had the lock.
            yield (self.folder / name).exists()
        except BlockingIOError:
            yield False
        finally:
            os.close(file)

    def read(self, name: str, begin: int) -> list[WaitingMessage]:
        """Return the whole lines from a place on: some of them, or none at the end."""
        with (self.folder / name).open("rb") as file:
            file.seek(begin)
            text = file.read(READ_BYTES)
        messages, at = [], begin
        # By "\n" alone: `splitlines` would end a line at "\r" too, which anybody may send.
        for line in text[: text.rfind(b"\n") + 1].split(b"\n")[:-1]:
            at += len(line) + 1
            moment, _, body = line.partition(b" ")
            if not moment.isdigit():
                # Half a line, where a disk went bad: what there is of it counts as unreadable.
                moment, body = b"0", b""
            messages.append(WaitingMessage(int(moment), body, at))
        return messages

    def remove(self, name: str) -> None:
        """Take away a file that was read to its end and that nobody writes any more."""
        with suppress(FileNotFoundError):
            (self.folder / name).unlink()

    def close(self) -> None:
        """Write no more into this process's file."""
        with self._lock:
            self._close()

    def _own(self) -> int:
        # A process that was forked from one that had a file must not write in it.
        if self._file is not None and self._of_process == os.getpid():
            if self._size < self._segment_bytes:
                return self._file
            self._close()
        self.folder.mkdir(parents=True, exist_ok=True)
        if sum(one.stat().st_size for one in os.scandir(self.folder)) >= self._largest_bytes:
            raise InboxFull("too much waits to be counted")
        name = f"{uuid4().hex}{SUFFIX}"
        file = os.open(
            self.folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND, 0o600
        )
        fcntl.flock(file, fcntl.LOCK_EX)
        self._file, self._name, self._size, self._of_process = file, name, 0, os.getpid()
        return file

    def _close(self) -> None:
        if self._file is not None and self._of_process == os.getpid():
            os.close(self._file)
        self._file, self._name, self._size = None, "", 0
