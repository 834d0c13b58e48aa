"""Web processes, workers and those who take hours to ClickHouse, all killed again and again.

No CI has a ClickHouse to try it with: `make clickhouse` runs it on one server and on two shards.
"""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tests.insights.event_stores import STORES, served
from tests.insights.test_killing import COUNT, environment
from wellread.insights import hours, lots
from wellread.insights.hours import counted
from wellread.insights.models import DeviceEvent, EventLot, HourTotal
from wellread.insights.warehouse import HourQuestion, warehouse

pytestmark = pytest.mark.django_db(transaction=True)

# Each beacon tells of two events, every second one again, and the later one of the two first.
WEB = """
import json, sys
import django
django.setup()
from wellread.insights.collector import collector

name, first = sys.argv[1], int(sys.argv[2])
collector.offered = lambda version: frozenset({("autumn-letter", "control", "overlay")})
collector.start()


def beacon(number):
    events = [
        {"kind": kind, "campaign": "autumn-letter", "variant": "control", "placement": "overlay",
         "at": "2026-11-22T10:00:00Z", "id": f"{name}-{kind:-<10}-{number:05}"}
        for kind in ("click", "view")
    ]
    told = {"version": "9f2c41d07a", "story": str(number % 40), "events": events}
    return json.dumps(told).encode()


for number in range(first, 100_000):
    if collector.take(beacon(number)):
        print(number, flush=True)
    if number % 2:
        collector.take(beacon(number - 1))
"""
# Hours rest at once here, so that they change on their way; single events rest when they do.
MOVER = """
from datetime import timedelta
import django
django.setup()
from django.db import OperationalError
from django.utils import timezone
from wellread.insights import lots
from wellread.insights.warehouse import warehouse

lots.LOT_ROWS = 15
lots.due = lambda now: lots.Resting(now + timedelta(days=1), now - lots.TOLD_AGAIN_WITHIN)
store = warehouse()
while True:
    try:
        print(lots.move(store, timezone.now()), flush=True)
    except (lots.ChangedMeanwhile, OperationalError):
        print("changed", flush=True)
"""
WEBS, MOVERS = ("left", "right"), ("one", "two")
ACKNOWLEDGED, ROUNDS = 150, 5
# Of ten days ago: hours and single events that rest.
OLD = 400


@pytest.fixture(scope="module", params=[one for one in STORES if one in ("server", "shards")])
def address(request, tmp_path_factory):
    with served(request.param, tmp_path_factory.mktemp("store")) as where:
        yield where


def test_nothing_is_lost_or_counted_twice_whoever_is_killed(address, settings, tmp_path):
    settings.EVENTS_URL = address
    seed()
    said = dict.fromkeys(WEBS, 0)

    for _ in range(ROUNDS):
        movers = [started(tmp_path, address, MOVER) for _ in MOVERS]
        worker = started(tmp_path, address, COUNT)
        webs = {name: started(tmp_path, address, WEB, name, said[name]) for name in WEBS}
        for name, process in webs.items():
            for _ in range(ACKNOWLEDGED):
                said[name] = int(process.stdout.readline()) + 1
        for process in (*movers, worker, *webs.values()):
            process.kill()
        for name, process in webs.items():
            # What it said before it died was said.
            for line in process.stdout.read().splitlines(keepends=True):
                if line.endswith("\n"):
                    said[name] = int(line) + 1
        for process in (*movers, worker, *webs.values()):
            process.wait()
            process.stdout.close()
    for _ in range(2):
        subprocess.run(
            [sys.executable, "-c", COUNT], env=environment(tmp_path) | store(address), check=True
        )
    before = counted(HourQuestion(()))[()]
    lots.move(warehouse(), timezone.now() + lots.HOUR_RESTS + timedelta(hours=2))

    told = {
        f"{name}-{kind:-<10}-{number:05}"
        for name in WEBS
        for kind in ("click", "view")
        for number in range(said[name])
    }
    kept = set(
        DeviceEvent.objects.filter(event_id__isnull=False).values_list("event_id", flat=True)
    )
    there = warehouse().sums(HourQuestion(()), hours.kept_lots())
    assert told <= kept
    # The one that each was about to acknowledge when it was killed, and no other.
    assert len(kept - told) <= ROUNDS * len(WEBS) * 2
    assert before == counted(HourQuestion(()))[()] == len(kept) + OLD
    assert not HourTotal.objects.exists()
    assert there[()] == len(kept) + OLD
    singles = sum(EventLot.objects.filter(state="kept").values_list("events", flat=True))
    assert singles == OLD


def seed():
    at = timezone.now() - timedelta(days=10)
    place = {"campaign": "autumn-letter", "variant": "control", "version": "9f2c41d07a"}
    with transaction.atomic():
        for number in range(OLD):
            where = place | {"placement": "overlay", "story": f"old-{number}", "kind": "view"}
            hour = at.replace(minute=0, second=0, microsecond=0)
            HourTotal.objects.create(hour=hour, number=1, **where)
            DeviceEvent.objects.create(at=at, **where)


def store(address):
    return {"EVENTS_URL": address}


def started(folder, address, program, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        env=environment(folder) | store(address),
        stdout=subprocess.PIPE,
        text=True,
    )
