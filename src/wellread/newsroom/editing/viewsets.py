"""The editors' screens for rows that are no pages: live entries, authors, topics."""

from typing import Any

from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from wellread.language.editors import for_editors
from wellread.mail.look_only import chosen, moment
from wellread.newsroom import actions
from wellread.newsroom.editing.conflicts import newer_version, offer_comparison, warning
from wellread.newsroom.models import Author, LiveBlog, LiveEntry, Topic
from wellread.newsroom.models.entry_screens import add_url


class AddEntryView(CreateView):
    """The screen for a new entry, which knows from its address which live blog is meant."""

    def get_initial_form_instance(self) -> LiveEntry:
        """Return an empty entry of the live blog named in the address."""
        return LiveEntry(live_blog_id=self._asked())

    def get_add_url(self) -> str:
        """Keep the live blog in the address that the form is sent to."""
        asked = self._asked()
        return add_url(asked) if asked else super().get_add_url()

    def get_success_url(self) -> str:
        """Return to the live blog from which the entry was asked for."""
        asked = self._asked()
        return (
            reverse("wagtailadmin_pages:edit", args=[asked]) if asked else super().get_success_url()
        )

    def _asked(self) -> int | None:
        asked = self.request.GET.get("live_blog", "")
        if not asked.isdecimal() or len(asked) > 18:
            return None
        return LiveBlog.objects.filter(pk=asked).values_list("pk", flat=True).first()


class EditEntryView(EditView):
    """The screen of an entry, which warns before one editor undoes what another has saved."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look for what was saved since this form was opened."""
        super().setup(request, *args, **kwargs)
        # An entry has no drafts of its changes: what saves by itself would be public.
        self.autosave_enabled = False
        if request.method == "POST" and (
            newer := newer_version(self.object, request.POST, request.user)
        ):
            self.object.conflict = warning(newer)
            offer_comparison(request, self.object, newer, request.POST)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Have the form say which version it shows from the first time it is opened."""
        actions.begin_entry_history(entry=self.object)
        return super().get(request, *args, **kwargs)

    def save_instance(self) -> LiveEntry:
        """Save, and keep what was there before."""
        actions.begin_entry_history(entry=self.object)
        entry: LiveEntry = super().save_instance()
        return entry


def marks(entry: LiveEntry) -> str:
    """Return what an editor marked an entry as, in words."""
    marked = {for_editors("key event"): entry.key_event, for_editors("pinned"): entry.pinned}
    return ", ".join(str(words) for words, is_marked in marked.items() if is_marked)


class LiveEntryViewSet(SnippetViewSet):
    """Live entries, newest first, by live blog."""

    model = LiveEntry
    icon = "comment"
    menu_label = for_editors("Live entries")
    menu_order = 150
    add_to_admin_menu = True
    add_view_class = AddEntryView
    edit_view_class = EditEntryView
    list_display = (
        "__str__",
        "live_blog",
        chosen("state", for_editors("State")),
        Column("marks", label=for_editors("Marks"), accessor=marks),
        moment("published_at", for_editors("Published at")),
    )
    list_filter = ("live_blog", "state", "key_event")
    search_fields = ("headline", "text")
    ordering = ("-pk",)
    list_per_page = 50
    panels = [
        FieldPanel("live_blog"),
        FieldPanel("headline"),
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("key_event"), FieldPanel("state")]),
        FieldRowPanel([FieldPanel("pinned"), FieldPanel("pinned_until")]),
        FieldPanel("authors", widget=CheckboxSelectMultiple),
        MultiFieldPanel(
            [FieldPanel("image"), FieldPanel("alt"), FieldPanel("caption"), FieldPanel("credit")],
            heading=for_editors("Picture"),
            classname="collapsed",
        ),
    ]


class AuthorViewSet(SnippetViewSet):
    """Those who write, photograph and edit."""

    model = Author
    icon = "group"
    menu_order = 160
    add_to_admin_menu = True
    list_display = ("name", "role", "slug")
    search_fields = ("name", "role")
    # The index knows names alone, and Wagtail lets the search of another field fail.
    search_backend_name = None
    panels: list[Any] = [
        TitleFieldPanel("name", targets=["slug"]),
        FieldPanel("slug"),
        FieldPanel("role"),
        FieldPanel("bio"),
        FieldPanel("portrait"),
        FieldPanel("profile_url"),
    ]


class TopicViewSet(SnippetViewSet):
    """Subjects with a page and a feed of their own."""

    model = Topic
    icon = "tag"
    menu_order = 170
    add_to_admin_menu = True
    list_display = ("name", "slug", "description")
    search_fields = ("name",)
    # Wagtail's search of one field by name has no such column on SQLite.
    search_backend_name = None
    panels: list[Any] = [
        TitleFieldPanel("name", targets=["slug"]),
        FieldPanel("slug"),
        FieldPanel("description"),
    ]
