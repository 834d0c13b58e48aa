"""`wellread events move`: events to ClickHouse and back, told on a terminal and proven."""

import sys
import time
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from wellread.insights.hours import counted, counted_here, kept_lots
from wellread.insights.lots import due, move, move_back
from wellread.insights.models import EventLot
from wellread.insights.warehouse import HourQuestion, Warehouse, warehouse

# A line is written over so often (seconds).
SAYS_EVERY_S = 1.0


def move_events(*, is_back: bool) -> int:
    """Move all that rests, or bring it back; return the exit status: 1 when totals differ."""
    store = warehouse()
    if store is None:
        print("wellread: EVENTS_URL says nowhere to move events to", file=sys.stderr)
        return 2
    now = timezone.now()
    rests = due(now)
    store.prepare()
    before = _totals(rests.hours)
    rows = _there() if is_back else rests.rows
    with_line = _told_of(rows)
    went = move_back(store, progress=with_line) if is_back else move(store, now, progress=with_line)
    after = _totals(rests.hours)
    print(f"{went:,} rows {'came back' if is_back else 'went'}.")
    _prove(before, after)
    _say_where(store)
    return int(before != after)


def _totals(until: datetime) -> dict[str, int]:
    sums = counted(HourQuestion(("kind",), until=until))
    return {kind: number for (kind,), number in sums.items()}


def _prove(before: dict[str, int], after: dict[str, int]) -> None:
    print(f"{'events of hours that are over':<32}{'before':>16}{'after':>16}")
    for kind in sorted({*before, *after}):
        had, has = before.get(kind, 0), after.get(kind, 0)
        print(f"{kind:<32}{had:>16,}{has:>16,}{'' if had == has else '  DIFFER'}")
    if before == after:
        print("Equal.")
    else:
        print(
            "They differ: events were told late while this ran, or something is wrong. Run again."
        )


def _say_where(store: Warehouse) -> None:
    lots = kept_lots()
    there = sum(store.sums(HourQuestion(()), lots).values())
    here = sum(counted_here(HourQuestion(())).values())
    print(f"Counted in ClickHouse now: {there:,}; in the database: {here:,}.")


def _there() -> int:
    sizes = EventLot.objects.filter(state=EventLot.State.KEPT).values_list("hours", "events")
    return sum(hours + events for hours, events in sizes)


def _told_of(rows: int) -> Callable[[int], None]:
    said = [0.0]

    def say(done: int) -> None:
        if time.monotonic() - said[0] >= SAYS_EVERY_S and rows:
            said[0] = time.monotonic()
            percent = min(100, 100 * done // rows)
            print(f"{done:,} of {rows:,} rows, {percent} %", file=sys.stderr, flush=True)

    return say
