"""The job worker; beside it the scheduler that starts what is due, and the e-mails."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from datetime import timedelta
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import close_old_connections, connections
from django.utils import timezone
from django.utils.crypto import get_random_string

from wellread.config.site_folder import PACKAGE

if TYPE_CHECKING:
    from django_tasks_db.management.commands.db_worker import Worker

logger = logging.getLogger("wellread.worker")

# Longer than any job takes: a job that ran for so long died with its worker.
LEASE = timedelta(minutes=10)
Job = tuple[float, Callable[[], object]]
Start = Callable[[Callable[[], None]], object]
# Of jobs that take minutes there are two; each thread has a connection of its own.
AT_ONCE = 4
# A message from Stripe is answered by asking Stripe: one that waits for it holds up no other.
HANDS = 4
# The first looks for work so often (seconds); the others seldom, until there is much.
LOOKS_EVERY_S, OTHERS_LOOK_EVERY_S = 0.5, 1.0


def work(jobs: dict[str, Job] | None = None) -> None:
    """Do jobs until told to stop, by default those of every room; raises what ends its worker.

    E-mails have threads of their own: a mail server that says nothing holds up no job.
    """
    # Django has to be set up before rooms can be asked for anything.
    from wellread.mail import delivery

    schedule = Schedule(periodic_jobs() if jobs is None else jobs)
    threading.Thread(target=schedule.run, daemon=True, name="schedule").start()
    with delivery.running():
        _do_what_is_asked()


def _do_what_is_asked() -> None:
    """Do jobs, several at once, until a signal says stop; raises what ended one of the hands.

    A first signal lets each end what it does, a second one does not.
    """
    hands = [
        _hand(LOOKS_EVERY_S if number == 0 else OTHERS_LOOK_EVERY_S) for number in range(HANDS)
    ]

    def stop() -> None:
        for hand in hands:
            hand.running = False

    def stop_once(number: int, _: Any) -> None:
        signal.signal(number, signal.SIG_DFL)
        stop()

    signal.signal(signal.SIGINT, stop_once)
    signal.signal(signal.SIGTERM, stop_once)
    with ThreadPoolExecutor(HANDS, "jobs") as threads:
        runs = [threads.submit(_work_with, hand) for hand in hands]
        wait(runs, return_when=FIRST_COMPLETED)
        stop()
    for run in runs:
        run.result()


def _work_with(hand: "Worker") -> None:
    try:
        hand.run()
    finally:
        connections.close_all()


def _hand(looks_every_s: float) -> "Worker":
    # Its rows are there once Django is set up.
    from django_tasks_db.management.commands.db_worker import Worker

    return Worker(
        queue_names=["*"],
        interval=looks_every_s,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )


def periodic_jobs() -> dict[str, Job]:
    """Return the EVERY table of every room and of a site's own applications.

    Each is name to (seconds between runs, function).
    """
    # It asks rooms for their rows, which are there once Django is set up.
    from wellread.config import cleaning, table_statistics

    jobs: dict[str, Job] = {
        "give back jobs of a dead worker": (60, release_abandoned),
        "clean what is past its age": (600, cleaning.clean),
        "look at the tables' statistics": (3600, table_statistics.refresh),
    }
    for app in apps.get_app_configs():
        if app.name.startswith(("wellread.", PACKAGE)):
            try:
                room_jobs = import_module(f"{app.name}.jobs")
            except ModuleNotFoundError as missing:
                if missing.name != f"{app.name}.jobs":
                    raise
                continue
            jobs |= getattr(room_jobs, "EVERY", {})
    return jobs


class Schedule:
    """Runs each job when its time has come; none waits for another that takes long.

    `start` is given what is to be run and need not wait for it; by default a few threads do it.
    """

    def __init__(self, jobs: dict[str, Job], start: Start | None = None) -> None:
        self._jobs = jobs
        self._due = dict.fromkeys(jobs, 0.0)
        self._running: set[str] = set()
        self._start = start or ThreadPoolExecutor(AT_ONCE, "schedule").submit

    def run(self) -> None:
        """Run for as long as the process lives."""
        while True:
            self.step(time.monotonic())
            time.sleep(0.5)

    def step(self, now: float) -> None:
        """Start what is due at `now` (seconds) and does not run still."""
        for name, (seconds, _) in self._jobs.items():
            if self._due[name] > now or name in self._running:
                continue
            self._due[name] = now + seconds
            self._running.add(name)
            self._start(partial(self._run, name))

    def _run(self, name: str) -> None:
        """Run a job; one that fails is logged and comes again."""
        try:
            close_old_connections()
            self._jobs[name][1]()
        except Exception:
            logger.exception("The job to %s failed; it will be tried again", name)
            connections.close_all()
        finally:
            self._running.discard(name)


def release_abandoned() -> int:
    """Give back jobs whose worker died while doing them; return how many."""
    # Its rows are there once Django is set up.
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.filter(
        status="RUNNING", started_at__lt=timezone.now() - LEASE
    ).update(status="READY", started_at=None)
