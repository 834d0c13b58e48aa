"""What the desk asks of events, beside millions of them: `python -m bench.desk_events 1 10`.

Ninety days of events by the hour are made in ClickHouse (Debian's clickhouse-server, on loopback)
and asked about there; up to BACK_MILLIONS they are then brought back to SQLite by the lots in which
`wellread events move` takes them, asked about there, and taken to ClickHouse again: what each
answers has to be the same.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.clickhouse_server import running
from wellread.demo import run as demo

DAYS = 90
BACK_MILLIONS = 1
TIMES = 3
BUDGET_PAGE_MS = 300
PREPARE = "import django; django.setup(); from wellread.demo import tables; tables.make_tables()"
CAMPAIGN = "campaign-1"
# Few stories, countries and bands have most of it, as everywhere.
DAY = """
INSERT INTO hours SELECT {day} + 1,
  toDateTime({midnight} + intHash32(n + 1) % 24 * 3600) AS hour,
  arrayElement(['impression', 'impression', 'view', 'view', 'view', 'dismissal', 'click'],
    intHash32(n + 2) % 7 + 1) AS kind,
  concat('campaign-', toString(intHash32(n + 3) % 5)) AS campaign,
  concat('variant-', toString(intHash32(n + 4) % 4)) AS variant,
  concat('version-', toString({day})) AS version,
  'overlay' AS placement,
  concat('C', toString(toUInt32(pow(intHash32(n + 5) / 4294967296, 3) * 10))) AS country,
  toString(toUInt32(pow(intHash32(n + 6) / 4294967296, 4) * 2000)) AS story,
  arrayElement(['phone', 'phone', 'desktop', 'tablet'], intHash32(n + 7) % 4 + 1) AS device,
  arrayElement(['2-4', '5-9', '10-19', '20-49'],
    toUInt32(pow(intHash32(n + 8) / 4294967296, 2) * 4) + 1) AS band,
  count() AS number
