"""When a kept page stops being true: what changed is written in the publishing transaction.

Each change has a number and the names of what it touched (see `newsroom/shown.py`). A process
asks for the latest number at each page view, and for what has changed when there is a new one.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F
from django.utils import timezone

from wellread.ads import queries as ads
from wellread.appeals import silence
from wellread.insights import measuring
from wellread.membership.institutions import queries as institutions
from wellread.newsroom import queries as newsroom
from wellread.pageview.models import Change, Epoch

EVERYTHING = "everything"
# A page that says of nothing that it shows it, as a site's own might, is let go at each step.
NAMELESS = "nameless"
# Another process's change is seen at once on SQLite, where looking costs microseconds,
# and within a second on a database server, where each look is a round trip.
POLL_SECONDS = {"sqlite": 0.0, "postgresql": 1.0}
# A process that asked for nothing during so many changes lets go of all its pages.
KEPT = 10_000
# Old changes are deleted by whoever makes one of so many.
TIDIED_EVERY = 500

QUESTION = "SELECT number FROM pageview_epoch WHERE id = 1"


class Step(NamedTuple):
    """A change, or several at once: the names of what it touched, None for everything."""

    number: int
    names: frozenset[str] | None
    is_urgent: bool
    at: float


Follower = Callable[[Step], None]

_followers: list[Follower] = []
_following = threading.Lock()
_known: int | None = None
_everything_at = 0
_looked_at = float("-inf")


def follow(follower: Follower) -> Follower:
    """Have a function of this process told of each step."""
    _followers.append(follower)
    return follower


def current() -> int:
    """Return the number of the latest change, after everybody here was told of it.

    When the database does not answer, that is the last known one.
    """
    global _looked_at
    database = connections[DEFAULT_DB_ALIAS]
    now = time.monotonic()
    known = _known
    if known is not None and now - _looked_at < POLL_SECONDS.get(database.vendor, 1.0):
        return known
    try:
        number = _look(database)
        if number != known:
            number = _catch_up(database)
    except (DatabaseError, sqlite3.Error):
        # Kept pages are answered without the end of a request, where Django drops what is broken.
        if not database.in_atomic_block:
            database.close_if_unusable_or_obsolete()
        # Waiting to be connected takes seconds, which kept pages are not to spend each time.
        _looked_at = now
        return _known or 0
    _looked_at = now
    return number


def everything_changed_at() -> int:
    """Return the number of the latest change that touched every page, as known here."""
    return _everything_at


def touch(names: Iterable[str], *, is_urgent: bool = False) -> None:
    """Write, inside the caller's transaction, that this changed; it is one step with the rest.

    Of what is urgent nobody gets the page of before, not even while it is drawn anew.
    """
    wanted = frozenset(names)
    # Whoever goes on in this transaction sees what it changed.
    _look_soon()
    _forget(None if EVERYTHING in wanted else wanted)
    with transaction.atomic():
        before = _touched_before(connections[DEFAULT_DB_ALIAS])
        told = {name for each in before if each.is_urgent >= is_urgent for name in each.names}
        new = wanted - told
        if not new:
            return
        number = before[0].number if before else _raise()
        now = timezone.now()
        Change.objects.bulk_create(
            Change(number=number, name=name, is_urgent=is_urgent, at=now) for name in sorted(new)
        )
        transaction.on_commit(_Touched(number, new, is_urgent))


class _Touched:
    """What a transaction has touched: Django takes it back with a savepoint, as it does rows."""

    def __init__(self, number: int, names: frozenset[str], is_urgent: bool) -> None:
        self.number, self.names, self.is_urgent = number, names, is_urgent

    def __call__(self) -> None:
        _look_soon()


def _look_soon() -> None:
    global _looked_at
    _looked_at = float("-inf")


def _touched_before(database: BaseDatabaseWrapper) -> list[_Touched]:
    """Return what this transaction has touched since this process last looked."""
    waiting = [each[1] for each in database.run_on_commit if isinstance(each[1], _Touched)]
    return [each for each in waiting if _known is None or each.number > _known]


def _raise() -> int:
    if not Epoch.objects.filter(pk=1).update(number=F("number") + 1):
        Epoch.objects.create(pk=1)
    number = Epoch.objects.values_list("number", flat=True).get(pk=1)
    if number % TIDIED_EVERY == 0:
        Change.objects.filter(number__lte=number - KEPT).delete()
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


def _catch_up(database: BaseDatabaseWrapper) -> int:
    """Tell everybody here what has changed, and return the number that they know of now."""
    global _known, _everything_at
    with _following:
        number = _look(database)
        for step in _steps(_known, number):
            number = max(number, step.number)
            if step.names is None:
                _everything_at = step.number
            _forget(step.names)
            for tell in _followers:
                tell(step)
        _known = number
        return number


def _steps(known: int | None, number: int) -> list[Step]:
    """Return what has changed since a number; everything, where that cannot be told any more."""
    if known == number:
        return []
    if known is None or not known < number <= known + KEPT:
        return [_unknown(number)]
    rows = Change.objects.filter(number__gt=known).order_by("number", "is_urgent")
    found: dict[tuple[int, bool], Step] = {}
    for row, name, is_urgent, at in rows.values_list("number", "name", "is_urgent", "at"):
        step = found.get((row, is_urgent)) or Step(row, frozenset(), is_urgent, at.timestamp())
        all_of_it = step.names is None or name == EVERYTHING
        names = None if all_of_it else frozenset({*(step.names or ()), name})
        found[row, is_urgent] = step._replace(names=names)
    told = {step.number for step in found.values()}
    # Raised by a process that knows of no names, as one of an earlier version.
    untold = [_unknown(each) for each in range(known + 1, number + 1) if each not in told]
    return sorted([*found.values(), *untold], key=lambda step: step.number)


def _unknown(number: int) -> Step:
    return Step(number, None, is_urgent=True, at=time.time())


def _forget(names: frozenset[str] | None) -> None:
    newsroom.forget(names)
    if names is None:
        ads.forget()
        silence.forget()
        institutions.forget()
        measuring.forget()
