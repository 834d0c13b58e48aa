"""POST /appeals/decide: the engine's answer for apps, newsletters and pages without scripts."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wellread.appeals import queries as appeals
from wellread.engine.answering import answer
from wellread.engine.values import Fault

PATH = "/appeals/decide"
LARGEST_BYTES = 64 * 1024


def respond(body: bytes) -> tuple[str, bytes]:
    """Return the HTTP status line's text and the JSON answer to one JSON case.

    The body is never logged: it may hold what somebody read.
    """
    if len(body) > LARGEST_BYTES:
        return _fault("413 Content Too Large", f"a case has at most {LARGEST_BYTES} bytes")
    line_up = appeals.line_up(settings.EDITION)
    if line_up is None:
        return _fault("503 Service Unavailable", "no line-up is published yet")
    try:
        return "200 OK", answer(line_up, body)
    except Fault as fault:
        return _fault("400 Bad Request", str(fault))


@csrf_exempt
@require_POST
def decide_view(request: HttpRequest) -> HttpResponse:
    """Answer through Django, for servers that do not mount the hot path."""
    status, body = respond(request.read(LARGEST_BYTES + 1))
    response = HttpResponse(body, status=int(status[:3]), content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response


def _fault(status: str, words: str) -> tuple[str, bytes]:
    return status, json.dumps({"error": words}).encode()
