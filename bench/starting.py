"""How long the demo takes to start and the packages to install; slow, so only when asked for."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.site import free_port
from bench.table import Row
from wellread.demo import run as demo


def rows_of_starts(asked: bool) -> Iterator[Row]:
    """Measure the first start of the demo, which fills it, and the second."""
    if not asked:
        yield Row("first start of the demo", 20, None, "s", "slow: python -m bench --start")
        yield Row("second start of the demo", 4, None, "s", "slow: python -m bench --start")
        return
    with tempfile.TemporaryDirectory(prefix="wellread-start-") as folder:
        port = free_port()
        yield Row("first start of the demo", 20, _start_s(folder, port), "s")
        yield Row("second start of the demo", 4, _start_s(folder, port), "s")


def rows_of_install(asked: bool) -> Iterator[Row]:
    """Measure an installation of the locked packages from an empty cache."""
    if not asked:
        yield Row("install", 45, None, "s", "slow: python -m bench --install")
        yield Row("installed size", 300, None, "MB", "slow: python -m bench --install")
        return
    with tempfile.TemporaryDirectory(prefix="wellread-install-") as folder:
        started = time.monotonic()
        _install(Path(folder))
        yield Row("install", 45, time.monotonic() - started, "s")
        yield Row("installed size", 300, _megabytes(Path(folder) / "venv"), "MB")


def _start_s(folder: str, port: int) -> float:
    started = time.monotonic()
    command = [sys.executable, "-m", "wellread.cli", "demo", "--port", str(port)]
    running = subprocess.Popen([*command, "--folder", folder], stdout=subprocess.DEVNULL)
    try:
        while not demo.wait_until_ready(f"http://127.0.0.1:{port}/readyz"):
            if running.poll() is not None:
                raise RuntimeError("the demo ended")
        return time.monotonic() - started
    finally:
        running.send_signal(signal.SIGINT)
        running.wait()


def _install(folder: Path) -> None:
    environment = os.environ | {"UV_CACHE_DIR": str(folder / "cache")}
    subprocess.run(["sh", ".ci/install", folder / "venv"], env=environment, check=True)


def _megabytes(folder: Path) -> float:
    files = (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return sum(file.stat().st_size for file in files) / 1e6
