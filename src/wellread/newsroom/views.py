"""Addresses that machines read, and the search page."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from wellread.accounts import origin
from wellread.newsroom import queries, rules
from wellread.newsroom.machines import feeds, sitemaps
from wellread.newsroom.models import Author, Section, Topic, listings
from wellread.newsroom.reading.context import site
from wellread.newsroom.rendering import brand

# Machines ask every few minutes; a minute spares the origin a crowd of them.
FRESH_SECONDS = 60
RSS = "application/rss+xml; charset=utf-8"


def for_machines(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let anyone keep the answer for a minute and ask again with its ETag."""

    @require_safe
    @conditional_page
    def answer(request: HttpRequest, **found: Any) -> HttpResponse:
        response = view(request, **found)
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
        return response

    return answer


@for_machines
def site_feed(request: HttpRequest) -> HttpResponse:
    """Answer with the feed of everything."""
    return _rss(title=settings.SITE_NAME, description=settings.TAGLINE, path="/")


@for_machines
def json_feed(request: HttpRequest) -> HttpResponse:
    """Answer with the feed of everything, as JSON."""
    return JsonResponse(
        feeds.json_feed(),
        content_type="application/feed+json",
        json_dumps_params={"ensure_ascii": False},
    )


@for_machines
def section_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with a section's feed."""
    section = get_object_or_404(Section, slug=slug, live=True)
    return _rss(
        title=f"{section.title} · {settings.SITE_NAME}",
        description=section.description,
        path=f"/{slug}/",
        name=listings.of_section(section.pk),
    )


@for_machines
def topic_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with a topic's feed."""
    topic = get_object_or_404(Topic, slug=slug)
    return _rss(
        title=f"{topic.name} · {settings.SITE_NAME}",
        description=topic.description,
        path=f"/topic/{slug}/",
        name=listings.of_topic(topic.pk),
    )


@for_machines
def author_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the feed of what an author wrote."""
    author = get_object_or_404(Author, slug=slug)
    return _rss(
        title=f"{author.name} · {settings.SITE_NAME}",
        description=author.role,
        path=f"/author/{slug}/",
        name=listings.of_author(author.pk),
    )


@for_machines
def live_feed(request: HttpRequest, section: str, slug: str) -> HttpResponse:
    """Answer with the feed of a live blog's newest entries."""
    page = queries.article(f"/{section}/{slug}/", community_content=False)
    if page is None or page.live is None:
        raise Http404("There is no such live blog.")
    return HttpResponse(feeds.live_rss(page), content_type=RSS)


@for_machines
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """Answer with the news of the last two days; without any there is no such file."""
    stories = sitemaps.news(timezone.now())
    if not stories:
        raise Http404("There is no news of the last two days.")
    language = rules.news_language(settings.LANGUAGE_CODE)
    facts = {"stories": stories, "name": settings.SITE_NAME, "language": language}
    return _xml("news_sitemap", facts)


@for_machines
def sitemap(request: HttpRequest) -> HttpResponse:
    """Answer with every page there is, or where to find them when they are very many."""
    text, parts = request.GET.get("page", ""), sitemaps.parts()
    if not text and parts:
        return _xml("sitemap_index", {"site_url": settings.SITE_URL, "numbers": parts})
    if text and text not in map(str, parts or [1]):
        raise Http404("There is no such part of the sitemap.")
    number = int(text) if parts else None
    return _xml("sitemap", {"places": sitemaps.pages(number)})


@for_machines
def robots(request: HttpRequest) -> HttpResponse:
    """Answer with what crawlers may read and where the sitemaps are."""
    facts = {"site_url": settings.SITE_URL, "has_news": sitemaps.has_news(timezone.now())}
    text = render_to_string("newsroom/machines/robots.txt", facts)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def brand_style(request: HttpRequest, digest: str) -> HttpResponse:
    """Answer with the paper's own colours and type; each state of them has an address."""
    looks = brand.looks()
    response = HttpResponse(looks.style, content_type="text/css; charset=utf-8")
    # A page that is a little older than the colours gets the new ones, and no cache keeps that.
    is_exact = digest == looks.style_hash
    response["Cache-Control"] = "public, max-age=31536000, immutable" if is_exact else "no-store"
    return response


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found for some words."""
    words, number = request.GET.get("q", "").strip()[:200], request.GET.get("page", "1")
    try:
        page = queries.search(
            words,
            int(number) if number.isdecimal() and len(number) <= 3 else 0,
            section=request.GET.get("section", ""),
            order=request.GET.get("order", ""),
            reader=origin.network(request),
        )
    except (queries.SearchBusy, queries.SearchTooOften) as fault:
        return _search_again(request, words, is_busy=isinstance(fault, queries.SearchBusy))
    if page is None:
        raise Http404("There is no such page of results.")
    context = site(request) | {"page": page, "slots": {}}
    response = render(request, "newsroom/search.html", context)
    if page.is_asked:
        response["X-Robots-Tag"] = "noindex"
    return response


def _search_again(request: HttpRequest, words: str, *, is_busy: bool) -> HttpResponse:
    response = render(request, "newsroom/search_again.html", site(request) | {"query": words})
    response.status_code, seconds = (503, 3) if is_busy else (429, 60)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response


def _rss(**facts: Any) -> HttpResponse:
    return HttpResponse(feeds.rss(**facts), content_type=RSS)


def _xml(name: str, facts: dict[str, Any]) -> HttpResponse:
    text = render_to_string(f"newsroom/machines/{name}.xml", facts)
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
