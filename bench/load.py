"""A bounded load over loopback, and the processor time it costs the server for each answer."""

import json
import statistics
from collections.abc import Iterator

from bench import engine
from bench.site import HOST, Web
from bench.table import Row
from bench.wire import Connection

CONNECTIONS = 8
ROUNDS = 5
ANSWERS = 1600


def rows_of_pages(web: Web, path: str) -> Iterator[Row]:
    """Measure an article from the page cache."""
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n"
    measured = cpu_ms_of(web, request.encode())
    yield Row("article from the page cache, Granian", 0.15, measured, "ms CPU")


def rows_of_decisions(web: Web) -> Iterator[Row]:
    """Measure the decide endpoint with the ten campaigns that are published."""
    for kept, budget_us in engine.DECIDE_BUDGETS_US.items():
        case = json.dumps(engine.case_document(kept=kept, articles=14)).encode()
        head = (
            f"POST /appeals/decide HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {len(case)}\r\n\r\n"
        )
        measured = cpu_ms_of(web, head.encode() + case)
        yield Row(f"decide over HTTP, with {kept}, Granian", budget_us / 1000, measured, "ms CPU")


def cpu_ms_of(web: Web, request: bytes) -> float:
    """Return the median processor time of an answer, all threads of the server together."""
    connections = [Connection(web.port) for _ in range(CONNECTIONS)]
    try:
        _load(connections, request)
        return statistics.median(_round(web, connections, request) for _ in range(ROUNDS))
    finally:
        for connection in connections:
            connection.close()


def _round(web: Web, connections: list[Connection], request: bytes) -> float:
    before = web.cpu_ms()
    _load(connections, request)
    return (web.cpu_ms() - before) / ANSWERS


def _load(connections: list[Connection], request: bytes) -> None:
    for _ in range(ANSWERS // len(connections)):
        for connection in connections:
            connection.send(request)
        for connection in connections:
            connection.receive()
