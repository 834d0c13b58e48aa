"""The reading pages: choose the variant, ask the newsroom, fill the slots, draw."""

import logging
import re
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, IntegrityError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseServerError,
)
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from wellread.ads import queries as ads
from wellread.appeals import queries as appeals
from wellread.appeals import silence
from wellread.insights import measuring
from wellread.language import client_words
from wellread.membership.institutions import queries as institutions
from wellread.newsroom import queries as newsroom
from wellread.newsroom.reading.context import site
from wellread.pageview import epoch
from wellread.pageview.outage import OUTAGE
from wellread.pageview.today import today
from wellread.pageview.variant import PageVariant, of_request
from wellread.payments import clock

# A database server is back within seconds after a restart, and this is no time to be knocked at.
COME_BACK_IN_S = 10
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")

logger = logging.getLogger(__name__)


def reading(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page only be read: any other method is told so before a token is asked for."""
    page = csrf_exempt(require_safe(view))
    page.is_reading = True  # type: ignore[attr-defined]
    return page


@reading
def front(request: HttpRequest) -> HttpResponse:
    """Show the front page."""
    _refuse_other_pages(request)
    return _draw(request, "newsroom/front.html", newsroom.front(timezone.now()), kind="front")


@reading
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a section's articles, newest first."""
    return _list(request, newsroom.section(slug, _page_number(request)))


@reading
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the articles on a topic."""
    return _list(request, newsroom.topic(slug, _page_number(request)))


@reading
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an author and what they wrote."""
    return _list(request, newsroom.author(slug, _page_number(request)))


@reading
def standing_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a page that stands outside the news: about, funding, privacy."""
    _refuse_other_pages(request)
    return _draw(
        request, "newsroom/standing_page.html", newsroom.standing_page(slug), kind="standing"
    )


@reading
def verify(request: HttpRequest) -> HttpResponse:
    """Show where a reader's proof is computed anew, in the browser alone."""
    _refuse_other_pages(request)
    return _draw(request, "newsroom/verify.html", {}, kind="standing")


@reading
def article(request: HttpRequest, section: str, slug: str) -> HttpResponse:
    """Show an article or a live blog, whole for those entitled to it."""
    variant = of_request(request)
    page = newsroom.article(
        f"/{section}/{slug}/",
        community_content=variant.community_content,
        page_number=_page_number(request),
    )
    template = "newsroom/live_blog.html" if page and page.live else "newsroom/article.html"
    return _draw(request, template, page, kind=page.kind if page else "", facts=_facts(page))


@reading
def entry(request: HttpRequest, section: str, slug: str, number: int) -> HttpResponse:
    """Show one entry of a live blog on a page of its own."""
    _refuse_other_pages(request)
    page = newsroom.entry(
        f"/{section}/{slug}/", number, community_content=of_request(request).community_content
    )
    facts = _facts(page.live_blog) if page else None
    return _draw(request, "newsroom/entry.html", page, kind="live_blog", facts=facts)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that what was sent cannot be read; names no host, since it may be the host."""
    return HttpResponse(render_to_string("newsroom/bad_request.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that this page is not for this reader."""
    return HttpResponse(render_to_string("newsroom/forbidden.html"), status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page, and where the news is."""
    try:
        epoch.current()
        html = _not_found_page(request, epoch.everything_changed_at(), today())
    except DatabaseError:
        # The sections are not known yet, and cannot be asked for.
        html = render_to_string("newsroom/lost.html")
    return HttpResponse(html, status=404)


# Asked for more often than any story, and by programs that guess addresses.
_not_found: dict[str, tuple[int, int, str]] = {}


def _not_found_page(request: HttpRequest, at_epoch: int, day: int) -> str:
    context = site(request)
    variant = f"{context['variant']} {context['courtesy']}"
    known = _not_found.get(variant)
    if known is None or known[:2] != (at_epoch, day):
        known = (at_epoch, day, render_to_string("newsroom/not_found.html", context))
        _not_found[variant] = known
    return known[2]


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke, without asking anything of what may be broken.

    A database that does not answer, or takes no writing, will again: 503 and when to come back.
    Of two editors who save the same in one moment the second has passed the form's own checks.
    """
    # Django asks for this page while it handles what went wrong.
    fault = sys.exc_info()[1]
    if isinstance(fault, IntegrityError) and request.path.startswith("/admin/"):
        return HttpResponse(render_to_string("newsroom/saved_meanwhile.html"), status=409)
    if not isinstance(fault, OUTAGE):
        return HttpResponseServerError(render_to_string("newsroom/server_error.html"))
    response = HttpResponse(render_to_string("newsroom/try_again.html"), status=503)
    response["Retry-After"] = str(COME_BACK_IN_S)
    response["Cache-Control"] = "no-store"
    return response


def _list(request: HttpRequest, page: Any) -> HttpResponse:
    return _draw(request, "newsroom/section.html", page, kind="list")


def _draw(
    request: HttpRequest,
    template: str,
    page: Any,
    *,
    kind: str,
    facts: dict[str, Any] | None = None,
) -> HttpResponse:
    if page is None:
        raise Http404
    variant = of_request(request)
    slots = _slots(request.path, kind, facts, variant)
    # Who may be a member, and whoever reads while something is broken, is left alone.
    is_whole = slots is not None and not getattr(request, "benefits_unknown", False)
    is_open_to_some = _is_open_to_some()
    context = site() | {
        "page": page,
        "variant": variant.name,
        "courtesy": variant.courtesy,
        "institutions": is_open_to_some,
        "slots": slots or {},
        "facts": _client_facts(kind, facts, asks=is_whole and variant.name == "public"),
        **getattr(request, "preview", {}),
    }
    response = HttpResponse(render_to_string(template, context))
    response.is_reading_page = True  # type: ignore[attr-defined]
    response.is_whole = is_whole  # type: ignore[attr-defined]
    return response


def _is_open_to_some() -> bool:
    """Return whether there is an institution; where that cannot be told nobody is offered it."""
    try:
        return institutions.is_any(now=clock.now())
    except Exception:
        logger.exception("Institutions could not be looked up; the page comes without them.")
        return False


def _told() -> list[str]:
    """Return what the page tells beside its appeals; nothing where that cannot be found out."""
    try:
        return list(measuring.told())
    except Exception:
        logger.exception("What is counted could not be looked up; the page tells nothing of it.")
        return []


def _slots(
    path: str, kind: str, facts: dict[str, Any] | None, variant: PageVariant
) -> dict[str, Any] | None:
    """Return what stands beside the text; None when that cannot be found out."""
    if variant.ad_free or kind == "standing":
        return {}
    try:
        return {} if _is_silent(facts or {}) else ads.fills(kind, path)
    except Exception:
        # Reading never breaks, whatever goes wrong beside it.
        logger.exception("A page comes without its slots.")
        return None


def _is_silent(facts: dict[str, Any]) -> bool:
    """Return whether no house notice stands on a page, by its own marks or by who silenced it."""
    is_marked = any(facts.get(mark) for mark in ("sensitive", "sponsored", "silent"))
    return is_marked or silence.keeps_notices_from(facts.get("section"), facts.get("topics", ()))


def _facts(page: Any) -> dict[str, Any] | None:
    return page.facts if page else None


def _client_facts(kind: str, facts: dict[str, Any] | None, *, asks: bool) -> dict[str, Any]:
    """Return what the page's script may know; nothing in it is about the reader."""
    known = {"article": None, "kind": kind, "section": None, "topics": []} | (facts or {})
    known |= {
        "edition": settings.EDITION,
        "view_seconds": settings.VIEW_SECONDS,
        "text_seconds": settings.TEXT_SECONDS,
        "text_screens": settings.TEXT_SCREENS,
        "words_url": client_words.address(),
    }
    known["asks"] = asks
    if told := _told():
        known["tells"] = told
    if asks:
        if settings.EVENTS_ONE_IN > 1:
            known["one_in"] = settings.EVENTS_ONE_IN
        known["line_up_url"] = appeals.line_up_address(settings.EDITION)
        known["files"] = {
            "appeal_css": static("style/appeal.css"),
        }
    return known


def _refuse_other_pages(request: HttpRequest) -> None:
    # Each spelling of a number would be kept as a page of its own, and push out others.
    if _page_number(request) != 1:
        raise Http404


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    if not PAGE_NUMBER.fullmatch(text):
        raise Http404
    return int(text)
