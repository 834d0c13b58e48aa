"""The server's entry point: hot endpoints and finished pages first, Django for the rest."""

import sys
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from wellread.config import garbage
from wellread.config.site_folder import choose_settings

garbage.stop_looking()
choose_settings()

from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

# A finished page takes 0.1 ms, and waits at most so long for a thread that draws or searches.
# Python's own 5 ms left a twentieth of the rate beside a few searches.
sys.setswitchinterval(0.0005)

pages = get_wsgi_application()

# After Django's own set-up: these rooms have models.
from wellread.engine.answering import LARGEST_CASE_BYTES  # noqa: E402
from wellread.pageview import decide  # noqa: E402
from wellread.pageview.cache import finished  # noqa: E402

garbage.look_at_what_is_new()

STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request."""
    if settings.SECURE:
        # TLS ended before us, whatever a proxy or a reader says of it.
        environ["wsgi.url_scheme"] = "https"
    method = environ["REQUEST_METHOD"]
    if method == "POST" and environ["PATH_INFO"] == decide.PATH:
        return hot(decide.respond, environ, start_response)
    if method in {"GET", "HEAD"} and (page := finished(environ)):
        start_response(STATUS_LINES[page.status], list(page.headers))
        return [page.body]
    return pages(environ, start_response)


def hot(
    respond: Callable[[bytes], tuple[str, bytes]],
    environ: dict[str, Any],
    start_response: Callable[..., Any],
) -> Iterable[bytes]:
    """Hand a body to a function of bytes, with no framework in between."""
    # One byte more than allowed tells a body that is too long from one that just fits.
    most = LARGEST_CASE_BYTES + 1
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isdecimal():
        most = min(int(length), most)
    elif "HTTP_TRANSFER_ENCODING" not in environ:
        # Neither a length nor chunks: there is no body to wait for.
        most = 0
    body = environ["wsgi.input"].read(most)
    status, answer = respond(body)
    headers = [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(answer))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start_response(status, headers)
    return [answer]
