"""What grows is cleaned, after the age that the guide states."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from wellread.accounts.models import Reader
from wellread.config import cleaning, worker
from wellread.mail.actions import send
from wellread.mail.models import Email
from wellread.payments.models import BillingEvent

GUIDE = Path(__file__).parents[2] / "docs" / "howto" / "production.md"
DAY = timedelta(days=1)


def test_the_guide_states_the_ages_that_are_kept():
    stated = dict(re.findall(r"^\| ([^|]+) \| (\d+) days? \|", GUIDE.read_text(), re.M))

    assert stated == {what: str(age.days) for what, age in cleaning.KEPT.items()}


def test_the_worker_cleans():
    assert cleaning.clean in [job for _, job in worker.periodic_jobs().values()]


def test_a_strangers_session_ends_soon_and_a_readers_lasts(client, db):
    client.post("/sign-in/", {"email": "nobody@example.com", "next": "/"})
    strangers = [row.expire_date for row in Session.objects.all()]
    client.force_login(Reader.objects.create_user("ada@example.com"))
    readers = Session.objects.latest("expire_date").expire_date

    now = timezone.now()
    assert [at < now + 8 * DAY for at in strangers] == [True]
    assert readers > now + 179 * DAY


def make_job(status, age):
    made = DBTaskResult.objects.create(
        status=status, args_kwargs={"args": [], "kwargs": {}}, task_path="x.y", backend_name="d"
    )
    DBTaskResult.objects.filter(pk=made.pk).update(finished_at=timezone.now() - age)
    return made.pk


def test_only_what_is_past_its_age_goes(db, monkeypatch):
    monkeypatch.setattr(cleaning, "STEP", 2)
    now = timezone.now()
    for number in range(5):
        Session.objects.create(session_key=f"old{number}", session_data="", expire_date=now - DAY)
        make_job("SUCCESSFUL", 2 * DAY)
    Session.objects.create(session_key="new", session_data="", expire_date=now + DAY)
    kept = {
        make_job("SUCCESSFUL", DAY / 2),
        make_job("FAILED", 29 * DAY),
        make_job("RUNNING", 99 * DAY),
        make_job("READY", 99 * DAY),
    }
    make_job("FAILED", 31 * DAY)
    for outcome, age in (("processed", 181), ("ignored", 179), ("given_up", 999), ("waiting", 999)):
        BillingEvent.objects.create(
            stripe_id=outcome, type="x", payload={}, outcome=outcome, processed_at=now - age * DAY
        )

    cleaning.clean()

    assert [row.session_key for row in Session.objects.all()] == ["new"]
    assert {row.pk for row in DBTaskResult.objects.all()} == kept
    left = BillingEvent.objects.values_list("stripe_id", flat=True)
    assert sorted(left) == ["given_up", "ignored", "waiting"]


def test_who_asked_for_a_code_is_forgotten_after_a_week_and_other_emails_are_kept(db):
    for name, facts in (("sign_in_code", {"code": "4F7K"}), ("farewell", {"was_member": False})):
        for age in (6, 8):
            send(name, to=f"{age}@example.com", facts=facts)
            rows = Email.objects.filter(name=name, recipient=f"{age}@example.com")
            rows.update(queued_at=timezone.now() - age * DAY)

    cleaning.clean()

    left = Email.objects.order_by("pk").values_list("name", "recipient")
    assert list(left) == [
        ("sign_in_code", "6@example.com"),
        ("farewell", "6@example.com"),
        ("farewell", "8@example.com"),
    ]


@pytest.fixture
def kept_in_a_table(settings, db):
    settings.CACHES = {
        **settings.CACHES,
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache_of_this_test",
        },
    }
    call_command("createcachetable", verbosity=0)


def test_what_ran_out_leaves_the_cache_in_small_steps(kept_in_a_table, monkeypatch):
    monkeypatch.setattr(cleaning, "STEP", 2)
    for number in range(5):
        caches["default"].set(f"{number}-old", 1, timeout=60)
    caches["default"].set("new", 1, timeout=600)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cache_of_this_test SET expires = %s WHERE cache_key LIKE %s",
            ["2020-01-01 00:00:00", "%old"],
        )

    with CaptureQueriesContext(connection) as asked:
        cleaning.clean()

    steps = [one for one in asked if one["sql"].startswith('DELETE FROM "cache_of_this_test"')]
    assert len(steps) == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache_of_this_test")
        assert [key for (key,) in cursor.fetchall()] == [":1:new"]
