"""What editors publish: the site's tree, its stories, live entries, authors and topics."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Orderable, Page
from wagtail.search import index

from wellread.newsroom import rules
from wellread.newsroom.blocks import ENTRY_FEATURES, BodyBlock
from wellread.newsroom.panels import (
    ADDRESS_PANELS,
    ARTICLE_PANELS,
    FRONT_PANELS,
    LIVE_BLOG_PANELS,
    SECTION_PANELS,
    STANDING_PANELS,
)


class Author(index.Indexed, models.Model):  # type: ignore[django-manager-missing]
    """Someone who writes, photographs or edits; has a page of their own."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True, allow_unicode=True, max_length=120)
    role = models.CharField(
        "job", max_length=120, blank=True, help_text="“Harbour correspondent”, say."
    )
    bio = models.TextField("about", blank=True, help_text="Two or three sentences for readers.")
    portrait = models.ForeignKey(
        get_image_model_string(), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    profile_url = models.URLField("profile elsewhere", blank=True)
    # The portrait's ready-made widths, so that no page of bylines has to look for them.
    portrait_picture = models.JSONField(null=True, editable=False)

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        """Make the portrait's widths along with the row."""
        from wellread.newsroom import pictures

        self.portrait_picture = pictures.portrait(self.portrait, alt=self.name)
        super().save(*args, **kwargs)


class Topic(index.Indexed, models.Model):
    """A subject that stories share; has a page and a feed of its own."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True, allow_unicode=True, max_length=120)
    description = models.TextField(blank=True, help_text="One sentence, shown on the topic's page.")

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SitePage(Page):
    """A page of the paper: addressed below the front, open to all, previewed as readers see it."""

    class Meta:
        abstract = True

    # Readers' pages are drawn without asking for passwords or groups, so none may be promised.
    private_page_options: list[str] = []
    promote_panels = ADDRESS_PANELS

    def get_url_parts(self, request=None):
        """Return where pageview shows this page, which is not Wagtail's own view."""
        parts = self._get_relevant_site_root_paths(request)
        if not parts:
            return None
        return parts[0].site_id, parts[0].root_url, rules.public_path(self.url_path)

    def serve_preview(self, request, mode_name):
        """Show the draft through the very templates that readers get."""
        from wellread.newsroom import previews

        return previews.show(request, self, mode_name)


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
    story = models.ForeignKey("newsroom.Story", on_delete=models.CASCADE, related_name="+")


class Section(SitePage):
    """A part of the paper: world, harbour, culture. Its order in the tree is the menu's."""

    description = models.CharField(
        max_length=200, blank=True, help_text="One sentence under the section's name."
    )

    parent_page_types = ["newsroom.Front"]
    subpage_types = ["newsroom.Article", "newsroom.LiveBlog"]
    content_panels = SECTION_PANELS

    def clean(self) -> None:
        """Refuse a name that another part of the site answers to."""
        super().clean()
        if self.slug in rules.TAKEN_SLUGS:
            raise ValidationError({"slug": f"“{self.slug}” is taken by the site itself."})


class Story(SitePage):
    """What articles and live blogs share; ``title`` is the headline."""

    standfirst = models.TextField(
        blank=True, max_length=500, help_text="One or two sentences that say what is new."
    )
    kind = models.CharField(
        max_length=12,
        choices=rules.KINDS,
        default="news",
        help_text="Readers see it as a label; search engines get the matching type.",
    )
    topics = ParentalManyToManyField(Topic, blank=True, related_name="stories")
    lead_image = models.ForeignKey(
        get_image_model_string(), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lead_alt = models.CharField(
        "description",
        max_length=300,
        blank=True,
        help_text="What a reader who cannot see the picture must know. Needed with a picture.",
    )
    lead_caption = models.CharField("caption", max_length=400, blank=True)
    lead_credit = models.CharField("credit", max_length=200, blank=True)
    body = StreamField(BodyBlock(), blank=True)
    published_at = models.DateTimeField(
        "publication time",
        null=True,
        blank=True,
        db_index=True,
        help_text="Shown to readers. Left empty: the moment it is first published.",
    )
    community_only = models.BooleanField(
        "for the community",
        default=False,
        help_text="Everyone gets the opening; members get the rest.",
    )
    sensitive = models.BooleanField(
        default=False,
        help_text="Grief, violence, children: no asking and no house notices beside it.",
    )
    sponsored_by = models.CharField(
        max_length=120, blank=True, help_text="Who paid for it; named above the headline."
    )
    # Where an imported story came from, so that importing again finds it.
    source = models.CharField(max_length=60, blank=True, editable=False)
    source_id = models.CharField(max_length=300, blank=True, editable=False)

    is_creatable = False
    # A copy was not imported.
    exclude_fields_in_copy = ["source", "source_id"]
    search_fields = [
        *Page.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("open_text"),
        index.FilterField("published_at"),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source=""),
                name="story_imported_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind="sponsored") | ~Q(sponsored_by=""),
                name="story_names_its_sponsor",
            ),
        ]

    @property
    def open_text(self) -> str:
        """What anyone may find this story by: its text, or the opening of a community story."""
        from wellread.newsroom.rendering import open_html

        return rules.plain_text(open_html(self))

    @property
    def is_live_blog(self) -> bool:
        """Whether entries follow the body."""
        return False

    def clean(self) -> None:
        """Refuse what readers would trip over, in the words of the form."""
        super().clean()
        faults = {}
        if self.slug == "feed":
            faults["slug"] = "This is the address of the section's feed."
        if self.lead_image_id and not self.lead_alt.strip():
            faults["lead_alt"] = "Describe the picture for readers who cannot see it."
        if self.kind == "sponsored" and not self.sponsored_by.strip():
            faults["sponsored_by"] = "Name who paid for it."
        if self.published_at and self.published_at > timezone.now():
            faults["published_at"] = "Lies ahead: schedule the story instead."
        if faults:
            raise ValidationError(faults)

    def save(self, *args, **kwargs):
        """Date a story on the day it first appears."""
        if self.live and self.published_at is None:
            self.published_at = self.first_published_at or timezone.now()
        return super().save(*args, **kwargs)


