"""The words that scripts draw, for ever under one address."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from wellread.language import client_words


@require_safe
def words(request: HttpRequest, language: str, digest: str) -> HttpResponse:
    """Answer with the edition's words; a page kept from before a change is led to today's."""
    known, body = client_words.document(settings.LANGUAGE_CODE)
    if (language, digest) != (settings.LANGUAGE_CODE, known):
        response: HttpResponse = HttpResponseRedirect(client_words.address())
        response["Cache-Control"] = "public, max-age=60"
        return response
    response = HttpResponse(body, content_type="application/json")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_safe
def words_in(request: HttpRequest, language: str) -> HttpResponse:
    """Answer with the words of a language that an appeal speaks; of another, with the edition's."""
    known = client_words.language_of(language)
    if known is None:
        response: HttpResponse = HttpResponseRedirect(client_words.address())
    else:
        body = client_words.document(known)[1]
        response = HttpResponse(body, content_type="application/json")
    response["Cache-Control"] = "public, max-age=3600"
    return response
