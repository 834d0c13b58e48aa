"""Jobs whose worker died come again, and one that fails keeps none of the others waiting."""

from datetime import timedelta

import pytest
from django.utils import timezone
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

    schedule = Schedule({"fail": (30, fail), "sing": (10, lambda: done.append("sings"))})

    for second in (0, 5, 10, 30):
        schedule.step(second)

    assert done == ["fails", "sings", "sings", "fails", "sings"]
    assert "The job to fail failed" in caplog.text


def test_every_rooms_jobs_are_found():
    jobs = worker.periodic_jobs()

    assert {"publish on time", "process billing events left behind"} <= set(jobs)
