"""Jobs whose worker died come again, and one that fails keeps none of the others waiting."""

import os
import signal
from datetime import timedelta
from threading import Barrier, BrokenBarrierError, Event, Semaphore
from time import sleep

import pytest
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from wellread.config import worker
from wellread.config.worker import LEASE, Schedule
from wellread.newsroom.jobs import redraw_what_shows_page

pytestmark = pytest.mark.django_db


def started(ago):
    """Write down a job that a worker took and never ended."""
    return DBTaskResult.objects.create(
        task_path=redraw_what_shows_page.module_path,
        args_kwargs={"args": [1], "kwargs": {}},
        backend_name="default",
        status="RUNNING",
        started_at=timezone.now() - ago,
    )


def test_a_job_whose_worker_died_is_given_back_after_its_lease_and_not_before():
    lost, running = started(LEASE + timedelta(seconds=1)), started(LEASE - timedelta(seconds=9))

    worker.release_abandoned()

    states = [DBTaskResult.objects.get(pk=job.pk).status for job in (lost, running)]
    assert states == ["READY", "RUNNING"]


def test_a_job_that_fails_comes_again_in_its_time_and_the_next_is_done(caplog):
    done = []

    def fail():
        done.append("fails")
        raise RuntimeError

    jobs = {"fail": (30, fail), "sing": (10, lambda: done.append("sings"))}
    schedule = Schedule(jobs, start=lambda run: run())

    for second in (0, 5, 10, 30):
        schedule.step(second)

    assert done == ["fails", "sings", "sings", "fails", "sings"]
    assert "The job to fail failed" in caplog.text


def test_no_job_waits_for_one_that_takes_long():
    may_end, sang = Event(), Semaphore(0)
    began = []

    def take_long():
        began.append(1)
        assert may_end.wait(30)

    schedule = Schedule({"take long": (1, take_long), "sing": (1, sang.release)})

    for second in (0, 2, 4):
        schedule.step(second)
        assert sang.acquire(timeout=30)
        # It is done once it may come again.
        while "sing" in schedule._running:
            sleep(0.01)

    assert began == [1]
    may_end.set()


def test_every_rooms_jobs_are_found():
    jobs = worker.periodic_jobs()

    assert {"publish on time", "process billing events left behind"} <= set(jobs)


met = Barrier(2)


@task()
def meet_and_stop_the_worker():
    """Wait for another job that is under way; then have the worker told to stop, and go on."""
    try:
        is_first = met.wait(20) == 0
    except BrokenBarrierError:
        is_first = True
        raise
    finally:
        if is_first:
            os.kill(os.getpid(), signal.SIGTERM)
    sleep(0.2)


@pytest.fixture
def _own_signals():
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_own_signals")
def test_two_jobs_are_under_way_at_once_and_a_worker_that_is_stopped_ends_both(
    settings,
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for _ in range(2):
        meet_and_stop_the_worker.enqueue()

    worker.work({})

    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}
