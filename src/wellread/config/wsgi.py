"""The server's entry point: the hot endpoints first, Django for everything else."""

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wellread.config.settings")

from django.core.wsgi import get_wsgi_application

pages = get_wsgi_application()

# After Django's own set-up: these rooms have models.
from wellread.pageview import decide  # noqa: E402


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request."""
    if environ["PATH_INFO"] == decide.PATH and environ["REQUEST_METHOD"] == "POST":
        return hot(decide.respond, environ, start_response)
    return pages(environ, start_response)


def hot(
    respond: Callable[[bytes], tuple[str, bytes]],
    environ: dict[str, Any],
    start_response: Callable[..., Any],
) -> Iterable[bytes]:
    """Hand a body to a function of bytes, with no framework in between."""
    length = environ.get("CONTENT_LENGTH") or "0"
    declared = int(length) if length.isdecimal() else 0
    # One byte more than allowed tells a body that is too long from one that just fits.
    body = environ["wsgi.input"].read(min(declared, decide.LARGEST_BYTES + 1))
    status, answer = respond(body)
    headers = [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(answer))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start_response(status, headers)
    return [answer]
