"""Events into the inbox and out of it: `python -m bench.events`.

Two processes write down beacons of three events each, as fast as they can; then one counts them.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from wellread.demo import run as demo

PROCESSES, BEACONS, EVENTS = 2, 20_000, 3
BUDGET_A_SECOND = 5_000
PREPARE = (
    "import django; django.setup(); from wellread.demo.tables import make_tables; make_tables()"
)
TAKE = """
import sys, time
import django
django.setup()
from bench.events import BEACONS, beacon
from wellread.insights.collector import Collector
# Another than the process's own, which would count as it ends.
collector, name = Collector(), sys.argv[1]
bodies = [beacon(name, number) for number in range(BEACONS)]
print("ready", flush=True)
sys.stdin.readline()
began = time.perf_counter()
for body in bodies:
    assert collector.take(body)
print(time.perf_counter() - began, flush=True)
"""
COUNT = """
import time
import django
django.setup()
from bench.events import OFFERED
from wellread.insights.collector import Collector
from wellread.insights.models import DeviceEvent
collector = Collector()
collector.offered = lambda version: OFFERED
began = time.perf_counter()
assert collector.write_all()
print(DeviceEvent.objects.count(), time.perf_counter() - began)
"""
OFFERED = frozenset({("autumn-letter", "control", "overlay")})


def main() -> None:
    """Measure."""
    with tempfile.TemporaryDirectory(prefix="wellread-bench-") as home:
        os.environ.update(demo.demo_settings(8000, Path(home)))
        os.environ["DJANGO_SETTINGS_MODULE"] = "wellread.config.settings"
        _python(PREPARE)
        took_s = _into_the_inbox()
        told = PROCESSES * BEACONS * EVENTS
        rate = told / took_s
        verdict = "ok" if rate >= BUDGET_A_SECOND else "MISSED"
        print(f"into the inbox     {rate:>9,.0f} events/s, {PROCESSES} processes ({verdict})")
        counted, counting_s = _python(COUNT).split()
        assert int(counted) == told, (counted, told)
        print(
            f"into the database  {told / float(counting_s):>9,.0f} events/s, one process (SQLite)"
        )


def beacon(name: str, number: int) -> bytes:
    """Return what a page tells of a letter that was closed, on one of 200 stories."""
    events = [
        {
            "kind": kind,
            "campaign": "autumn-letter",
            "variant": "control",
            "placement": "overlay",
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "id": f"{name}-{kind:-<10}-{number:08}",
            "band": "5-9",
        }
        for kind in ("impression", "view", "dismissal")
    ]
    page = {"version": "9f2c41d07a", "story": str(number % 200), "country": "GB", "device": "phone"}
    return json.dumps(page | {"one_in": 1, "events": events}).encode()


def _into_the_inbox() -> float:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", TAKE, f"writer{number}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    for one in writers:
        assert one.stdout
        one.stdout.readline()
    began = time.perf_counter()
    for one in writers:
        one.communicate("go\n")
    return time.perf_counter() - began


def _python(script: str) -> str:
    done = subprocess.run([sys.executable, "-c", script], check=True, stdout=-1, text=True)
    return done.stdout


if __name__ == "__main__":
    main()