FROM (SELECT (number + {day} * 100000000) * 16 AS n FROM system.numbers LIMIT {events})
GROUP BY hour, kind, campaign, variant, version, placement, country, story, device, band
"""


def main() -> None:
    """Measure each number of millions given."""
    for millions in map(float, sys.argv[1:] or ["1"]):
        with tempfile.TemporaryDirectory(prefix="wellread-bench-") as home:
            where = Path(home)
            with running(where / "clickhouse") as address:
                os.environ.update(demo.demo_settings(8000, where / "site"))
                os.environ |= {
                    "DJANGO_SETTINGS_MODULE": "wellread.config.settings",
                    "EVENTS_URL": address,
                }
                code = f"from bench.desk_events import measure; measure({millions}, {home!r})"
                subprocess.run([sys.executable, "-c", f"{PREPARE}; {code}"], check=True)


def measure(millions: float, home: str) -> None:
    """Make the events and ask, in a process of its own."""
    from wellread.insights.lots import due, move, move_back
    from wellread.insights.moving import _totals
    from wellread.insights.warehouse import warehouse

    store = warehouse()
    assert store is not None
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    rows, took_s = _timed(lambda: _make(store, millions, now))
    print(f"\n{millions:g} million events, {rows:,} rows of hours, made in {took_s:.0f} s")
    there, answers = _ask(now)
    pages = _pages()
    columns = {"ClickHouse": there}
    memory = {"ClickHouse": _server_mb(home)}
    if millions <= BACK_MILLIONS:
        before = _totals(due(now).hours)
        came, back_s = _timed(lambda: move_back(store))
        columns["SQLite"], here_answers = _ask(now)
        assert here_answers == answers, "the two stores answer differently"
        went, there_s = _timed(lambda: move(store, datetime.now(UTC)))
        assert _totals(due(now).hours) == before
        print(f"to SQLite {came / back_s:,.0f} rows/s, to ClickHouse {went / there_s:,.0f} rows/s")
    memory["this process"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'ms, median of ' + str(TIMES):<40}{''.join(f'{one:>12}' for one in columns)}")
    for name in there:
        print(f"{name:<40}{''.join(f'{one[name]:>12,.0f}' for one in columns.values())}")
    for name, ms in pages.items():
        print(f"{name:<40}{ms:>12,.0f}  {'ok' if ms <= BUDGET_PAGE_MS else 'MISSED'}")
    print(", ".join(f"{name} {mb:,.0f} MB at most" for name, mb in memory.items()))


def _make(store: Any, millions: float, now: datetime) -> int:
    from wellread.insights.models import EventLot, EventTotal

    store.prepare()
    today = now.replace(hour=0)
    total = 0
    for day in range(DAYS):
        midnight = today - timedelta(days=DAYS - day)
        events = int(millions * 1_000_000 / DAYS)
        store._way.tell(DAY.format(day=day, midnight=int(midnight.timestamp()), events=events))
        size = store.size(day + 1)
        total += size.hours
        EventLot.objects.create(
            number=day + 1, state="kept", hours=size.hours, total=size.number, events=0
        )
        sums = store._way.ask(
            f"SELECT campaign, variant, kind, sum(number) FROM hours WHERE lot = {day + 1} "
            "GROUP BY campaign, variant, kind"
        )
        EventTotal.objects.bulk_create(
            EventTotal(day=midnight.date(), campaign=c, variant=v, kind=k, number=int(n))
            for c, v, k, n in sums
        )
    return total


def _ask(now: datetime) -> tuple[dict[str, float], list[Any]]:
    from wellread.desk.morning import document, gathering
    from wellread.desk.morning.days import Span
    from wellread.insights import logged, queries, verdicts

    week = Span("week", now - timedelta(days=7), now)
    month = Span("month", now - timedelta(days=30), now)
    questions: dict[str, Callable[[], Any]] = {
        "asked in a week": lambda: gathering.asked(week),
        **{
            f"by {name}, a month": lambda name=name: gathering.asked_by(name, month)  # type: ignore[misc]
            for name in gathering.OWN
        },
        "one campaign's hours, to judge it": lambda: verdicts._shown(CAMPAIGN, now),
        "one campaign's month, for what if": lambda: logged.asked(CAMPAIGN, month.since, now),
        "funnel of a month": lambda: queries.funnel(month.since.date(), now.date()),
        "the morning's document, by the worker": lambda: document.make(now)["tables"],
    }
    took: dict[str, float] = {}
    answers = []
    for name, ask in questions.items():
        each = [_timed(ask) for _ in range(TIMES)]
        took[name] = 1000 * statistics.median(s for _, s in each)
        answers.append(each[-1][0])
    return took, answers


def _pages() -> dict[str, float]:
    from django.conf import settings
    from django.test import Client, override_settings
    from django.urls import reverse

    from tests.staff import sign_in_staff

    # Without files collected and named by what they hold.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}).enable()
    client = Client(HTTP_HOST="localhost:8000")
    sign_in_staff(client)
    took = {}
    for name in ("desk_morning", "desk_wall", "desk_funnel", "desk_sheet", "desk_why"):
        # The first one works out the morning's figures, as the worker does before.
        client.get(reverse(name))
        each = [_timed(lambda name=name: client.get(reverse(name))) for _ in range(TIMES)]  # type: ignore[misc]
        assert {answer.status_code for answer, _ in each} == {200}, name
        took[f"page {reverse(name)}"] = 1000 * statistics.median(s for _, s in each)
    return took


def _timed(do: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    found = do()
    return found, time.perf_counter() - began


def _server_mb(home: str) -> float:
    """Return the most memory that the server had."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"--config-file={home}" in (folder / "cmdline").read_text():
                told = dict(
                    line.split(":", 1) for line in (folder / "status").read_text().splitlines()
                )
                return int(told["VmHWM"].split()[0]) / 1024
        except OSError:
            continue
    return 0.0


if __name__ == "__main__":
    main()
