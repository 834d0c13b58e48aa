"""A draft shown through the very templates that readers get."""

import re
from typing import TYPE_CHECKING

from csp.constants import SELF
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override
from wagtail.admin.userbar import Userbar

from wellread.language.editors import for_editors
from wellread.newsroom import queries, rules
from wellread.newsroom.machines.structured_data import told
from wellread.newsroom.models import Front, LiveBlog, Section, SitePage, StandingPage, Story
from wellread.newsroom.reading import live_blogs
from wellread.newsroom.reading.article_pages import compose
from wellread.newsroom.reading.context import site
from wellread.newsroom.rendering import bodies
from wellread.newsroom.rendering.navigation import navigation
from wellread.newsroom.rendering.pages import ArticlePage, PlainPage, TopicLink
from wellread.newsroom.rendering.stories import Row, byline

if TYPE_CHECKING:
    from typing import Any

# A portrait stands beside the name that it shows.
UNDESCRIBED = re.compile(r'(<img (?!class="portrait)[^>]*?) alt=""')


def show(request: HttpRequest, draft: SitePage, mode: str) -> HttpResponse:
    """Draw a draft as everyone or as members would see it; no search engine may keep it."""
    # Its editor may have the admin in another language than readers get the page in.
    with override(settings.LANGUAGE_CODE):
        html = _drawn(request, draft, mode)
    response = HttpResponse(checkable(html, draft, request))
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    # The editor sees it in a frame beside the form; readers' pages stay out of frames.
    response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]
    return response


def checkable(html: str, draft: SitePage, request: HttpRequest) -> str:
    """Return a preview with what the editor's panel of checks reads it by; none but staff has it.

    A description that is still missing is left out: an empty one says that nobody need know.
    """
    user = getattr(request, "user", None)
    if user is None or not user.has_perm("wagtailadmin.access_admin"):
        return html
    undescribed = UNDESCRIBED.sub(r"\1", html)
    bar = Userbar(object=draft).render_html(Context({"request": request}))
    return undescribed.replace("</body>", f"{bar}</body>")


def _drawn(request: HttpRequest, draft: SitePage, mode: str) -> str:
    template, page = _page(draft, mode)
    if page is None:
        raise Http404(for_editors("This page has nothing to show until its section is published."))
    variant = "member" if mode == "member" else "public"
    context = site() | {"page": page, "variant": variant, "slots": {}}
    return render_to_string(f"newsroom/{template}.html", context, request)


def _page(draft: SitePage, mode: str) -> "tuple[str, Any]":
    match draft:
        case Story():
            drawn = story(draft, community_content=mode == "member")
            page = drawn and told(drawn)
            return ("live_blog" if draft.is_live_blog else "article"), page
        case Section():
            return "section", queries.section(draft.slug)
        case StandingPage():
            return "standing_page", _standing(draft)
        case Front():
            return "front", queries.front(timezone.now())
    return "not_found", None


def story(draft: Story, *, community_content: bool) -> ArticlePage | None:
    """Return a draft as the page it would become; its pictures are made on the way."""
    row = _row(draft)
    if navigation().section_of(row["path"]) is None:
        return None
    page = compose(
        row,
        html=bodies.body(draft.body) if community_content else bodies.open_html(draft),
        is_whole=community_content or not draft.community_only,
        bylines=tuple(
            byline(each.role, each.author.name, each.author.slug, each.author.portrait_picture)
            for each in draft.authorships.all()
        ),
        topics=tuple(
            TopicLink(topic.name, topic.slug, f"/topic/{topic.slug}/")
            for topic in draft.topics.all()
        ),
    )
    return live_blogs.with_entries(page, row, 1) if draft.is_live_blog else page


def _row(draft: Story) -> Row:
    live_blog = draft if isinstance(draft, LiveBlog) else None
    return {
        "pk": draft.pk,
        "title": draft.title,
        "standfirst": draft.standfirst,
        "kind": draft.kind,
        "path": draft.path,
        "url_path": draft.url_path,
        "published_at": draft.published_at or draft.first_published_at or timezone.now(),
        "community_only": draft.community_only,
        "sensitive": draft.sensitive,
        "silent": draft.silent,
        "sponsored_by": draft.sponsored_by,
        "language": draft.language,
        "rendering__pictures": bodies.lead_pictures(draft),
        "rendering__reading_minutes": rules.reading_minutes(bodies.body(draft.body)),
        "rendering__changed_at": None,
        "liveblog__pk": live_blog.pk if live_blog else None,
        "liveblog__started_at": live_blog.started_at if live_blog else None,
        "liveblog__ended_at": live_blog.ended_at if live_blog else None,
    }


def _standing(draft: StandingPage) -> PlainPage:
    path = f"/{rules.STANDING_SLUG}/{draft.slug}/"
    return PlainPage(
        title=draft.title,
        description=draft.description,
        slug=draft.slug,
        path=path,
        canonical_url=path,
        body_html=bodies.body(draft.body),
        updated_at=None,
    )
