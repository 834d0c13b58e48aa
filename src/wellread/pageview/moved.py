"""Addresses at which nothing is: old ones lead on, and so do other spellings of ours."""

from urllib.parse import urlsplit

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.utils.encoding import escape_uri_path, uri_to_iri
from wagtail.contrib.redirects.middleware import RedirectMiddleware, get_redirect
from wagtail.contrib.redirects.models import Redirect

from wellread.newsroom import queries as newsroom
from wellread.newsroom import rules

NOT_FOUND = 404
# What programs are told is their answer: no page of before is meant.
TO_PROGRAMS = "application/problem+json"
# A signed link's letters are no spelling of others.
SIGNED = "/appeals/preview/"


class MovedMiddleware(RedirectMiddleware):
    """Leads on by the admin's list of redirects, but to nothing that readers cannot open."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Answer for a page that is missing."""
        if response.status_code != NOT_FOUND or response.get("Content-Type") == TO_PROGRAMS:
            return response
        return _by_redirect(request) or _by_spelling(request) or response


def _by_redirect(request: HttpRequest) -> HttpResponse | None:
    whole = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    paths = list(dict.fromkeys((whole, urlsplit(whole).path)))
    spellings = [*paths, *map(uri_to_iri, paths)]
    # Nearly always there is none, and Wagtail asks for the site first: twice the cost of this.
    if "\0" in "".join(spellings) or not Redirect.objects.filter(old_path__in=spellings).exists():
        return None
    for path in paths:
        redirect = get_redirect(request, path)
        if redirect and redirect.link and newsroom.is_public(redirect.link):
            permanent = redirect.is_permanent
            answer = HttpResponsePermanentRedirect if permanent else HttpResponseRedirect
            return answer(redirect.link)
    return None


def _by_spelling(request: HttpRequest) -> HttpResponse | None:
    if request.path.startswith(SIGNED):
        return None
    spelled = rules.spelled_path(request.path)
    if spelled == request.path or request.method not in {"GET", "HEAD"}:
        return None
    query = request.META.get("QUERY_STRING")
    return HttpResponsePermanentRedirect(escape_uri_path(spelled) + (f"?{query}" if query else ""))
