"""POST /appeals/decide: the engine's answer for apps, newsletters and pages without scripts."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wellread.appeals import queries as appeals
from wellread.engine.answering import LARGEST_CASE_BYTES, answer
from wellread.engine.values import Fault

PATH = "/appeals/decide"


def respond(body: bytes) -> tuple[str, bytes]:
    """Return the HTTP status line's text and the JSON answer to one JSON case.

    The body is never logged: it may hold what somebody read.
    """
    if len(body) > LARGEST_CASE_BYTES:
        return _fault("413 Content Too Large", f"must have at most {LARGEST_CASE_BYTES} bytes")
    try:
        return "200 OK", answer(appeals.line_up(settings.EDITION), body)
    except Fault as fault:
        return _fault("400 Bad Request", str(fault))


@csrf_exempt
@require_POST
def decide_view(request: HttpRequest) -> HttpResponse:
    """Answer through Django, for servers that do not mount the hot path."""
    status, body = respond(request.read(LARGEST_CASE_BYTES + 1))
    response = HttpResponse(body, status=int(status[:3]), content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response


def _fault(status: str, words: str) -> tuple[str, bytes]:
    return status, json.dumps({"error": words}).encode()
