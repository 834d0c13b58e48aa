"""All tests, in parts of which four run beside each other; tells what each part took.

Two processors are busy with four parts: who looks at pages waits for more than half of the time,
the browser's own tests for five sixths. Those that are long or that wait begin, so that the short
ones fill what is left: with three at once the browser's came last, and waited alone.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

BESIDE_EACH_OTHER = 4
# What pytest needs to close its browsers and servers when it is told to stop.
CLOSING_S = 20
LOGS = Path("var/tests")
# Filled once, by whichever journey comes first.
PREPARED = Path("var/journeys")

NEWSROOM = ("tests/newsroom", "tests/pageview")
OF_THEIR_OWN = (*NEWSROOM, "tests/journeys", "tests/client", "tests/postgres", "tests/chaos")
# In the order in which they are written: time passes in the papers that they share.
JOURNEYS = ("--randomly-dont-reorganize", "tests/journeys")
# The loop itself, in a language of the other direction and in one with other money and dates.
LOOP = (*JOURNEYS, "-m", "in_every_edition")


class Part(NamedTuple):
    """Some of the tests: what pytest is told, and the edition that the journeys are taken in."""

    name: str
    arguments: tuple[str, ...]
    edition: str = "en"


PARTS = [
    # Whatever room is new is among these.
    Part("other-rooms", tuple(f"--ignore={each}" for each in OF_THEIR_OWN)),
    Part("journeys", JOURNEYS),
    Part("browser", ("tests/client",)),
    Part("postgresql", ("tests/postgres",)),
    Part("newsroom", NEWSROOM),
    Part("journeys-he", LOOP, "he"),
    Part("journeys-de", LOOP, "de"),
    Part("chaos", ("tests/chaos",)),
]


class Running(NamedTuple):
    """A part that has begun."""

    part: Part
    process: subprocess.Popen[bytes]
    began: float


def main(order: list[str]) -> int:
    """Run all parts in this order of tests; return 0 when each of them passed."""
    # Whoever starts us in the background may have had Ctrl-C overlooked, for the parts too.
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.default_int_handler)
    shutil.rmtree(PREPARED, ignore_errors=True)
    LOGS.mkdir(parents=True, exist_ok=True)
    waiting, running, failed = list(PARTS), {}, []
    began = time.monotonic()
    try:
        while waiting or running:
            while waiting and len(running) < BESIDE_EACH_OTHER:
                begun = begin(waiting.pop(0), order)
                running[begun.process.pid] = begun
            pid, status, used = os.wait4(-1, 0)
            if (ended := running.pop(pid, None)) is None:
                continue
            ended.process.returncode = os.waitstatus_to_exitcode(status)
            tell(ended, processor_s=used.ru_utime + used.ru_stime)
            if ended.process.returncode:
                failed.append(ended.part.name)
    finally:
        stop(running)
    print(f"\nAll parts took {time.monotonic() - began:.0f} s")
    if failed:
        print("Failed: " + ", ".join(failed))
    return 1 if failed else 0


def begin(part: Part, order: list[str]) -> Running:
    """Begin a part, which writes into a file of its own until it is told whole."""
    settings = os.environ | {
        "WELLREAD_PREPARED_DEMO": str(PREPARED.absolute()),
        "WELLREAD_TEST_EDITION": part.edition,
    }
    with log_of(part).open("wb") as log:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "pytest", *order, *part.arguments],
            env=settings,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    return Running(part, process, time.monotonic())


def tell(ended: Running, *, processor_s: float) -> None:
    """Print what a part said, and what it took of a clock and of the processors."""
    took = time.monotonic() - ended.began
    print(f"\n\033[1m{ended.part.name}\033[0m took {took:.0f} s, {processor_s:.0f} s of processor")
    print(log_of(ended.part).read_text(errors="replace"), flush=True)


def log_of(part: Part) -> Path:
    """Return where a part writes."""
    return LOGS / f"{part.name}.log"


def stop(running: dict[int, Running]) -> None:
    """End what is still running, as Ctrl-C would, so that it ends what it has begun."""
    for one in running.values():
        one.process.send_signal(signal.SIGINT)
    for one in running.values():
        try:
            one.process.wait(CLOSING_S)
        except subprocess.TimeoutExpired:
            one.process.kill()
            one.process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
