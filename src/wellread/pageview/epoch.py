"""When a cached page stops being true: one number, raised in every publishing transaction."""

import sqlite3
import time
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F

from wellread.ads import queries as ads
from wellread.newsroom import queries as newsroom
from wellread.pageview.models import Epoch

# What readers' pages are made of. Their log entries, revisions and search rows are not.
PUBLISHED_APPS = frozenset({"newsroom", "ads", "wagtailcore", "wagtailimages", "wagtailsites"})
UNPUBLISHED_MODELS = frozenset(
    {
        "wagtailcore.pagelogentry",
        "wagtailcore.modellogentry",
        "wagtailcore.revision",
        "wagtailcore.referenceindex",
        "wagtailcore.pagesubscription",
        "wagtailcore.comment",
        "wagtailcore.commentreply",
        "wagtailcore.uploadedfile",
        "wagtailcore.taskstate",
        "wagtailcore.workflowstate",
        "wagtailimages.rendition",
    }
)
# Another process's change is seen at once on SQLite, where looking costs microseconds,
# and within a second on a database server, where each look is a round trip.
POLL_SECONDS = {"sqlite": 0.0, "postgresql": 1.0}

QUESTION = "SELECT number FROM pageview_epoch WHERE id = 1"

_known = 0
_looked_at = float("-inf")


def current() -> int:
    """Return the epoch, or the last known one when the database does not answer."""
    global _known, _looked_at
    database = connections[DEFAULT_DB_ALIAS]
    now = time.monotonic()
    if now - _looked_at < POLL_SECONDS.get(database.vendor, 1.0):
        return _known
    try:
        number = _look(database)
    except (DatabaseError, sqlite3.Error):
        # Kept pages are answered without the end of a request, where Django drops what is broken.
        if not database.in_atomic_block:
            database.close_if_unusable_or_obsolete()
        # Waiting to be connected takes seconds, which kept pages are not to spend each time.
        _looked_at = now
        return _known
    if number != _known:
        _forget()
    _known, _looked_at = number, now
    return number


def _look(database: BaseDatabaseWrapper) -> int:
    if database.vendor == "sqlite" and database.connection is not None:
        # Every page view asks: a cursor of Django's takes three times as long.
        row = database.connection.execute(QUESTION).fetchone()
    else:
        with database.cursor() as cursor:
            cursor.execute(QUESTION)
            row = cursor.fetchone()
    return row[0] if row else 0


def bump() -> None:
    """Raise the epoch inside the caller's transaction."""
    global _looked_at
    if not Epoch.objects.filter(pk=1).update(number=F("number") + 1):
        Epoch.objects.create(pk=1)
    _looked_at = float("-inf")
    _forget()


def _forget() -> None:
    newsroom.forget()
    ads.forget()


def published_something(sender: Any, **facts: Any) -> None:
    """Answer a save or deletion: raise the epoch when readers could see the change."""
    meta = getattr(sender, "_meta", None)
    # Migrations save models of their own time, when our table may not be there yet.
    if meta is None or meta.apps is not apps or facts.get("raw"):
        return
    if meta.app_label in PUBLISHED_APPS and meta.label_lower not in UNPUBLISHED_MODELS:
        bump()
