"""The newsroom's places in the editors' admin."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import path, resolve, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import PagesSummaryItem
from wagtail.admin.ui.components import Component
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.admin.widgets import Button
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from wellread.language.editors import for_editors
from wellread.newsroom import actions, rules
from wellread.newsroom.editing import explorer
from wellread.newsroom.editing.conflicts import newer_version, offer_comparison, warning
from wellread.newsroom.editing.sensitive import MAY_MARK, SensitiveMenuItem, SensitiveView
from wellread.newsroom.editing.viewsets import AuthorViewSet, LiveEntryViewSet, TopicViewSet
from wellread.newsroom.models import LiveBlog, Section, SitePage, Story
from wellread.newsroom.models.entry_screens import add_url
from wellread.newsroom.rendering import bodies, pictures
from wellread.newsroom.rendering.public_links import PublicPageLink

for viewset in (LiveEntryViewSet, AuthorViewSet, TopicViewSet):
    register_snippet(viewset)

# Menu items for things this newsroom does not use.
UNUSED = frozenset({"documents", "reports", "help"})

UNDESCRIBED_PICTURE = {
    "error_name": for_editors("Picture without a description"),
    "help_text": for_editors("Say what a reader who cannot see it must know"),
}


class OpenLiveBlogs(Component):
    """The live blogs being written now, first thing on the admin's home page."""

    order = 50
    template_name = "newsroom/editing/open_live_blogs.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        """Return each open live blog with the screen for its next entry, for those who add any."""
        if not parent_context["request"].user.has_perm("newsroom.add_liveentry"):
            return {"blogs": []}
        blogs = LiveBlog.objects.filter(live=True, ended_at=None).order_by("-published_at")
        return {"blogs": [(blog, add_url(blog.pk)) for blog in blogs]}


class StartStory(Component):
    """Where to begin a story: each section's screens for an article and a live blog."""

    order = 60
    template_name = "newsroom/editing/start_story.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        """Return the sections that this editor may write in."""
        user = parent_context["request"].user
        sections = Section.objects.live().order_by("path")
        return {
            "sections": [
                each for each in sections if each.permissions_for_user(user).can_add_subpage()
            ]
        }


@hooks.register("insert_editor_js")
def keep_what_is_typed() -> str:
    """Keep pasted tables whole, and what is typed sooner than Wagtail looks at its forms."""
    return format_html_join(
        "\n",
        '<script type="module" src="{}"></script>',
        [(static("editing/paste.js"),), (static("editing/unsaved.js"),)],
    )


@hooks.register("construct_homepage_panels")
def add_beginnings(request: HttpRequest, panels: list[Component]) -> None:
    """Put the next entry and the next story within one click."""
    panels += [OpenLiveBlogs(), StartStory()]


@hooks.register("construct_homepage_summary_items")
def count_no_documents(request: HttpRequest, items: list[Any]) -> None:
    """Leave out the count of documents, since stories have none, and the slow one of pages."""
    left_out = (DocumentsSummaryItem, PagesSummaryItem)
    items[:] = [item for item in items if not isinstance(item, left_out)]


@hooks.register("construct_search")
@hooks.register("construct_main_menu")
def leave_out_unused(request: HttpRequest, items: list[MenuItem]) -> None:
    """Keep the editors' menu and search to what a newsroom does."""
    items[:] = [item for item in items if item.name not in UNUSED]


@hooks.register("before_edit_page")
def begin_on_opening(request: HttpRequest, page: SitePage) -> HttpResponse | None:
    """Keep a page as it came in, and have the first form of it say which version it shows.

    Wagtail takes a form that names no version for up to date, and a live page without one for
    none: scheduling a correction takes it down.
    """
    if request.method != "GET" or not actions.begin_history(page=page):
        return None
    # The screen looked for the version before it asked us.
    view, args, kwargs = resolve(request.path_info)
    answer: HttpResponse = view(request, *args, **kwargs)
    return answer


