"""Stories, and what was made of them when they were published."""

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.models import Orderable, Page
from wagtail.search import index

from wellread.language import writing
from wellread.language.editors import for_editors
from wellread.newsroom import rules, search_terms
from wellread.newsroom.models import listings, searched_stories
from wellread.newsroom.models.blocks import LINE_FEATURES, BodyField
from wellread.newsroom.models.bylines import Author, Topic
from wellread.newsroom.models.drawing import drawing
from wellread.newsroom.models.panels import (
    ARTICLE_PANELS,
    LIVE_BLOG_PANELS,
)
from wellread.newsroom.models.tree import SitePage


class Story(SitePage):
    """What articles and live blogs share; ``title`` is the headline."""

    standfirst = models.TextField(
        for_editors("standfirst"),
        blank=True,
        max_length=500,
        help_text=for_editors("One or two sentences that say what is new."),
    )
    kind = models.CharField(
        for_editors("kind"),
        max_length=12,
        choices=rules.KINDS,
        default="news",
        help_text=for_editors("Readers see it as a label; search engines get the matching type."),
    )
    topics = ParentalManyToManyField(
        Topic, blank=True, related_name="stories", verbose_name=for_editors("topics")
    )
    lead_image = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=for_editors("lead image"),
    )
    lead_alt = models.CharField(
        for_editors("description"),
        max_length=300,
        blank=True,
        help_text=for_editors(
            "What a reader who cannot see the picture must know. Needed with a picture."
        ),
    )
    lead_caption = RichTextField(
        for_editors("caption"), features=LINE_FEATURES, max_length=400, blank=True, default=""
    )
    lead_credit = models.CharField(for_editors("credit"), max_length=200, blank=True)
    body = BodyField(verbose_name=for_editors("body"), blank=True)
    published_at = models.DateTimeField(
        for_editors("publication time"),
        null=True,
        blank=True,
        db_index=True,
        help_text=for_editors("Shown to readers. Left empty: the moment it is first published."),
    )
    community_only = models.BooleanField(
        for_editors("for the community"),
        default=False,
        help_text=for_editors("Everyone gets the opening; members get the rest."),
    )
    sensitive = models.BooleanField(
        for_editors("sensitive"),
        default=False,
        help_text=for_editors(
            "Grief, violence, children: no asking and no house notices beside it."
        ),
    )
    silent = models.BooleanField(
        for_editors("silent"),
        default=False,
        help_text=for_editors(
            "Nobody is asked and no house notice stands beside it, whatever a campaign allows."
        ),
    )
    sponsored_by = models.CharField(
        for_editors("sponsored by"),
        max_length=120,
        blank=True,
        help_text=for_editors("Who paid for it; named above the headline."),
    )
    language = models.CharField(
        for_editors("language"),
        max_length=35,
        blank=True,
        help_text=for_editors(
            "When it is another than the paper's own: browsers read it out and hyphenate "
            "it, and search engines find it, by this."
        ),
    )
    # Where an imported story came from, so that importing again finds it.
    source = models.CharField(max_length=60, blank=True, editable=False)
    source_id = models.CharField(max_length=300, blank=True, editable=False)
    # Tells whether it has changed there since.
    source_state = models.CharField(max_length=40, blank=True, editable=False)

    is_creatable = False
    # A copy was neither imported nor published: the day it appears is its own.
    exclude_fields_in_copy = ["source", "source_id", "source_state", "published_at"]
    search_fields = [
        *Page.search_fields,
        index.SearchField("search_terms"),
        index.FilterField("published_at"),
    ]

    class Meta:
        permissions = [("mark_sensitive", "Can mark stories as sensitive")]
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
    def search_terms(self) -> str:
        """Under which terms anyone may find this story."""
        return search_terms.of_text("\n".join(self.open_texts()), settings.LANGUAGE_CODE)

    def open_texts(self) -> list[str]:
        """Return what everyone may read: of a community story the opening alone."""
        opened = rules.plain_text(drawing().open_html(self))
        names = Author.objects.filter(authorships__story=self.pk).values_list("name", flat=True)
        return [self.title, self.standfirst, *names, opened]

    def own_html(self) -> str:
        """Return HTML of what a site's own page type adds, drawn after the body as it is published.

        Of a community story it is for members alone. It must be safe to print.
        """
        return ""

    @property
    def is_live_blog(self) -> bool:
        """Whether entries follow the body."""
        return False

    def clean(self) -> None:
        """Refuse what readers would trip over, in the words of the form."""
        super().clean()
        faults = {}
        if self.slug == "feed":
            faults["slug"] = for_editors("This is the address of the section's feed.")
        if self.lead_image and not self.lead_alt.strip():
            self.lead_alt = self.lead_image.description[:300]
        if self.lead_image_id and not self.lead_alt.strip():
            faults["lead_alt"] = for_editors("Describe the picture for readers who cannot see it.")
        if self.kind == "sponsored" and not self.sponsored_by.strip():
            faults["sponsored_by"] = for_editors("Name who paid for it.")
        if self.published_at and self.published_at > timezone.now():
            faults["published_at"] = for_editors("Lies ahead: schedule the story instead.")
        if self.language and not writing.is_language(self.language):
            faults["language"] = for_editors("There is no such language; choose one of the list.")
        if faults:
            raise ValidationError(faults)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Date and draw a story as it appears: readers see all of it from one moment on."""
        if "update_fields" in kwargs:
            # So a draft leaves its mark on a live story, whose words stay as they are.
            super().save(*args, **kwargs)
            return
        self.hold_back()
        if self.alias_of_id:
            # The story that it repeats was imported, once.
            self.source = self.source_id = self.source_state = ""
        if self.live:
            # Before the transaction: pictures take seconds, and others want to write.
            drawing().make_pictures(self)
        with transaction.atomic():
            if self.live:
                self.date()
            super().save(*args, **kwargs)
            listings.keep(self)
            if self.live:
                drawing().publish(self)
            else:
                searched_stories.keep(self)

    def date(self) -> None:
        """Give a story that appears, and has no date, that of its first appearance."""
        if self.published_at is None:
            if not Rendering.objects.filter(pk=self.pk).exists():
                # Wagtail takes a copy that nobody has seen for published when it was copied.
                self.first_published_at = timezone.now()
            self.published_at = self.first_published_at or timezone.now()


class StoryAuthor(Orderable):
    """One author of one story, in the order of the byline."""

    story = ParentalKey(Story, on_delete=models.CASCADE, related_name="authorships")
    author = models.ForeignKey(
        Author,
        on_delete=models.PROTECT,
        related_name="authorships",
        verbose_name=for_editors("author"),
    )
    role = models.CharField(
        for_editors("role"),
        max_length=60,
        blank=True,
        help_text=for_editors("Left empty for words; “photographs”, “reporting”…"),
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
        for_editors("coverage began"),
        null=True,
        blank=True,
        help_text=for_editors("Left empty: when it is published."),
    )
    quiet_hours = models.PositiveSmallIntegerField(
        for_editors("close after quiet hours"),
        null=True,
        blank=True,
        # A year.
        validators=[MaxValueValidator(8760)],
        default=24,
        help_text=for_editors("Closes itself when nothing was added for so long. Empty: never."),
    )
    # Set by closing and opening, never by publishing a draft of the page.
    ended_at = models.DateTimeField(
        for_editors("coverage ended"), null=True, blank=True, editable=False
    )

    parent_page_types = ["newsroom.Section"]
    subpage_types: list[str] = []
    edit_handler = LIVE_BLOG_PANELS
    preview_modes = [("public", "Everyone")]
    exclude_fields_in_copy = [*Story.exclude_fields_in_copy, "started_at", "ended_at"]

    class Meta:
        indexes = [
            # Few are open, of however many there were.
            models.Index(fields=["ended_at"], condition=Q(ended_at=None), name="live_blog_open")
        ]

    @property
    def is_live_blog(self) -> bool:
        """Whether entries follow the body."""
        return True

    def open_texts(self) -> list[str]:
        """Return what everyone may read, with the words of every published entry."""
        entries = self.entries.filter(state="published").values_list("headline", "html")
        told = [part for headline, html in entries for part in (headline, rules.plain_text(html))]
        return [*super().open_texts(), *told]

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Return the draft, as open or closed as the live blog is now."""
        draft = super().with_content_json(content)
        now = LiveBlog.objects.filter(pk=self.pk).values_list("ended_at", flat=True)
        draft.ended_at = now.first()
        return draft

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep live blogs open to all: their entries are published one by one to everyone."""
        self.community_only = False
        super().save(*args, **kwargs)

    def date(self) -> None:
        """Let the coverage, and what was written before it appears, begin with its appearance."""
        is_new = self.published_at is None
        super().date()
        if self.started_at is None:
            self.started_at = self.published_at
        if is_new and self.pk:
            written = self.entries.exclude(state="draft").filter(published_at__lt=self.published_at)
            written.update(published_at=self.published_at, updated_at=None)


class Rendering(models.Model):
    """What was made of a story when it was last published: pictures, length, date of change."""

    story = models.OneToOneField(
        Story,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="rendering",
    )
    # Which templates drew it, and in which language their words are: empty is not known.
    renderer = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=35, default="")
    pictures = models.JSONField(default=dict)
    reading_minutes = models.PositiveSmallIntegerField(default=1)
    # Tells a real change from a republishing that readers would not notice.
    digest = models.CharField(max_length=32)
    changed_at = models.DateTimeField(null=True)


class RenderedBody(models.Model):
    """A story's body as HTML: ``whole``, and ``opening`` where only that is open to everyone."""

    WHOLE, OPENING = "whole", "opening"

    story = models.ForeignKey(
        Story,
        on_delete=models.CASCADE,
        related_name="bodies",
    )
    variant = models.CharField(max_length=10, choices=[(WHOLE, WHOLE), (OPENING, OPENING)])
    html = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story", "variant"], name="body_rendered_once")
        ]
