"""The tables of events in ClickHouse, and what is asked of them: SQL that 18.16 and 26 both know.

Rows come in lots and are never changed. A lot counts once the relational database says so, in
whose transaction its rows went from there; until then, and for ever if that failed, it is as if it
were not here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings

from wellread.insights.clickhouse import Embedded, Server, client
from wellread.insights.models import PLACE
from wellread.insights.store_address import read_address

HOUR = ("hour", "kind", *PLACE)
EVENT = ("at", "kind", *PLACE, "event_id", "one_in")
TIMES = ("hour", "at")

Ranges = Sequence[tuple[int, int]]


class LotSize(NamedTuple):
    """What there is of a lot."""

    hours: int
    number: int
    events: int


class HourQuestion(NamedTuple):
    """Sums of the hours of some time, of one campaign or kind where they are named."""

    by: tuple[str, ...]
    since: datetime | None = None
    until: datetime | None = None
    campaign: str | None = None
    kind: str | None = None


class StoredTable(NamedTuple):
    """A table, and what orders its rows and parts them."""

    name: str
    columns: Mapping[str, str]
    part: str
    order: str


_PLACE = dict.fromkeys(("kind", *PLACE), "String")
TABLES = (
    StoredTable(
        "hours",
        {"lot": "UInt64", "hour": "DateTime('UTC')", **_PLACE, "number": "UInt64"},
        "toYear(hour)",
        "(campaign, hour, kind)",
    ),
    StoredTable(
        "events",
        {
            "lot": "UInt64",
            "at": "DateTime('UTC')",
            **_PLACE,
            "event_id": "String",
            "one_in": "UInt32",
        },
        # Days: what is past its age goes whole.
        "toYYYYMMDD(at)",
        "(campaign, at)",
    ),
)


class Warehouse:
    """Where events rest once nothing of them changes any more."""

    def __init__(self, way: Server | Embedded, cluster: str = "", database: str = "") -> None:
        self._way = way
        self._cluster = cluster
        self._database = database
        self._is_prepared = False

    def prepare(self) -> None:
        """Make what tables are missing, on every server."""
        if self._is_prepared:
            return
        self._way.prepare()
        for table in TABLES:
            columns = ", ".join(f"{name} {kind}" for name, kind in table.columns.items())
            self._way.tell(
                f"CREATE TABLE IF NOT EXISTS {self._stored(table.name)} ({columns}) "
                f"ENGINE = MergeTree PARTITION BY {table.part} ORDER BY {table.order}"
            )
            if self._cluster:
                self._way.tell(
                    f"CREATE TABLE IF NOT EXISTS {table.name} ({columns}) ENGINE = "
                    f"Distributed({self._cluster}, {self._database}, {self._stored(table.name)}, "
                    "rand())"
                )
        self._is_prepared = True

    def newest_lot(self) -> int:
        """Return the highest number that any row has."""
        found = [self._way.ask(f"SELECT max(lot) FROM {table.name}") for table in TABLES]  # noqa: S608
        return max(int(rows[0][0]) if rows else 0 for rows in found)

    def put(
        self, lot: int, hours: Iterable[Mapping[str, Any]], events: Iterable[Mapping[str, Any]]
    ) -> None:
        """Write a lot; it may be there in part where this fails."""
        for table, rows in (("hours", hours), ("events", events)):
            if told := [_told(row) | {"lot": lot} for row in rows]:
                self._way.put(table, told)

    def size(self, lot: int) -> LotSize:
        """Return what there is of a lot."""
        hours = self._way.ask(f"SELECT count(), sum(number) FROM hours WHERE lot = {lot}")  # noqa: S608
        events = self._way.ask(f"SELECT count() FROM events WHERE lot = {lot}")  # noqa: S608
        return LotSize(int(hours[0][0]), int(hours[0][1]), int(events[0][0]))

    def hours_of(self, lot: int) -> dict[tuple[Any, ...], int]:
        """Return the sums of a lot, by HOUR."""
        return self.sums(HourQuestion(HOUR), [(lot, lot)])

    def events_of(self, lot: int) -> Iterator[dict[str, Any]]:
        """Return the events of a lot, those without an id with None."""
        rows = self._way.ask(f"SELECT {_selected(EVENT)} FROM events WHERE lot = {lot}")  # noqa: S608
        for row in rows:
            one = _read(EVENT, row)
            yield one | {"event_id": one["event_id"] or None, "one_in": int(one["one_in"])}

    def sums(self, question: HourQuestion, lots: Ranges) -> dict[tuple[Any, ...], int]:
        """Return what the hours of some lots come to, by what the question names."""
        if not lots:
            return {}
        by = question.by
        group = f" GROUP BY {', '.join(by)}" if by else ""
        rows = self._way.ask(
            f"SELECT {''.join(f'{one}, ' for one in [_selected(by)] if one)}sum(number) "  # noqa: S608
            f"FROM hours WHERE {' AND '.join(_conditions(question, lots))}{group}"
        )
        return {tuple(_read(by, row).values()): int(row[-1]) for row in rows if int(row[-1])}

    def forget(self, before: date) -> None:
        """Take away single events of earlier days."""
        table = self._stored("events")
        old = self._way.ask(
            f"SELECT DISTINCT toYYYYMMDD(at) FROM events "  # noqa: S608
            f"WHERE at < {_moment(datetime.combine(before, datetime.min.time(), UTC))}"
        )
        for (day,) in old:
            self._way.tell(f"ALTER TABLE {table} DROP PARTITION {int(day)}")

    def clear(self) -> None:
        """Take away all there is."""
        self.prepare()
        for table in TABLES:
            if self._cluster:
                self._way.tell(f"DROP TABLE IF EXISTS {table.name}")
            self._way.tell(f"DROP TABLE IF EXISTS {self._stored(table.name)}")
        self._is_prepared = False

    def _stored(self, name: str) -> str:
        return f"{name}_stored" if self._cluster else name


def warehouse() -> Warehouse | None:
    """Return where events rest, by EVENTS_URL; None where they stay in the relational database."""
    url = str(settings.EVENTS_URL)
    return _made(url) if url else None


@cache
def _made(url: str) -> Warehouse:
    address = read_address(url)
    return Warehouse(client(address), address.cluster, address.database)


def _conditions(question: HourQuestion, lots: Ranges) -> Iterator[str]:
    spans = " OR ".join(f"lot BETWEEN {first} AND {last}" for first, last in lots)
    yield f"({spans})"
    if question.since is not None:
        yield f"hour >= {_moment(question.since)}"
    if question.until is not None:
        yield f"hour < {_moment(question.until)}"
    if question.campaign is not None:
        yield f"campaign = {_text(question.campaign)}"
    if question.kind is not None:
        yield f"kind = {_text(question.kind)}"


def _selected(names: Sequence[str]) -> str:
    # As numbers: a server's own time zone then says nothing.
    return ", ".join(f"toUInt32({name})" if name in TIMES else name for name in names)


def _read(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    return {
        name: datetime.fromtimestamp(int(value), UTC) if name in TIMES else value
        for name, value in zip(names, row, strict=False)
    }


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: int(value.timestamp()) if isinstance(value, datetime) else value
        for name, value in row.items()
        if value is not None
    }


def _moment(moment: datetime) -> str:
    return f"toDateTime({int(moment.timestamp())})"


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