@hooks.register("before_edit_page")
def look_before_saving(request: HttpRequest, page: SitePage) -> None:
    """Warn of what somebody else saved meanwhile."""
    if request.method != "POST":
        return
    newer = newer_version(page, request.POST, request.user)
    if newer and request.accepts("text/html"):
        offer_comparison(request, page, newer, request.POST)
    if newer:
        page.conflict = warning(newer)
    elif not request.accepts("text/html") and request.POST.get("was_refused"):
        # Its editor was just told that nothing is saved yet: what stands there waits for them.
        page.conflict = for_editors("This waits for you to save it.")
    actions.begin_history(page=page)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def tell_of_lost_pictures(request: HttpRequest, page: Page) -> None:
    """Say which of a story's pictures readers do not see, since their files are lost or damaged."""
    story = page.specific
    if isinstance(story, Story):
        _tell(request, bodies.images(story))


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def tell_of_lost_picture(request: HttpRequest, instance: Any) -> None:
    """Say the same of a live entry and an author."""
    _tell(request, [getattr(instance, "image", None), getattr(instance, "portrait", None)])


def _tell(request: HttpRequest, images: list[Any]) -> None:
    for image in pictures.unreadable(images):
        messages.warning(
            request,
            for_editors(
                "The picture “%(title)s” cannot be read: readers are shown none in its place. "
                "Upload it again, or choose another."
            )
            % {"title": image.title},
        )


@hooks.register("construct_wagtail_userbar")
def check_descriptions(request: HttpRequest, items: list[Any], page: Page) -> None:
    """Let the panel of checks name pictures that nobody has described yet, too."""
    for item in items:
        if isinstance(item, ContentCheckerItem):
            item.axe_run_only = [*item.axe_run_only, "image-alt"]
            item.axe_messages = {**item.axe_messages, "image-alt": UNDESCRIBED_PICTURE}


@hooks.register("construct_explorer_page_queryset")
def ask_once_what_may_be_seen(parent: Page, pages: Any, request: HttpRequest) -> Any:
    """Spare an editor's list a look at the whole archive."""
    everywhere = request.GET.get("search_all") and not request.user.is_superuser
    return pages if everywhere else explorer.below(parent, pages, request.user)


@hooks.register("register_page_listing_buttons")
def offer_entry(page: Page, user: Any, next_url: str | None = None) -> Any:
    """Offer the next entry beside a live blog in the page tree."""
    if isinstance(page, LiveBlog) and page.permissions_for_user(user).can_edit():
        yield Button(
            for_editors("Add an entry"),
            add_url(page.pk),
            classname="button button-small button-secondary",
            priority=5,
        )


@hooks.register("register_admin_urls")
def marking() -> list[Any]:
    """Return the address that marks stories as sensitive."""
    view = permission_required(MAY_MARK)(SensitiveView.as_view())
    return [path("sensitive/", view, name="newsroom_sensitive")]


@hooks.register("register_admin_menu_item")
def sensitive_menu_item() -> MenuItem:
    """Offer to mark stories."""
    return SensitiveMenuItem(
        for_editors("Sensitive and silent"),
        reverse("newsroom_sensitive"),
        name="sensitive",
        icon_name="warning",
        order=180,
    )


@hooks.register("register_admin_urls")
def turning() -> list[Any]:
    """Return the address that closes a live blog or opens it again."""
    return [path("live-blogs/<int:pk>/turn/", turn, name="newsroom_turn_live_blog")]


def turn(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then close an open live blog or open a closed one."""
    blog = get_object_or_404(LiveBlog, pk=pk)
    if not blog.permissions_for_user(request.user).can_publish():
        return redirect("wagtailadmin_home")
    if request.method != "POST":
        return render(request, "newsroom/editing/turn_live_blog.html", {"live_blog": blog})
    if blog.ended_at:
        actions.reopen_live_blog(live_blog=blog)
        messages.success(request, for_editors("“%(title)s” is open again.") % {"title": blog.title})
    else:
        actions.close_live_blog(live_blog=blog, at=timezone.now())
        messages.success(
            request, for_editors("“%(title)s” is closed; its entries stay.") % {"title": blog.title}
        )
    return redirect(reverse("wagtailadmin_pages:edit", args=[pk]))


@hooks.register("register_rich_text_features", order=10)
def keep_addresses_that_are_not_public(features: Any) -> None:
    """Draw links to pages by our own rule of what may be named."""
    features.register_link_type(PublicPageLink)


@hooks.register("before_copy_page")
def refuse_a_second_name(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Have a copied section named otherwise; Wagtail's form looks at the address alone."""
    key = rules.folded_name(request.POST.get("new_title", ""))
    there = Section.objects.filter(folded_name=key).first() if key else None
    if there is None or not isinstance(page.specific, Section) or request.POST.get("alias"):
        return None
    messages.error(
        request,
        for_editors("“%(there)s” has this name already: give the copy another.") % {"there": there},
    )
    return redirect("wagtailadmin_pages:copy", page.pk)
