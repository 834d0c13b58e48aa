from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from wagtail import hooks
from wagtail.admin.auth import any_permission_required, user_passes_test
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from wellread.appeals.models import Campaign
from wellread.desk import checks
from wellread.desk.glance import Glance
from wellread.desk.groups import MORNING_PERMISSIONS
from wellread.desk.models import Annotation
from wellread.desk.morning.pages import MorningView, TableView, WallView
from wellread.desk.morning.row_pages import RowsView
from wellread.desk.previews import PreviewLinksView
from wellread.desk.views import BooksSheetView, BooksView, FunnelView, SheetView, WhyView
from wellread.language.editors import for_editors
from wellread.mail.look_only import chosen

# Whoever may work on campaigns may see what became of them.
PERMISSIONS = tuple(f"appeals.{verb}_campaign" for verb in ("view", "add", "change", "delete"))
GLANCE_PERMISSIONS = ("appeals.view_campaign", "membership.view_membership")
BOOKS_PERMISSIONS = (
    *("payments.view_payment", "payments.view_ledgerentry"),
    "membership.view_membership",
)
for_campaign_editors = any_permission_required(*PERMISSIONS)


def for_bookkeepers(view: Any) -> Any:
    """Let in whoever may see all of it: what was paid, the ledger and who is a member."""
    return user_passes_test(lambda user: bool(user.has_perms(BOOKS_PERMISSIONS)))(view)


def for_publishers(view: Any) -> Any:
    """Let in whoever may see members and what was paid: the morning page tells of both."""
    return user_passes_test(lambda user: bool(user.has_perms(MORNING_PERMISSIONS)))(view)


class MorningMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.has_perms(MORNING_PERMISSIONS))


class BooksMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.has_perms(BOOKS_PERMISSIONS))


class DeskMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return any(user.has_perm(permission) for permission in PERMISSIONS)


@hooks.register("construct_homepage_panels")
def add_glance(request: HttpRequest, panels: list[Component]) -> None:
    user: Any = request.user
    if user.has_perms(GLANCE_PERMISSIONS):
        panels.append(Glance())


@hooks.register("construct_homepage_panels")
def add_warnings(request: HttpRequest, panels: list[Component]) -> None:
    user: Any = request.user
    if any(user.has_perm(permission) for permission in PERMISSIONS):
        for words in checks.warnings():
            messages.warning(request, words)


@hooks.register("insert_global_admin_css")
def fit_screens_and_scripts() -> str:
    sheets = [(static(f"desk/{name}.css"),) for name in ("narrow", "direction")]
    return format_html_join("", '<link rel="stylesheet" href="{}">', sheets)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    return [
        path("desk/morning/", for_publishers(MorningView.as_view()), name="desk_morning"),
        path("desk/wall/", for_publishers(WallView.as_view()), name="desk_wall"),
        path(
            "desk/morning/<str:name>.<str:form>",
            for_publishers(TableView.as_view()),
            name="desk_morning_table",
        ),
        path(
            "desk/morning/rows/<str:figure>/",
            for_publishers(RowsView.as_view()),
            name="desk_morning_rows",
        ),
        path("desk/funnel/", for_campaign_editors(FunnelView.as_view()), name="desk_funnel"),
        path("desk/funnel.csv", for_campaign_editors(SheetView.as_view()), name="desk_sheet"),
        path("desk/books/", for_bookkeepers(BooksView.as_view()), name="desk_books"),
        path(
            "desk/books/<str:month>/<slug:name>.csv",
            for_bookkeepers(BooksSheetView.as_view()),
            name="desk_books_sheet",
        ),
        path(
            "desk/previews/<int:pk>/",
            for_campaign_editors(PreviewLinksView.as_view()),
            name="desk_previews",
        ),
        path("desk/why/", for_campaign_editors(WhyView.as_view()), name="desk_why"),
    ]


@hooks.register("register_snippet_listing_buttons")
def preview_links_button(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(snippet, Campaign):
        yield Button(
            for_editors("Links to show it"),
            reverse("desk_previews", args=[snippet.pk]),
            icon_name="link",
            priority=15,
        )


class AnnotationViewSet(SnippetViewSet):
    model = Annotation
    icon = "tag"
    menu_label = for_editors("Notes of days")
    menu_name = "notes-of-days"
    menu_order = 530
    add_to_settings_menu = True
    list_display = ["day", chosen("kind", for_editors("Kind")), "words"]
    list_filter = ["kind"]
    ordering = ["-day", "-pk"]


register_snippet(AnnotationViewSet)


@hooks.register("register_admin_menu_item")
def morning_menu_item() -> MenuItem:
    return MorningMenuItem(
        for_editors("This morning"),
        reverse("desk_morning"),
        name="this-morning",
        icon_name="calendar-check",
        order=90,
    )


@hooks.register("register_admin_menu_item")
def funnel_menu_item() -> MenuItem:
    return DeskMenuItem(
        for_editors("Appeals desk"),
        reverse("desk_funnel"),
        name="appeals-desk",
        icon_name="history",
        order=220,
    )


@hooks.register("register_admin_menu_item")
def books_menu_item() -> MenuItem:
    return BooksMenuItem(
        for_editors("For the books"),
        reverse("desk_books"),
        name="books",
        icon_name="download",
        order=262,
    )


@hooks.register("register_admin_menu_item")
def why_menu_item() -> MenuItem:
    return DeskMenuItem(
        for_editors("Why not asked?"),
        reverse("desk_why"),
        name="why-not-asked",
        icon_name="help",
        order=221,
    )
