"""A pytest run that stays: its tests are measured once, then each mutant is a fork of it."""

import contextlib
import gc
import json
import os
import random
import resource
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mutants.parts import KEPT_IN, PACKAGE, Part
from mutants.results import KILLED, SURVIVED, TIMED_OUT

# A mutant that waits for nothing uses no processor time: it is given up in the end.
LONGEST_WAIT_S = 120
# One that gathers for ever is ended before the machine is.
LARGEST_BYTES = 3 * 2**30


class Measured:
    """What each test costs, and which lines of a part it runs through."""

    def __init__(self, part: Part, stamp: str) -> None:
        self.path = KEPT_IN / f"{part.name.replace('/', '-')}.tests.json"
        self.stamp = stamp
        kept = json.loads(self.path.read_text()) if self.path.exists() else {}
        self.tests: dict[str, dict[str, Any]] = kept.get("tests", {})
        if kept.get("stamp") != stamp:
            self.tests = {}

    def knows(self, item: pytest.Item) -> bool:
        """Whether a test was measured as it is now written."""
        known = self.tests.get(item.nodeid)
        return known is not None and known["written"] == _written(item)

    def note(self, item: pytest.Item, seconds: float, lines: dict[str, list[int]]) -> None:
        """Keep what one test cost and where it was."""
        self.tests[item.nodeid] = {"written": _written(item), "seconds": seconds, "lines": lines}

    def keep(self) -> None:
        """Write all of it down for the next run."""
        self.path.write_text(json.dumps({"stamp": self.stamp, "tests": self.tests}))

    def reaching(self, file: str, first: int, last: int) -> list[str]:
        """Return the tests that ran any of these lines, the quickest first."""
        found = {
            test: known["seconds"]
            for test, known in self.tests.items()
            if any(first <= line <= last for line in known["lines"].get(file, ()))
        }
        return sorted(found, key=found.__getitem__)


class Warm:
    """The plugin: in place of pytest's own loop it measures and then hands over."""

    def __init__(self, part: Part, measured: Measured, then: Callable[["Warm"], None]) -> None:
        self.part = part
        self.measured = measured
        self.then = then
        self.items: dict[str, pytest.Item] = {}
        self.failed = False
        self.why = ""

    def pytest_configure(self, config: pytest.Config) -> None:
        """Have hypothesis stop at the first fault and try the same examples each time."""
        from hypothesis import HealthCheck, Phase, settings

        settings.register_profile(
            "mutants",
            deadline=None,
            database=None,
            derandomize=True,
            max_examples=40,
            phases=[Phase.explicit, Phase.generate],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )
        settings.load_profile("mutants")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave one time zone of several."""
        items[:] = [item for item in items if self.part.only in item.nodeid]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember whether anything failed."""
        if report.failed:
            self.failed = True
            self.why = report.longreprtext

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Measure what is not known, and hand over."""
        session.config.pluginmanager.unregister(name="terminalreporter")
        self.items = {item.nodeid: item for item in session.items}
        self._measure(session)
        self.then(self)
        return True

    def _measure(self, session: pytest.Session) -> None:
        new = [item for item in session.items if not self.measured.knows(item)]
        # One at least, so that the database is made.
        warming = session.items[:1] if self.part.needs_django else []
        for number, item in enumerate(new or warming):
            with _traced(self.part) as lines:
                began = time.process_time()
                self.run(item)
                seconds = time.process_time() - began
            if self.failed:
                raise SystemExit(f"{item.nodeid} fails without any mutant:\n{self.why}")
            self.measured.note(item, seconds, lines)
            if number % 20 == 19:
                self.measured.keep()
                print(f"  {number + 1} of {len(new)} tests measured", flush=True)
        for gone in self.measured.tests.keys() - self.items.keys():
            del self.measured.tests[gone]
        self.measured.keep()
        if self.part.is_javascript:
            # Each fork starts node itself, with a fault in it.
            session._setupstate.teardown_exact(None)
        _close_connections(self.part)

    def run(self, item: pytest.Item) -> None:
        """Run one test, and leave standing what the whole session shares."""
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=_Session(item.session))

    def outcome(self, change: Callable[[], None], tests: list[str]) -> None:
        """In a fork: take a change, run tests up to the first that fails, and end."""
        try:
            change()
            for test in tests:
                self.run(self.items[test])
                if self.failed:
                    break
        except BaseException:
            self.failed = True
        os._exit(1 if self.failed else 0)


class _Session:
    """Stands for a next test that shares nothing but the session."""

    def __init__(self, session: pytest.Session) -> None:
        self.session = session

    def listchain(self) -> list[pytest.Session]:
        return [self.session]


class Forks:
    """Up to so many forks at a time, each with a limit of processor time."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self.free = list(range(at_once))
        self.running: dict[int, tuple[int, float, Callable[[str, float], None]]] = {}

    def start(
        self, *, limit_s: float, work: Callable[[int], None], then: Callable[[str, float], None]
    ) -> None:
        """Fork when there is room; `then` hears the outcome."""
        while not self.free:
            self._reap()
        slot = self.free.pop()
        if child := os.fork():
            self.running[child] = (slot, time.monotonic(), then)
            return
        # Children of the child, such as node, end with it.
        os.setpgid(0, 0)
        gc.disable()
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        seconds = int(limit_s) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_DATA, (LARGEST_BYTES, LARGEST_BYTES))
        random.seed(0)
        try:
            work(slot)
        finally:
            os._exit(1)

    def finish(self) -> None:
        """Wait for all of them."""
        while self.running:
            self._reap()

    def _reap(self) -> None:
        for child, (slot, began, then) in list(self.running.items()):
            ended, status, used = os.wait4(child, os.WNOHANG)
            if not ended and time.monotonic() - began < LONGEST_WAIT_S:
                continue
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, 9)
            if not ended:
                _, status, used = os.wait4(child, 0)
            del self.running[child]
            self.free.append(slot)
            then(_told(status), used.ru_utime + used.ru_stime)
            return
        time.sleep(0.005)


def own_database(slot: int) -> None:
    """In a fork: go on with a copy of the tests' database."""
    from django.db import connections

    settings = connections["default"].settings_dict
    copied = f"{settings['NAME']}-{slot}"
    for left in (f"{copied}-wal", f"{copied}-shm"):
        Path(left).unlink(missing_ok=True)
    shutil.copyfile(settings["NAME"], copied)
    settings["NAME"] = copied


def _told(status: int) -> str:
    if os.WIFSIGNALED(status):
        return TIMED_OUT
    return KILLED if os.WEXITSTATUS(status) else SURVIVED


def _close_connections(part: Part) -> None:
    if part.needs_django:
        from django.db import connections

        connections.close_all()


@contextlib.contextmanager
def _traced(part: Part) -> Iterator[dict[str, list[int]]]:
    lines: dict[str, list[int]] = {}
    if part.is_javascript:
        yield lines
        return
    import coverage

    files = part.sources()
    tracing = coverage.Coverage(
        config_file=False, data_file=None, include=[str(path) for path in files], messages=False
    )
    tracing.set_option("run:disable_warnings", ["no-data-collected"])
    tracing.start()
    try:
        yield lines
    finally:
        tracing.stop()
    found = tracing.get_data()
    for path in files:
        lines[str(path.relative_to(PACKAGE))] = sorted(found.lines(str(path)) or ())


def _written(item: pytest.Item) -> str:
    return f"{item.path.stat().st_mtime_ns}"
