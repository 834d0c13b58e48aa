"""Web processes that are killed: what was acknowledged is counted, once."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from wellread.insights.models import DeviceEvent, EventTotal, HourTotal, ReadFile

pytestmark = pytest.mark.django_db(transaction=True)

# Takes beacons as a web process does, says which are acknowledged, and counts beside it. Each tells
# of two events, every second one again, and the later one of the two first.
PROCESS = """
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
    return json.dumps({"version": "9f2c41d07a", "events": events}).encode()


for number in range(first, 100_000):
    if collector.take(beacon(number)):
        print(number, flush=True)
    if number % 2:
        collector.take(beacon(number - 1))
"""
COUNT = """
import django
django.setup()
from wellread.insights.collector import collector
collector.offered = lambda version: frozenset({("autumn-letter", "control", "overlay")})
assert collector.write_all()
"""
ACKNOWLEDGED = 400
PROCESSES = ("left", "right")


def test_nothing_acknowledged_is_lost_or_counted_twice_when_web_processes_are_killed(tmp_path):
    acknowledged = Counter()

    for _ in range(3):
        begun = [(name, started(tmp_path, name, acknowledged[name])) for name in PROCESSES]
        for name, process in begun:
            for _ in range(ACKNOWLEDGED):
                acknowledged[name] = int(process.stdout.readline()) + 1
        for name, process in begun:
            process.kill()
            # What it said before it died was said.
            with process.stdout as said:
                for line in said.read().splitlines(keepends=True):
                    if line.endswith("\n"):
                        acknowledged[name] = int(line) + 1
            process.wait()
    counted(tmp_path)
    counted(tmp_path)

    expected = {
        f"{name}-{kind:-<10}-{number:05}"
        for name in PROCESSES
        for kind in ("click", "view")
        for number in range(acknowledged[name])
    }
    kept = set(DeviceEvent.objects.values_list("event_id", flat=True))
    assert expected <= kept
    # The one that each was about to acknowledge when it was killed, and no other.
    assert len(kept - expected) <= 3 * len(PROCESSES) * 2
    for totals in (EventTotal, HourTotal):
        assert sum(totals.objects.values_list("number", flat=True)) == len(kept)
    assert not ReadFile.objects.exists()
    assert list((tmp_path / "notes").iterdir()) == []


def started(folder, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", PROCESS, *map(str, arguments)],
        env=environment(folder),
        stdout=subprocess.PIPE,
        text=True,
    )


def counted(folder):
    subprocess.run([sys.executable, "-c", COUNT], env=environment(folder), check=True)


def environment(folder):
    """Return that of a process which has this test's database."""
    made = connection.settings_dict
    address = f"sqlite:///{Path(made['NAME']).resolve()}"
    if connection.vendor == "postgresql":
        address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{made['NAME']}").geturl()
    return os.environ | {
        "WELLREAD_VAR": str(folder),
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "wellread.config.settings",
    }
