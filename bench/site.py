"""The demo, filled once and copied for each run, and one web process that serves the copy."""

import http.client
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPMessage
from pathlib import Path

from wellread.demo import run as demo

# Only its links carry this port; the process that is measured listens on a free one.
NAMED_PORT = 9377
FILLED = Path("var/bench").resolve()
HOST = f"localhost:{NAMED_PORT}"


@contextmanager
def copied() -> Iterator[Path]:
    """Yield the folder of a filled demo that may be written to."""
    settings = demo.demo_settings(NAMED_PORT, FILLED)
    if (FILLED / demo.PREPARED).exists():
        demo.bring_up_to_date(FILLED, NAMED_PORT, settings)
    else:
        FILLED.mkdir(parents=True, exist_ok=True)
        demo.prepare(FILLED, NAMED_PORT, settings)
    with tempfile.TemporaryDirectory(prefix="wellread-bench-") as folder:
        copy = Path(folder) / "demo"
        shutil.copytree(FILLED, copy)
        yield copy


def set_up(folder: Path, **others: str) -> None:
    """Make this process one of the site's, with other settings than the demo's where given."""
    os.environ.update(demo.demo_settings(NAMED_PORT, folder) | others)
    os.environ["DJANGO_SETTINGS_MODULE"] = "wellread.config.settings"
    import django

    django.setup()


class Web:
    """A web process of the site, and the processor time it has used."""

    def __init__(self, folder: Path, port: int, settings: dict[str, str] | None = None) -> None:
        self.port = port
        web = demo.programs(port, folder)[0]
        web.log.parent.mkdir(exist_ok=True)
        with web.log.open("ab") as log:
            self._process = subprocess.Popen(
                web.command,
                env=settings or demo.demo_settings(NAMED_PORT, folder),
                stdout=log,
                stderr=log,
            )
        self._log = web.log

    def wait(self) -> None:
        """Wait until it answers."""
        if not demo.wait_until_ready(f"http://127.0.0.1:{self.port}/readyz"):
            raise RuntimeError(self._log.read_text())

    def end(self) -> None:
        """End it, and what it started."""
        self._process.terminate()
        self._process.wait()

    def get(self, path: str, **headers: str) -> bytes:
        """Return the body of a page as it travels; raise RuntimeError when there is none."""
        return self._answer(path, headers)[1]

    def travelled(self, path: str) -> int:
        """Return the bytes that a browser receives for a file, its headers too."""
        headers, body = self._answer(path, {"Accept-Encoding": "br"})
        return len(f"HTTP/1.1 200 OK\r\n{headers}") + len(body)

    def _answer(self, path: str, headers: dict[str, str]) -> tuple[HTTPMessage, bytes]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port)) as connection:
            connection.request("GET", path, headers={"Host": HOST} | headers)
            answer = connection.getresponse()
            body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return answer.headers, body

    def cpu_ms(self) -> float:
        """Return the processor time of all its threads, living and ended, in milliseconds."""
        # clock_getcpuclockid(3): the clock of a process is ~pid << 3 | 2.
        clocks = ((~pid << 3) | 2 for pid in self._pids())
        return sum(time.clock_gettime_ns(clock) for clock in clocks) / 1e6

    def memory_mb(self) -> float:
        """Return the PSS of its worker, in megabytes."""
        rollup = Path(f"/proc/{self._pids()[-1]}/smaps_rollup").read_text()
        kilobytes = next(line.split()[1] for line in rollup.splitlines() if line[:4] == "Pss:")
        return int(kilobytes) * 1024 / 1e6

    def _pids(self) -> list[int]:
        main = self._process.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        return [main, *map(int, children)]


@contextmanager
def serving(folder: Path) -> Iterator[Web]:
    """Yield a web process that serves the folder."""
    web = Web(folder, free_port())
    try:
        web.wait()
        yield web
    finally:
        web.end()


def free_port() -> int:
    """Return a port that is free together with the next one."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            try:
                second.bind(("127.0.0.1", first.getsockname()[1] + 1))
            except OSError:
                continue
            return first.getsockname()[1]