class StoryAuthor(Orderable):
    """One author of one story, in the order of the byline."""

    story = ParentalKey(Story, on_delete=models.CASCADE, related_name="authorships")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="authorships")
    role = models.CharField(
        max_length=60, blank=True, help_text="Left empty for words; “photographs”, “reporting”…"
    )

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["story", "author", "role"], name="byline_named_once")
        ]


class Article(Story):
    """A story told once, and corrected when need be."""

    parent_page_types = ["newsroom.Section"]
    subpage_types: list[str] = []
    edit_handler = ARTICLE_PANELS
    preview_modes = [("public", "Everyone"), ("member", "Members")]


class LiveBlog(Story):
    """A story told while it happens; its entries are rows of their own, open to everyone."""

    started_at = models.DateTimeField(
        "coverage began", null=True, blank=True, help_text="Left empty: when it is published."
    )
    quiet_hours = models.PositiveSmallIntegerField(
        "close after quiet hours",
        null=True,
        blank=True,
        default=24,
        help_text="Closes itself when nothing was added for so long. Empty: never.",
    )
    # Set by closing and opening, never by publishing a draft of the page.
    ended_at = models.DateTimeField("coverage ended", null=True, blank=True, editable=False)

    parent_page_types = ["newsroom.Section"]
    subpage_types: list[str] = []
    edit_handler = LIVE_BLOG_PANELS
    preview_modes = [("public", "Everyone")]

    @property
    def is_live_blog(self) -> bool:
        """Whether entries follow the body."""
        return True

    def with_content_json(self, content):
        """Return the draft, as open or closed as the live blog is now."""
        draft = super().with_content_json(content)
        now = LiveBlog.objects.filter(pk=self.pk).values_list("ended_at", flat=True)
        draft.ended_at = now.first()
        return draft

    def save(self, *args, **kwargs):
        """Keep live blogs open to all: their entries are published one by one to everyone."""
        self.community_only = False
        if self.live and self.started_at is None:
            self.started_at = self.first_published_at or timezone.now()
        return super().save(*args, **kwargs)


