"""The site's tree: the front, its sections, and the pages that stand outside the news."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable, Page

from wellread.language.editors import for_editors
from wellread.newsroom import rules
from wellread.newsroom.models.blocks import BodyField
from wellread.newsroom.models.drawing import drawing
from wellread.newsroom.models.forms import PageConflictForm
from wellread.newsroom.models.names import Named
from wellread.newsroom.models.panels import (
    ADDRESS_PANELS,
    FRONT_PANELS,
    SECTION_PANELS,
    STANDING_PANELS,
)


class SitePage(Page):
    """A page of the paper: addressed below the front, open to all, previewed as readers see it."""

    class Meta:
        abstract = True

    # Readers' pages are drawn without asking for passwords or groups, so none may be promised.
    private_page_options: list[str] = []
    promote_panels = ADDRESS_PANELS
    base_form_class = PageConflictForm
    # What the form says instead of saving, set where somebody else has saved meanwhile.
    conflict = ""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the page; what is not due is not live, whoever says so."""
        self.hold_back()
        super().save(*args, **kwargs)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Spell the address in the one way before it is looked whether it is free."""
        self.slug = rules.spelled_slug(self.slug)
        super().full_clean(*args, **kwargs)

    def hold_back(self) -> None:
        """Keep from readers what was never published, and what is to be published later."""
        # Wagtail adds what an editor publishes or schedules as live, and publishes or schedules
        # it in the next transaction; it brings up the aliases of what was only scheduled.
        was_published = not self._state.adding or self.first_published_at is not None
        is_due = self.go_live_at is None or self.go_live_at <= timezone.now()
        if not (was_published and is_due):
            self.live = False

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[Any, str, str] | None:
        """Return where pageview shows this page, which is not Wagtail's own view."""
        parts = self._get_relevant_site_root_paths(request)
        if not parts:
            return None
        return parts[0].site_id, parts[0].root_url, rules.public_path(self.url_path)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the draft through the very templates that readers get."""
        return drawing().preview(request, self, mode_name)


class Front(SitePage):
    """The front page; its picks come first, the newest stories fill the rest."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["newsroom.Section", "newsroom.StandingPages"]
    content_panels = FRONT_PANELS
    # Every address of the site is counted from the front's own slug.
    promote_panels: list[Any] = []


class FrontPick(Orderable):
    """A story an editor put on the front; the first one leads."""

    front = ParentalKey(Front, on_delete=models.CASCADE, related_name="picks")
    story = models.ForeignKey(
        "newsroom.Story",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=for_editors("story"),
    )

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["front", "story"], name="story_picked_once")]


class Section(Named, SitePage):
    """A part of the paper: world, harbour, culture. Its order in the tree is the menu's."""

    description = models.CharField(
        for_editors("description"),
        max_length=200,
        blank=True,
        help_text=for_editors("One sentence under the section's name."),
    )

    called = "title"
    exclude_fields_in_copy = ["folded_name"]
    parent_page_types = ["newsroom.Front"]
    # A site folder's own page types extend ours: see docs/howto/your-own.md.
    subpage_types = ["newsroom.Article", "newsroom.LiveBlog", *settings.WELLREAD_STORY_TYPES]
    content_panels = SECTION_PANELS

    def clean(self) -> None:
        """Refuse a name that another part of the site answers to."""
        super().clean()
        if self.slug in rules.TAKEN_SLUGS:
            raise ValidationError(
                {
                    "slug": for_editors("“%(slug)s” is taken by the site itself.")
                    % {"slug": self.slug}
                }
            )


class StandingPages(SitePage):
    """The folder that gives standing pages their address."""

    max_count = 1
    parent_page_types = ["newsroom.Front"]
    subpage_types = ["newsroom.StandingPage"]
    preview_modes: list[tuple[str, str]] = []
    promote_panels: list[Any] = []


class StandingPage(SitePage):
    """A page outside the news: about, funding, corrections, privacy."""

    description = models.CharField(
        for_editors("description"),
        max_length=200,
        blank=True,
        help_text=for_editors("One sentence for search engines."),
    )
    body = BodyField(verbose_name=for_editors("body"), blank=True)
    html = models.TextField(editable=False, default="")

    parent_page_types = ["newsroom.StandingPages"]
    subpage_types: list[str] = []
    content_panels = STANDING_PANELS

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Draw the body once, so that reading it costs one query."""
        self.html = drawing().body(self.body)
        super().save(*args, **kwargs)
