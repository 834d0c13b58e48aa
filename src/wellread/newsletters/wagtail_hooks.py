"""Newsletters in the editor's admin: what there is, and who takes it, as a sheet too."""

from typing import Any, ClassVar

from django.db.models import Count
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from wellread.language.editors import for_editors
from wellread.language.spreadsheets import plain
from wellread.mail.address import readable
from wellread.mail.look_only import AddressIndex, moment
from wellread.newsletters import links
from wellread.newsletters.models import Newsletter, NewsletterReader, Reminder


class NothingDeleted(ModelPermissionPolicy):
    """Lets nobody delete: a newsletter that is not offered any more keeps its readers."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Allow all else, by who may."""
        return action != "delete" and bool(super().user_has_permission(user, action))


class NewsletterViewSet(SnippetViewSet):
    """The newsletters."""

    model = Newsletter
    icon = "mail"
    menu_label = for_editors("Newsletters")
    menu_name = "newsletters"
    menu_order = 220
    add_to_admin_menu = True
    list_display = [
        "name",
        "key",
        Column("taken", label=for_editors("Readers"), accessor="taken"),
        BooleanColumn("is_offered", label=for_editors("Offered to readers")),
    ]
    ordering = ["sort_order", "pk"]
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("key")]),
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("how_often"), FieldPanel("is_offered")]),
    ]

    @property
    def permission_policy(self) -> NothingDeleted:
        """Forbid deleting, whatever someone's permissions say."""
        return NothingDeleted(self.model)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Let each row know how many take it, without a question for each."""
        return Newsletter.objects.annotate(taken=Count("readers"))


def _cell(value: Any) -> str:
    return plain(str(value))


class NewsletterReadersIndex(AddressIndex):
    """Who takes which, found by address; what is shown can be saved as a sheet."""

    related = ("newsletter",)
    list_export: ClassVar[list[str]] = [
        "address",
        "newsletter.key",
        "joined_at",
        "campaign",
        "variant",
        "unsubscribe_url",
    ]
    export_filename = "newsletter-readers"
    export_headings: ClassVar[dict[str, Any]] = {
        "address": "e-mail",
        "newsletter.key": "newsletter",
        "joined_at": "since (UTC)",
        "campaign": "campaign",
        "variant": "variant",
        "unsubscribe_url": "link that ends it",
    }
    custom_field_preprocess: ClassVar[dict[str, Any]] = {
        name: {"csv": _cell, "xlsx": _cell} for name in ("address", "campaign", "variant")
    }

    def to_row_dict(self, item: NewsletterReader) -> dict[str, Any]:
        """Return a reader's row, with the link that each issue must carry."""
        return {
            "address": item.address,
            "newsletter.key": item.newsletter.key,
            "joined_at": f"{item.joined_at:%Y-%m-%d %H:%M:%S}",
            "campaign": item.campaign,
            "variant": item.variant,
            "unsubscribe_url": links.leave_address(item),
        }


class NewsletterReaders(ModelViewSet):
    """Who takes which newsletter; a colleague may end one for somebody who asks for it."""

    model = NewsletterReader
    icon = "group"
    menu_label = for_editors("Newsletter readers")
    menu_name = "newsletter-readers"
    menu_order = 221
    add_to_admin_menu = True
    url_prefix = "newsletters/readers"
    list_display = [
        Column("address", label=for_editors("Address"), accessor=lambda row: readable(row.address)),
        Column("newsletter", label=for_editors("Newsletter"), accessor="newsletter"),
        Column("campaign", label=for_editors("Campaign"), accessor="campaign"),
        moment("joined_at", for_editors("Since")),
    ]
    list_filter = ["newsletter", "joined_at"]
    search_fields = ["address"]
    index_view_class = NewsletterReadersIndex
    inspect_view_enabled = True
    exclude_form_fields: tuple[str, ...] = ()
    list_per_page = 50


class Reminders(ModelViewSet):
    """Who is to be reminded, and when; a colleague may take one back for who asks for it."""

    model = Reminder
    icon = "date"
    menu_label = for_editors("Reminders")
    menu_name = "reminders"
    menu_order = 222
    add_to_admin_menu = True
    url_prefix = "newsletters/reminders"
    list_display = [
        Column("address", label=for_editors("Address"), accessor=lambda row: readable(row.address)),
        Column("day", label=for_editors("Day"), accessor="day", sort_key="day"),
        Column("campaign", label=for_editors("Campaign"), accessor="campaign"),
        moment("made_at", for_editors("Asked for")),
    ]
    search_fields = ["address"]
    index_view_class = AddressIndex
    inspect_view_enabled = True
    exclude_form_fields: tuple[str, ...] = ()


register_snippet(NewsletterViewSet)


@hooks.register("register_admin_viewset")
def readers() -> NewsletterReaders:
    """Show who takes which."""
    return NewsletterReaders()


@hooks.register("register_admin_viewset")
def reminders() -> Reminders:
    """Show who is to be reminded."""
    return Reminders()
