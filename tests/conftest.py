"""What every room's tests start from."""

import gc
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from django.template.base import Template
from hypothesis import HealthCheck, settings

from tests import evidence

if TYPE_CHECKING:
    from tests.payments.world import Shop
    from wellread.membership.models import Plan

DRAW_AS_SERVED = Template._render

# How long an example takes says more about what else a machine is doing.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


# Python's own numbers are 700, 10 and 10, which costs a tenth of the processor's time: a page that
# is drawn makes as many things as that some hundred times over.
LOOK_EVERY = (100_000, 50, 100)


def pytest_collection_finish():
    """Look for garbage seldom, and never among what was imported."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*LOOK_EVERY)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Keep what browsers show when a test fails, before they are closed."""
    report = yield
    if report.failed:
        evidence.keep()
    return report


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """Let SQLite's test database begin with the ready-made tables: migrating takes 20 s more.

    `migrate` then makes what they do not know; tests/demo/test_tables.py holds them true.
    """
    from django.db import connection

    from wellread.demo.tables import FILE

    if connection.vendor != "sqlite":
        return
    make_empty = connection.creation._create_test_db

    def make_filled(*args, **options):
        name = make_empty(*args, **options)
        with closing(sqlite3.connect(name)) as database:
            database.executescript(FILE.read_text(encoding="utf-8"))
        return name

    connection.creation._create_test_db = make_filled


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Begin with a paper that has its front: to plant it took a quarter of each test's time.

    Each test that commits leaves what it began with, so that any test may come next: Django would
    fill the tables before the next one that commits, and only there.
    """
    from django.test import TransactionTestCase

    from tests import first_rows
    from wellread.newsroom.actions import ensure_site

    with django_db_blocker.unblock():
        ensure_site()
        kept = first_rows.keep()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: kept.put_back())
        yield


@pytest.fixture(autouse=True)
def _forget_what_processes_remember(request):
    """Start each test as a new process would: nothing kept in memory from the one before."""
    from django.core.cache import cache

    from wellread.ads import queries as ads
    from wellread.appeals import silence
    from wellread.insights import measuring
    from wellread.insights.collector import collector
    from wellread.membership.institutions import queries as institutions
    from wellread.newsroom import queries as newsroom
    from wellread.pageview import epoch, views
    from wellread.pageview.cache import pages
    from wellread.payments import clock

    pages.clear()
    views._not_found.clear()
    ads.forget()
    silence.forget()
    institutions.forget()
    measuring.forget()
    collector._dropped.clear()
    newsroom.forget()
    cache.clear()
    clock.start_anew()
    # Rolled back, the epoch comes by the same numbers again, each of which would seem known.
    epoch._known, epoch._looked_at = None, float("-inf")


@pytest.fixture(autouse=True, scope="session")
def _events_are_counted_by_who_says_so(django_test_environment):
    """Start no thread that counts what pages report: it would write each second into the database
    of whichever test runs by then.
    """
    from wellread.insights.collector import collector

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(collector, "start", lambda: None)
        yield


@pytest.fixture(autouse=True, scope="session")
def _stripes_client_asks_again_soon():
    """Let what is asked anew wait for a hundredth of a second, not for half a second and more."""
    from stripe import HTTPClient

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HTTPClient, "INITIAL_DELAY", 0.01)
        patch.setattr(HTTPClient, "MAX_DELAY", 0.01)
        yield


@pytest.fixture(autouse=True, scope="session")
def _templates_are_drawn_as_they_are_served(django_test_environment):
    """Keep no copy of what each template knew, down to every field's: a tenth of an editor's page.

    What a view gave its template is in `context_data` of its answer.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", DRAW_AS_SERVED)
        yield


@pytest.fixture
def shop(settings: Any, monkeypatch: pytest.MonkeyPatch) -> "Iterator[Shop]":
    """A sandbox beside the site, whose clock the site follows."""
    from stripe_sandbox.server import Sandbox
    from tests.payments.world import Shop
    from wellread.payments import clock

    with Sandbox() as sandbox:
        settings.STRIPE_API_ADDRESS = sandbox.address
        settings.FOLLOW_SANDBOX_CLOCK = True
        # Nobody else sets it: looked up anew each second, it made counts of queries depend on
        # how busy the machine was.
        monkeypatch.setattr(clock, "REMEMBERED_S", float("inf"))
        # On a busy machine the sandbox takes its time, and a clock that is not followed stands
        # where it was: then nothing is due of what the test waits for.
        monkeypatch.setattr(clock, "TIMEOUT_S", 30.0)
        yield Shop(sandbox)


@pytest.fixture
def plan(db: None) -> "Plan":
    """A plan to join."""
    from tests.payments.world import make_plan

    return make_plan()
