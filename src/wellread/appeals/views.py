"""The published documents, for caches and browsers."""

import gzip

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from wellread.appeals import queries, vocabularies
from wellread.appeals.goals import progress_document
from wellread.appeals.preview_links import LinkOver, preview_of
from wellread.engine.values import Fault

# A browser's 30 seconds and a shared cache's 20 and 10 make up the minute within which
# a switch or a pause is known to every page view.
IN_A_BROWSER = "public, max-age=30"
IN_SHARED_CACHES = "public, max-age=20, stale-while-revalidate=10, stale-if-error=86400"
# What fits below the field; who types on sees fewer.
MOST_WORDS = 30
FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def line_up(request: HttpRequest, edition: str) -> HttpResponse:
    """Answer the edition's line-up of this minute."""
    found = queries.published(edition)
    response = _answer(request, found and found.document, found and found.version, IN_A_BROWSER)
    response.headers["CDN-Cache-Control"] = IN_SHARED_CACHES
    return response


@require_safe
def version(request: HttpRequest, edition: str, version: str) -> HttpResponse:
    """Answer a line-up that never changes."""
    found = queries.version(edition, version)
    return _answer(request, found and found.document, found and found.version, FOR_EVER)


@require_safe
def copy(request: HttpRequest, hash: str) -> HttpResponse:
    """Answer a copy document, which never changes."""
    return _answer(request, queries.copy(hash), hash, FOR_EVER)


@require_safe
def goal(request: HttpRequest, key: str) -> HttpResponse:
    """Answer how far readers are towards a campaign's goal, known within a minute."""
    found = progress_document(key, timezone.now())
    response: HttpResponse = JsonResponse(found) if found else HttpResponseNotFound()
    response.headers["Cache-Control"] = IN_A_BROWSER
    return response


@require_safe
def draft_copy(request: HttpRequest, token: str) -> HttpResponse:
    """Answer the copy that a signed link shows, as it was saved last; nobody keeps it."""
    try:
        response: HttpResponse = JsonResponse(preview_of(token, now=timezone.now()).copy())
    except (LinkOver, Fault):
        response = HttpResponseNotFound()
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def draft_goal(request: HttpRequest, token: str, key: str) -> HttpResponse:
    """Answer how far readers are towards the goal that a signed link shows; nobody keeps it."""
    try:
        found = preview_of(token, now=timezone.now()).progress(key)
    except LinkOver:
        found = None
    response: HttpResponse = JsonResponse(found) if found else HttpResponseNotFound()
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def words(request: HttpRequest, kind: str) -> JsonResponse:
    """Answer an editor's search among the words of a kind, as [word, name]."""
    found = vocabularies.matching(kind, request.GET.get("q", ""), MOST_WORDS)
    return JsonResponse({"words": found})


def _answer(
    request: HttpRequest, document: str | None, name: str | None, cache_control: str
) -> HttpResponse:
    if document is None:
        return HttpResponseNotFound(headers={"Cache-Control": "public, max-age=30"})
    # Weak, because the same document goes out compressed and plain.
    etag = f'W/"{name}"'
    response = get_conditional_response(request, etag=etag) or _whole(request, document)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = cache_control
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _whole(request: HttpRequest, document: str) -> HttpResponse:
    body = document.encode()
    response = HttpResponse(content_type="application/json")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        body = gzip.compress(body, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    response.content = body
    response.headers["Content-Length"] = str(len(body))
    return response
