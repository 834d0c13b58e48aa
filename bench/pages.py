"""Articles through the whole WSGI application of this process: processor time and queries."""

import io
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bench.site import HOST
from bench.table import Row

ROUNDS = 7
CACHED_BATCH = 2000


def rows() -> Iterator[Row]:
    """Measure each article of the demo that anyone may read."""
    from wellread.pageview.cache import pages

    paths = open_articles()
    for path in paths:
        _get(path)
    cached = _median_ms(lambda: [_get(paths[0]) for _ in range(CACHED_BATCH)]) / CACHED_BATCH
    yield Row("article from the page cache, whole application", 0.15, cached, "ms CPU")
    for name, cookie in (("public", ""), ("member", _members_cookie())):
        each = [(path, {"HTTP_COOKIE": cookie}) for path in paths]

        def draw_all(each: list[tuple[str, dict[str, str]]] = each) -> None:
            pages.clear()
            for path, facts in each:
                _get(path, **facts)

        draw_all()
        with _statements() as statements:
            draw_all()
        time_ms = _median_ms(draw_all) / len(each)
        yield Row(f"article uncached, {name}", 3.5, time_ms, "ms CPU")
        yield Row(f"article uncached, {name}: queries", 5, len(statements) / len(each), "")


def open_articles() -> list[str]:
    """Return the paths of the live articles that are whole for everybody."""
    from wellread.newsroom.models import Article
    from wellread.newsroom.rules import public_path

    stories = Article.objects.filter(live=True, community_only=False).order_by("pk")
    return [public_path(path) for path in stories.values_list("url_path", flat=True)]


def call(environ: dict[str, Any]) -> tuple[str, bytes]:
    """Return the status and body that the application answers."""
    from wellread.config.wsgi import application

    started: list[str] = []
    answer = application(environ, lambda status, headers: started.append(status))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return started[0], body


def environ_of(path: str, **facts: Any) -> dict[str, Any]:
    """Return a request as a server hands it over."""
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": HOST,
        "HTTP_ACCEPT_ENCODING": "gzip, deflate, br",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    } | facts


def _get(path: str, **facts: Any) -> bytes:
    status, body = call(environ_of(path, **facts))
    if status != "200 OK":
        raise RuntimeError(f"{path}: {status}")
    return body


def _members_cookie() -> str:
    from django.conf import settings

    from wellread.membership import entitlement

    value = entitlement.issue(
        holder="r1",
        entitlements=frozenset({"ad_free", "community_content"}),
        now=int(time.time()),
        secret=entitlement.secrets()[0],
    )
    return f"{settings.ENTITLEMENT_COOKIE}={value}"


def _median_ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.thread_time_ns()
        work()
        times.append((time.thread_time_ns() - start) / 1e6)
    return statistics.median(times)


@contextmanager
def _statements() -> Iterator[list[str]]:
    """Yield a list that fills with every statement that reaches SQLite, ours and Django's."""
    from django.db import connection

    seen: list[str] = []
    connection.ensure_connection()
    connection.connection.set_trace_callback(seen.append)
    yield seen
    connection.connection.set_trace_callback(None)
