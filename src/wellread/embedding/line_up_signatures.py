"""A signature under a published line-up: it proves by what rules a reader was asked."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from wellread.appeals import queries as appeals
from wellread.embedding import tokens
from wellread.engine.values import digest

# It may be signed by another key tomorrow, and never says anything else.
_FRESH_S = 3600


@require_safe
@cache_control(public=True, max_age=_FRESH_S)
def signature(request: HttpRequest, edition: str, version: str) -> HttpResponse:
    """Answer with a token (RFC 7519) that names a line-up of ours by its content."""
    found = appeals.version(edition, version)
    if found is None:
        return HttpResponseNotFound()
    said = {
        "iss": settings.SITE_URL,
        "edition": edition,
        "version": version,
        "line_up_sha256": digest(json.loads(found.document)),
    }
    return HttpResponse(tokens.sign(said), content_type="application/jwt")
