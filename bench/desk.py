"""The desk over many events: `python -m bench.desk`.

Rolled up as they come in: a year of sums by hour of so many events, and by day. Processor time, one
process, SQLite; each page once to warm, then the median of five.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from wellread.demo import run as demo

MILLION = 1_000_000
BUDGET_MS = 300
TIMES = 5
MEASURE = """
import django
django.setup()
import sys
from bench.desk import fill, measured
fill(int(sys.argv[1]))
measured(int(sys.argv[1]))
"""
PREPARE = """
import django
django.setup()
from django.core.management import call_command
from wellread.demo.tables import make_tables
make_tables()
call_command("collectstatic", interactive=False, verbosity=0)
"""
PAGES = {
    "the morning page": "/admin/desk/morning/",
    "the screen on the wall": "/admin/desk/wall/",
    "a table as CSV": "/admin/desk/morning/by-story.csv",
    "the appeals desk, 30 days": "/admin/desk/funnel/",
    "the appeals desk, a year": "/admin/desk/funnel/?since=2025-12-01&until=2026-11-27",
}
# A year of hours; two campaigns of two variants, 300 stories, six countries, three devices, four
# bands, five kinds: an event in two is alone in its sum.
FILL = """
INSERT INTO insights_hourtotal
  (hour, kind, campaign, variant, version, placement, country, story, device, band, number)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %s - 1),
r AS (SELECT i, abs(random()) a, abs(random()) b FROM n)
SELECT datetime('now', '-' || (a %% 8760) || ' hours', 'start of day',
                '+' || (a / 8760 %% 24) || ' hours'),
  CASE a / 300000 %% 5 WHEN 0 THEN 'impression' WHEN 1 THEN 'view' WHEN 2 THEN 'click'
    WHEN 3 THEN 'dismissal' ELSE 'impression' END,
  'campaign-' || (b %% 2), 'variant-' || (b / 2 %% 2), '9f2c41d07a', 'overlay',
  CASE b / 4 %% 6 WHEN 0 THEN 'GB' WHEN 1 THEN 'DE' WHEN 2 THEN 'FR' ELSE 'US' END,
  CAST(b / 24 %% 300 AS TEXT),
  CASE b / 7200 %% 3 WHEN 0 THEN 'desktop' WHEN 1 THEN 'tablet' ELSE 'phone' END,
  CASE b / 21600 %% 4 WHEN 0 THEN '10-19' WHEN 1 THEN '20-49' ELSE '5-9' END, 1
FROM r WHERE true
ON CONFLICT (hour, kind, campaign, variant, version, placement, country, story, device, band)
DO UPDATE SET number = number + 1
"""
BY_DAY = """
INSERT INTO insights_eventtotal (day, campaign, variant, kind, number)
SELECT date(hour), campaign, variant, kind, sum(number) FROM insights_hourtotal
GROUP BY 1, 2, 3, 4
"""


def main() -> None:
    """Measure with each number of events, in millions."""
    parser = argparse.ArgumentParser(prog="python -m bench.desk", description=__doc__)
    parser.add_argument("--millions", type=int, nargs="+", default=[1, 10])
    for number in parser.parse_args().millions:
        with tempfile.TemporaryDirectory(prefix="wellread-bench-") as home:
            os.environ.update(demo.demo_settings(8000, Path(home)))
            os.environ["DJANGO_SETTINGS_MODULE"] = "wellread.config.settings"
            subprocess.run([sys.executable, "-c", PREPARE], check=True)
            script = [sys.executable, "-c", MEASURE, str(number * MILLION)]
            subprocess.run(script, check=True)


def fill(events: int) -> None:
    """Write the sums of a year of so many events."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(FILL, [events])
        cursor.execute(BY_DAY)


def measured(events: int) -> None:
    """Print what the worker's figures, an editor's what-if and each page take."""
    from datetime import timedelta

    from django.utils import timezone

    from wellread.desk.morning import document
    from wellread.insights.logged import asked
    from wellread.insights.models import HourTotal

    now = timezone.now()
    rows = HourTotal.objects.count()
    print(f"{events:,} events, {rows:,} sums by the hour")
    _print("the morning's figures, by the worker", [_cpu_ms(document.renew)], None)
    since = now - timedelta(days=30)
    _print("what-if: a campaign's month", [_cpu_ms(lambda: asked("campaign-0", since, now))], None)
    client = _editor()
    for name, path in PAGES.items():
        client.get(path)
        _print(name, [_cpu_ms(lambda path=path: client.get(path)) for _ in range(TIMES)], BUDGET_MS)


def _editor():  # type: ignore[no-untyped-def]
    from django.contrib.auth import get_user_model
    from django.test import Client

    editor = get_user_model().objects.create_user(
        email="bench@desk.example", is_staff=True, is_superuser=True
    )
    client = Client(HTTP_HOST="localhost:8000")
    client.force_login(editor)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": time.time()}
    ]
    session["account_authentication_methods_user"] = str(editor.pk)
    session.save()
    return client


def _cpu_ms(action) -> float:  # type: ignore[no-untyped-def]
    began = time.process_time()
    answer = action()
    took = 1000 * (time.process_time() - began)
    assert getattr(answer, "status_code", 200) == 200, answer
    return took


def _print(name: str, took_ms: list[float], budget_ms: float | None) -> None:
    middle = median(took_ms)
    verdict = "" if budget_ms is None else " (ok)" if middle <= budget_ms else " (MISSED)"
    print(f"  {name:40} {middle:>9,.0f} ms{verdict}", flush=True)


if __name__ == "__main__":
    main()
