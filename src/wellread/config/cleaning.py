"""What grows is cleaned: how long each thing is kept, and the small steps that take it away.

The table in docs/howto/production.md says the same to whoever runs a site; a test compares them.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection, models
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from wellread.accounts.models import SiteSignIn
from wellread.integrations.models import WebhookEvent
from wellread.mail.models import Email
from wellread.payments.jobs import MESSAGES_KEPT_WHOLE
from wellread.payments.models import BillingEvent

# So few rows at a time that nobody waits for the lock.
STEP = 200
# 10,000 rows an hour: the line of jobs is not held up, and a flood is gone within the day.
STEPS_AT_ONCE = 50

KEPT: Mapping[str, timedelta] = {
    "sessions of people signed in": timedelta(seconds=settings.SESSION_COOKIE_AGE),
    "sessions of strangers": timedelta(seconds=settings.STRANGERS_SESSION_AGE),
    "sign-ins on other sites": timedelta(seconds=settings.SESSION_COOKIE_AGE),
    "codes for other sites": timedelta(days=1),
    "jobs that were done": timedelta(days=1),
    "jobs that failed": timedelta(days=30),
    "e-mails to sign in with": timedelta(days=7),
    "messages from Stripe, whole": MESSAGES_KEPT_WHOLE,
    "messages from Stripe, their subject": timedelta(days=180),
    "single notes about appeals": timedelta(days=settings.EVENTS_DAYS),
    "what other systems were told": timedelta(days=30),
}


def clean() -> int:
    """Take away some of what is past its age; return how many rows went."""
    now = timezone.now()
    return sum(_remove(rows) for rows in _past_their_age(now)) + _clean_cache(now)


def _past_their_age(now: datetime) -> Iterator[models.QuerySet[Any]]:
    yield Session.objects.filter(expire_date__lt=now)
    elsewhere = SiteSignIn.objects.all()
    yield elsewhere.filter(renewed_at__lt=now - KEPT["sign-ins on other sites"])
    yield elsewhere.filter(key=None, renewed_at__lt=now - KEPT["codes for other sites"])
    for status, what in (("SUCCESSFUL", "jobs that were done"), ("FAILED", "jobs that failed")):
        yield DBTaskResult.objects.filter(status=status, finished_at__lt=now - KEPT[what])
    # All others are kept: each is sent once, and its row is what says so.
    yield Email.objects.filter(
        priority=Email.Priority.URGENT, queued_at__lt=now - KEPT["e-mails to sign in with"]
    )
    # One that was given up waits for a person, however long.
    dealt_with = (BillingEvent.Outcome.PROCESSED, BillingEvent.Outcome.IGNORED)
    yield BillingEvent.objects.filter(
        outcome__in=dealt_with,
        processed_at__lt=now - KEPT["messages from Stripe, their subject"],
    )
    yield WebhookEvent.objects.filter(written_at__lt=now - KEPT["what other systems were told"])


def _remove(rows: models.QuerySet[Any]) -> int:
    """Delete rows a few at a time, each few in a transaction of their own."""

    def delete_few() -> int:
        few = list(rows.order_by().values_list("pk", flat=True)[:STEP])
        return rows.model._default_manager.filter(pk__in=few).delete()[0] if few else 0

    return _step_by_step(delete_few)


def _clean_cache(now: datetime) -> int:
    """Delete what ran out in Django's table of the cache, which culls only when it is full."""
    cache = caches["default"]
    if not isinstance(cache, DatabaseCache):
        return 0
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    moment = connection.ops.adapt_datetimefield_value(now.replace(microsecond=0))

    def delete_few() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {table} WHERE cache_key IN "  # noqa: S608
                f"(SELECT cache_key FROM {table} WHERE expires < %s LIMIT {STEP})",
                [moment],
            )
            return int(cursor.rowcount)

    return _step_by_step(delete_few)


def _step_by_step(delete_few: Callable[[], int]) -> int:
    """Repeat a small deletion until it finds less than a step, or enough is done for once."""
    gone = 0
    for _ in range(STEPS_AT_ONCE):
        few = delete_few()
        gone += few
        if few < STEP:
            break
    return gone