class LiveEntry(models.Model):
    """One entry of a live blog. A removed one keeps its row, so that places and links stay."""

    DRAFT, PUBLISHED, REMOVED = "draft", "published", "removed"
    STATES = [(DRAFT, "Draft"), (PUBLISHED, "Published"), (REMOVED, "Removed")]

    live_blog = models.ForeignKey(LiveBlog, on_delete=models.CASCADE, related_name="entries")
    state = models.CharField(
        max_length=10,
        choices=STATES,
        default=PUBLISHED,
        help_text="A removed entry leaves a line that says so.",
    )
    headline = models.CharField(max_length=200, blank=True)
    text = RichTextField(features=ENTRY_FEATURES)
    authors = models.ManyToManyField(Author, blank=True, related_name="live_entries")
    image = models.ForeignKey(
        get_image_model_string(), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    alt = models.CharField(
        "description",
        max_length=300,
        blank=True,
        help_text="What a reader who cannot see the picture must know. Needed with a picture.",
    )
    caption = models.CharField(max_length=400, blank=True)
    credit = models.CharField(max_length=200, blank=True)
    key_event = models.BooleanField(
        default=False, help_text="Listed at the top of the live blog, by its headline."
    )
    pinned = models.BooleanField(
        default=False, help_text="Kept above the others; unpins the one pinned before."
    )
    published_at = models.DateTimeField(null=True, editable=False)
    updated_at = models.DateTimeField(null=True, editable=False)
    # Grows with every change in its live blog, so that a follower can ask what is new since.
    sequence = models.PositiveBigIntegerField(editable=False)
    html = models.TextField(editable=False, default="")
    picture = models.JSONField(null=True, editable=False)

    class Meta:
        verbose_name_plural = "live entries"
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["live_blog", "sequence"], name="entry_change_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["live_blog"],
                condition=Q(pinned=True),
                name="one_pinned_entry_a_live_blog",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False),
                name="shown_entry_has_a_time",
            ),
        ]
        indexes = [models.Index(fields=["live_blog", "state", "published_at"])]

    def __str__(self) -> str:
        return self.headline or rules.plain_text(self.text)[:80]

    def clean(self) -> None:
        """Refuse what readers would trip over, in the words of the form."""
        faults = {}
        if self.image_id and not self.alt.strip():
            faults["alt"] = "Describe the picture for readers who cannot see it."
        if self.key_event and not self.headline.strip():
            faults["headline"] = "A key event is listed by its headline."
        if self.state == self.REMOVED and not self.published_at:
            faults["state"] = "Only a published entry can be removed; delete a draft instead."
        if faults:
            raise ValidationError(faults)

    def validate_constraints(self, exclude=None) -> None:
        """Leave to save() what it sees to: the time, the number and the one pinned entry."""
        seen_to = {"pinned", "published_at", "sequence"}
        super().validate_constraints(exclude={*(exclude or ()), *seen_to})

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Number the change, date it, and draw it; readers get exactly what is stored here."""
        from wellread.newsroom import rendering

        LiveBlog.objects.select_for_update().only("pk").get(pk=self.live_blog_id)
        self._date()
        if self.state != self.PUBLISHED:
            self.pinned = self.key_event = False
        if self.pinned:
            self._others().filter(pinned=True).update(pinned=False)
        self.sequence = (self._others().aggregate(Max("sequence"))["sequence__max"] or 0) + 1
        self.html, self.picture = rendering.entry(self)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Delete a draft; leave a line in the place of what readers have seen."""
        if self.published_at is None:
            return super().delete(*args, **kwargs)
        self.state = self.REMOVED
        self.save()
        return 0, {}

    def draw(self) -> None:
        """Draw an entry again because something it shows changed; to readers it is the same."""
        from wellread.newsroom import rendering

        self.html, self.picture = rendering.entry(self)
        super().save(update_fields=["html", "picture"])

    def _others(self):
        return LiveEntry.objects.filter(live_blog_id=self.live_blog_id)

    def _date(self) -> None:
        if self.state == self.DRAFT:
            return
        now = timezone.now()
        if self.published_at is None:
            self.published_at = now
        elif self.pk and self._changed():
            self.updated_at = now

    def _changed(self) -> bool:
        seen = ("state", "headline", "text", "image_id", "alt", "caption", "credit")
        before = LiveEntry.objects.filter(pk=self.pk).values(*seen).first()
        return before is not None and any(before[name] != getattr(self, name) for name in seen)


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
        max_length=200, blank=True, help_text="One sentence for search engines."
    )
    body = StreamField(BodyBlock(), blank=True)
    html = models.TextField(editable=False, default="")

    parent_page_types = ["newsroom.StandingPages"]
    subpage_types: list[str] = []
    content_panels = STANDING_PANELS

    def save(self, *args, **kwargs):
        """Draw the body once, so that reading it costs one query."""
        from wellread.newsroom import rendering

        self.html = rendering.body(self.body)
        return super().save(*args, **kwargs)


class Rendering(models.Model):
    """What was made of a story when it was last published: pictures, length, date of change."""

    story = models.OneToOneField(
        Story, primary_key=True, on_delete=models.CASCADE, related_name="rendering"
    )
    renderer = models.PositiveSmallIntegerField()
    pictures = models.JSONField(default=dict)
    reading_minutes = models.PositiveSmallIntegerField(default=1)
    # Tells a real change from a republishing that readers would not notice.
    digest = models.CharField(max_length=32)
    changed_at = models.DateTimeField(null=True)


class RenderedBody(models.Model):
    """A story's body as HTML: ``whole``, and ``opening`` where only that is open to everyone."""

    WHOLE, OPENING = "whole", "opening"

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="bodies")
    variant = models.CharField(max_length=10, choices=[(WHOLE, WHOLE), (OPENING, OPENING)])
    html = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story", "variant"], name="body_rendered_once")
        ]
