"""Where events may rest in tests: a shelf in memory, or what ClickHouse there is here.

`make clickhouse` names more in EVENT_STORES: server, shards, chdb.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from tests.clickhouse_server import running
from wellread.insights.warehouse import EVENT, HOUR, LotSize, _made

STORES = os.environ.get("EVENT_STORES", "shelf").split()


class Shelf:
    """A Warehouse of lists."""

    def __init__(self):
        self.hours, self.events = [], []

    def prepare(self):
        pass

    def newest_lot(self):
        return max((lot for lot, _ in [*self.hours, *self.events]), default=0)

    def put(self, lot, hours, events):
        self.hours += [(lot, row) for row in hours]
        self.events += [(lot, row) for row in events]

    def size(self, lot):
        hours = [row for one, row in self.hours if one == lot]
        events = [row for one, row in self.events if one == lot]
        return LotSize(len(hours), sum(row["number"] for row in hours), len(events))

    def sums(self, question, lots):
        sums = Counter()
        for lot, row in self.hours:
            if (
                any(first <= lot <= last for first, last in lots)
                and (question.since is None or row["hour"] >= question.since)
                and (question.until is None or row["hour"] < question.until)
                and question.campaign in (None, row["campaign"])
                and question.kind in (None, row["kind"])
            ):
                sums[tuple(row[name] for name in question.by)] += row["number"]
        return dict(sums)

    def hours_of(self, lot):
        return {
            tuple(row[name] for name in HOUR): row["number"]
            for one, row in self.hours
            if one == lot
        }

    def events_of(self, lot):
        return [{name: row[name] for name in EVENT} for one, row in self.events if one == lot]

    def forget(self, before):
        self.events = [(lot, row) for lot, row in self.events if row["at"].date() >= before]

    def clear(self):
        self.hours, self.events = [], []


@contextmanager
def served(kind, folder) -> Iterator[str]:
    """Run a store, and yield its address; a shelf has none."""
    if kind == "shelf":
        yield "http://127.0.0.1:9"
    elif kind == "chdb":
        yield f"chdb://{folder}/chdb"
    else:
        with running(folder, shards=2 if kind == "shards" else 1) as address:
            yield address


def at(kind, address):
    """Return the store at an address."""
    return Shelf() if kind == "shelf" else _made(address)
