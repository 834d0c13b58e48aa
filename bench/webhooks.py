"""Webhooks while the worker works them off: `python -m bench.webhooks`.

One web process and one worker beside a sandbox, all of members who pay: messages as large as
Stripe's are sent as fast as they are stored, and then so many a second, each on time whether or
not the one before was late.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from bench.reconciling import Year, fill, sandbox_of, wait_for
from bench.site import Web, free_port
from bench.wire import Connection
from stripe_sandbox.webhooks import signature
from wellread.config import environment
from wellread.demo import run as demo

MEMBERS, MESSAGES, A_SECOND, CONNECTIONS = 500, 3000, 300, 8
PATH = "/payments/stripe/webhook/"
# A body of Stripe's for a paid invoice.
LARGE = 6000


def main() -> None:
    """Measure."""
    reading = argparse.ArgumentParser(prog="python -m bench.webhooks", description=__doc__)
    reading.add_argument("--messages", type=int, default=MESSAGES)
    asked = reading.parse_args()
    year = Year(int(time.time()), MEMBERS, 50)
    with tempfile.TemporaryDirectory(prefix="wellread-bench-") as home, sandbox_of(year) as address:
        folder, port = Path(home) / "site", free_port()
        folder.mkdir()
        settings = demo.demo_settings(port, folder) | {
            "STRIPE_API_ADDRESS": address,
            "STRIPE_SECRET_KEY": environment.SANDBOX_KEY,
            "WELLREAD_DEMO": "no",
        }
        os.environ.update(settings)
        fill(year)
        wait_for(address)
        with _worker(folder, port, settings), _web(folder, port, settings) as web:
            _measure(web, year, asked.messages)


def _measure(web: Web, year: Year, count: int) -> None:
    _sent(web, _requests(web, year, "warm", 200), 0)
    before, began = web.cpu_ms(), time.monotonic()
    _sent(web, _requests(web, year, "fast", count), 0)
    took_s = time.monotonic() - began
    cpu_ms = (web.cpu_ms() - before) / count
    print(
        f"as fast as they are stored: {count / took_s:.0f} a second, {cpu_ms:.2f} ms of the web "
        f"process's time each, which is {1000 / cpu_ms:.0f} a second of one core"
    )
    waits = sorted(_sent(web, _requests(web, year, "paced", count), A_SECOND))
    half, late = statistics.median(waits), waits[int(len(waits) * 0.99)]
    print(
        f"{A_SECOND} a second: half within {1000 * half:.1f} ms, 99 % within {1000 * late:.1f} ms"
    )
    print(f"worked off meanwhile: {_worked_off():,} of {_stored():,}")


def _requests(web: Web, year: Year, row: str, count: int) -> list[bytes]:
    secret = environment.SANDBOX_WEBHOOK_SECRET
    made = []
    for number in range(count):
        one = year.latest(number % year.members)
        told = {
            "id": f"in_{one.name}",
            "object": "invoice",
            "filled": {f"field_{place}": "x" * 20 for place in range(LARGE // 40)},
        }
        message = {
            "id": f"evt_{row}_{number}",
            "object": "event",
            "api_version": "2026-10-28.endive",
            "livemode": False,
            "type": "invoice.paid",
            "data": {"object": told},
        }
        body = json.dumps(message).encode()
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: localhost:{web.port}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            f"Stripe-Signature: {signature(body, secret, int(time.time()))}\r\n\r\n"
        )
        made.append(head.encode() + body)
    return made


def _sent(web: Web, requests: list[bytes], a_second: int) -> list[float]:
    """Send them; return how long after its time each was answered, in seconds."""
    waits: list[float] = []
    numbers, lock = iter(range(len(requests))), threading.Lock()
    began = time.monotonic()

    def send() -> None:
        with closing(Connection(web.port)) as connection:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                due = began + number / a_second if a_second else time.monotonic()
                time.sleep(max(0.0, due - time.monotonic()))
                connection.send(requests[number])
                connection.receive()
                waits.append(time.monotonic() - due)

    threads = [threading.Thread(target=send) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waits


def _stored() -> int:
    from wellread.payments.models import BillingEvent

    return BillingEvent.objects.count()


def _worked_off() -> int:
    from wellread.payments.models import BillingEvent

    return BillingEvent.objects.exclude(outcome=BillingEvent.Outcome.WAITING).count()


@contextmanager
def _web(folder: Path, port: int, settings: dict[str, str]) -> Iterator[Web]:
    web = Web(folder, port, settings)
    try:
        web.wait()
        yield web
    finally:
        web.end()


@contextmanager
def _worker(folder: Path, port: int, settings: dict[str, str]) -> Iterator[Any]:
    program = demo.programs(port, folder)[1]
    program.log.parent.mkdir(exist_ok=True)
    with program.log.open("ab") as log:
        process = subprocess.Popen(program.command, env=settings, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
