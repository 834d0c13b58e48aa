"""Several processes as one: started together, restarted alone, ended together."""

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, NamedTuple

PR_SET_PDEATHSIG = 1  # Linux, prctl(2)
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
# A program that ran this long starts anew with the first pause.
STEADY_S = 60.0
PATIENCE_S = 8.0


class AlreadyRunning(Exception):
    """Another supervisor holds the folder."""


class Program(NamedTuple):
    """One process to keep running, and the file its output goes to."""

    name: str
    command: list[str]
    log: Path


class Supervisor:
    """Keeps programs running until told to stop."""

    def __init__(self, programs: list[Program], environment: Mapping[str, str]) -> None:
        self._programs = programs
        self._environment = dict(environment)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._pause = dict.fromkeys((p.name for p in programs), FIRST_PAUSE_S)
        self._restart_at: dict[str, float] = {}
        self._started_at: dict[str, float] = {}
        self._stopping = False

    @property
    def is_stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._stopping

    def start(self, *names: str) -> None:
        """Start the programs of these names; every program when none is named."""
        for program in self._programs:
            if not names or program.name in names:
                self._start(program)

    def watch(self) -> Iterator[str]:
        """Yield a sentence for each program that ended and was started again, until stopped."""
        while not self._stopping:
            time.sleep(0.2)
            for program in self._programs:
                if program.name in self._running and (sentence := self._look_after(program)):
                    yield sentence

    def stop(self, *_signal: object) -> None:
        """Ask `watch` to end; safe to call from a signal handler."""
        self._stopping = True

    def end(self) -> None:
        """End every program: politely, then not."""
        for process in self._running.values():
            process.terminate()
        deadline = time.monotonic() + PATIENCE_S
        for process in self._running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, program: Program) -> None:
        program.log.parent.mkdir(parents=True, exist_ok=True)
        self._started_at[program.name] = time.monotonic()
        with program.log.open("ab") as log:
            self._running[program.name] = begin(program.command, self._environment, output=log)

    def _look_after(self, program: Program) -> str | None:
        process = self._running[program.name]
        if process.poll() is None:
            return None
        now = time.monotonic()
        if program.name not in self._restart_at:
            was_steady = now - self._started_at[program.name] > STEADY_S
            pause = FIRST_PAUSE_S if was_steady else self._pause[program.name]
            self._restart_at[program.name] = now + pause
            self._pause[program.name] = min(pause * 2, LONGEST_PAUSE_S)
            return (
                f"{program.name} ended with status {process.returncode}; "
                f"starting it again in {pause:g} s (its log: {program.log})"
            )
        if now >= self._restart_at[program.name]:
            del self._restart_at[program.name]
            self._start(program)
        return None


def begin(
    command: list[str], environment: Mapping[str, str], *, output: IO[bytes] | None = None
) -> subprocess.Popen[bytes]:
    """Start a process that does not outlive this one; it prints to our terminal, or to a file."""
    return subprocess.Popen(  # noqa: S603
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        # Ctrl-C reaches us alone; we end the others in order.
        start_new_session=True,
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,
    )


def _die_with_parent() -> None:
    """Have the kernel end this process when its parent is gone, however that happened."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder; raise AlreadyRunning when another supervisor holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            raise AlreadyRunning(f"A demo is already running from {folder}") from fault
        yield


@contextlib.contextmanager
def ended_with_us(supervisor: Supervisor) -> Iterator[None]:
    """Have Ctrl-C or a termination tell it to stop, and end every program on the way out."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, supervisor.stop)
    try:
        yield
    finally:
        supervisor.end()


def python(*arguments: str) -> list[str]:
    """Return the command that runs this same Python with these arguments."""
    return [sys.executable, *arguments]


def environment_with(**settings: str) -> dict[str, str]:
    """Return this process's environment with these settings added."""
    return {**os.environ, **settings}
