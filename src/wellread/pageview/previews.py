"""A reading page on which one variant is shown, by a signed link, to whoever was sent it."""

from typing import Any

from babel.dates import format_date
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from wellread.appeals.preview_links import LinkOver, Preview, preview_of
from wellread.language import writing
from wellread.language.editors import for_editors, speaking
from wellread.mail.rendering import ISOLATE, POP
from wellread.newsroom.reading.context import site

PATH = r"^appeals/preview/(?P<token>[A-Za-z0-9_:-]{1,400})/(?P<path>.*)$"
LANGUAGE = "en"


@require_safe
def show(request: HttpRequest, token: str, path: str) -> HttpResponse:
    """Show a page as the public reads it, with what the link shows; nothing of it is recorded."""
    try:
        preview = preview_of(token, now=timezone.now())
    except LinkOver:
        html = render_to_string("newsroom/preview_over.html", site())
        return _for_nobody_else(HttpResponse(html, status=410))
    try:
        page = resolve(f"/{path}")
    except Resolver404:
        raise Http404 from None
    if not getattr(page.func, "is_reading", False):
        raise Http404
    # As the public reads it, whoever looks.
    request.entitlements, request.courtesy = frozenset(), None  # type: ignore[attr-defined]
    request.preview = {  # type: ignore[attr-defined]
        "shown_appeal": {
            **preview.facts(),
            "styles": static("style/appeal.css"),
            "said": {
                "no_place": for_editors("This page has no place for it."),
                "unknown": for_editors("It prints what is not known of such a reader: not shown."),
            },
        },
        "shown_appeal_words": _words(preview),
    }
    return _for_nobody_else(page.func(request, *page.args, **page.kwargs))


def _words(preview: Preview) -> str:
    # For staff, whose words are English in every edition: with the date, one language.
    with override(LANGUAGE):
        return _said(preview)


def _said(preview: Preview) -> str:
    until = timezone.localtime(preview.until)
    count = preview.article_count
    words = (
        for_editors(
            "Preview: “%(variant)s” of “%(campaign)s”, as saved last, for a reader whose number is "
            "unknown. Nothing is recorded. This link holds until %(until)s."
        )
        if count is None
        else for_editors(
            "Preview: “%(variant)s” of “%(campaign)s”, as saved last, for a reader of %(number)s "
            "articles. Nothing is recorded. This link holds until %(until)s."
        )
    )
    with speaking():
        until_said = format_date(until, "d MMMM y", locale=writing.editors_locale())
    named: dict[str, Any] = {
        "variant": preview.variant.key,
        # A name may run the other way than the words that it stands in.
        "campaign": f"{ISOLATE}{preview.campaign.name}{POP}",
        "number": count,
        "until": until_said,
    }
    return words % named


def _for_nobody_else(response: HttpResponse) -> HttpResponse:
    # Neither a cache nor a search engine, and no other site is told of the address.
    response.is_reading_page = False  # type: ignore[attr-defined]
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response
