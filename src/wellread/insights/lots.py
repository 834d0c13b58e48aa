"""Taking events to ClickHouse and back, in lots: each counts in one place at any moment.

A lot is written there first, and looked at. Then one transaction here takes its rows away and says
that it counts there. Whoever is killed in between leaves a lot that counts nowhere and rows that
never left. Two who do this at once may take the same rows: the second finds them gone, and gives
its lot up.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import IntegrityError, connection, models, transaction
from django.db.models import Max
from django.utils import timezone

from wellread.insights.clickhouse import StoreAway
from wellread.insights.models import DeviceEvent, EventLot, HourTotal
from wellread.insights.rules import LATE
from wellread.insights.totals import ROWS_AT_ONCE, add
from wellread.insights.warehouse import EVENT, HOUR, LotSize, Warehouse

LOT_ROWS = 50_000
# Of an hour that is over, devices tell for another one.
HOUR_RESTS = 2 * LATE + timedelta(hours=1)
# For so long a single event is here, to be known when it is told again.
TOLD_AGAIN_WITHIN = timedelta(days=7)
# A lot that is still on its way then belongs to somebody who was killed.
LOST_AFTER = timedelta(hours=1)
# An hour that is over changes seldom; two who move at once get out of each other's way.
TRIES = 20

Progress = Callable[[int], None]


class ChangedMeanwhile(Exception):
    """Rows of a lot were changed, or taken by somebody else, while it was on its way."""


class Resting(NamedTuple):
    """What rests at a moment: hours and single events before these."""

    hours: datetime
    events: datetime

    @property
    def rows(self) -> int:
        """How many rows wait to go."""
        hours = HourTotal.objects.filter(hour__lt=self.hours).count()
        return hours + DeviceEvent.objects.filter(at__lt=self.events).count()


def due(now: datetime) -> Resting:
    """Return what nothing changes any more."""
    return Resting(now - HOUR_RESTS, now - TOLD_AGAIN_WITHIN)


def move(store: Warehouse, now: datetime, *, progress: Progress = lambda rows: None) -> int:
    """Take what rests to ClickHouse; return how many rows went. Raises StoreAway.

    Broken off, what went counts there, and the rest goes the next time.
    """
    store.prepare()
    EventLot.objects.filter(state=EventLot.State.BEGUN, at__lt=now - LOST_AFTER).update(
        state=EventLot.State.LEFT
    )
    went, tries, rests = 0, 0, due(now)
    while True:
        try:
            some = _take(store, rests)
        except ChangedMeanwhile:
            if (tries := tries + 1) == TRIES:
                raise
            continue
        if not some:
            return went
        went += some
        progress(went)


def move_back(store: Warehouse, *, progress: Progress = lambda rows: None) -> int:
    """Bring everything back to the relational database; return how many rows came."""
    store.prepare()
    came = 0
    kept = EventLot.objects.filter(state=EventLot.State.KEPT).order_by("number")
    for lot in list(kept):
        came += _bring_back(store, lot)
        progress(came)
    if not kept.exists():
        store.clear()
    return came


def _take(store: Warehouse, rests: Resting) -> int:
    """Take one lot, and return how many rows it has: 0 when nothing rests."""
    old = HourTotal.objects.filter(hour__lt=rests.hours).order_by("hour", "pk")
    hours = list(old.values("pk", *HOUR, "number")[:LOT_ROWS])
    past = DeviceEvent.objects.filter(at__lt=rests.events).order_by("at", "pk")
    events = list(past.values("pk", *EVENT)[:LOT_ROWS])
    if not hours and not events:
        return 0
    size = LotSize(len(hours), sum(row["number"] for row in hours), len(events))
    lot = _begin(store, size)
    try:
        store.put(lot.number, _without_key(hours), _without_key(events))
        if (found := store.size(lot.number)) != size:
            raise StoreAway(f"of {size} in lot {lot.number} there are {found}")
        _leave_it_there(lot, hours, events)
    except (StoreAway, ChangedMeanwhile):
        _given_up(lot)
        raise
    return len(hours) + len(events)


def _begin(store: Warehouse, size: LotSize) -> EventLot:
    here = EventLot.objects.aggregate(newest=Max("number"))["newest"] or 0
    number = max(here, store.newest_lot()) + 1
    try:
        with transaction.atomic():
            return EventLot.objects.create(
                number=number, hours=size.hours, total=size.number, events=size.events
            )
    except IntegrityError:
        raise ChangedMeanwhile(f"somebody else has begun lot {number}") from None


@transaction.atomic
def _leave_it_there(
    lot: EventLot, hours: list[dict[str, Any]], events: list[dict[str, Any]]
) -> None:
    begun = EventLot.objects.filter(number=lot.number, state=EventLot.State.BEGUN)
    is_ours = begun.update(state=EventLot.State.KEPT)
    gone = _take_away(HourTotal, ("id", "number"), [(row["pk"], row["number"]) for row in hours])
    forgotten = _take_away(DeviceEvent, ("id",), [(row["pk"],) for row in events])
    if not is_ours or (gone, forgotten) != (len(hours), len(events)):
        raise ChangedMeanwhile(f"rows of lot {lot.number} were changed on its way")


def _take_away(
    model: type[models.Model], names: tuple[str, ...], rows: list[tuple[int, ...]]
) -> int:
    """Delete rows that are still as they were read; return how many were."""
    quote = connection.ops.quote_name
    one_row = f"({', '.join(['%s'] * len(names))})"
    gone = 0
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS_AT_ONCE):
            some = rows[start : start + ROWS_AT_ONCE]
            cursor.execute(
                f"DELETE FROM {quote(model._meta.db_table)} WHERE ({', '.join(names)}) "  # noqa: S608
                f"IN (VALUES {', '.join([one_row] * len(some))})",
                [value for row in some for value in row],
            )
            gone += cursor.rowcount
    return gone


def _bring_back(store: Warehouse, lot: EventLot) -> int:
    hours = store.hours_of(lot.number)
    if sum(hours.values()) != lot.total:
        raise StoreAway(f"of {lot.total} in lot {lot.number} there are {sum(hours.values())}")
    events = [DeviceEvent(**row) for row in store.events_of(lot.number)]
    with transaction.atomic():
        kept = EventLot.objects.filter(number=lot.number, state=EventLot.State.KEPT)
        if not kept.update(state=EventLot.State.BACK):
            raise ChangedMeanwhile(f"lot {lot.number} was brought back by somebody else")
        add(HourTotal, HOUR, hours)
        # One told again after its week is there and here.
        DeviceEvent.objects.bulk_create(events, ROWS_AT_ONCE, ignore_conflicts=True)
    return len(hours) + len(events)


def _given_up(lot: EventLot) -> None:
    begun = EventLot.objects.filter(number=lot.number, state=EventLot.State.BEGUN)
    begun.update(state=EventLot.State.LEFT, at=timezone.now())


def _without_key(rows: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    return ({name: value for name, value in row.items() if name != "pk"} for row in rows)
