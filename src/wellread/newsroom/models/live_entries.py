"""The entries of live blogs."""

from collections.abc import Iterable
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.text import Truncator
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.models import Page, RevisionMixin

from wellread.language.editors import for_editors
from wellread.newsroom import rules
from wellread.newsroom.models.blocks import ENTRY_FEATURES
from wellread.newsroom.models.bylines import Author
from wellread.newsroom.models.drawing import drawing
from wellread.newsroom.models.forms import ConflictForm
from wellread.newsroom.models.stories import LiveBlog


class LiveEntries(models.QuerySet["LiveEntry"]):
    """Entries, which one by one or many at once leave a line where readers have seen them."""

    @transaction.atomic
    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete drafts and remove what is published; the admin deletes many at once like this."""
        gone = [entry.delete() for entry in self]
        return sum(count for count, _ in gone), {}

    delete.alters_data = delete.queryset_only = True  # type: ignore[attr-defined]


class LiveEntry(RevisionMixin, ClusterableModel):
    """One entry of a live blog. A removed one keeps its row, so that places and links stay."""

    DRAFT, PUBLISHED, REMOVED = "draft", "published", "removed"
    STATES = [(DRAFT, "Draft"), (PUBLISHED, "Published"), (REMOVED, "Removed")]

    live_blog = models.ForeignKey(
        LiveBlog,
        on_delete=models.CASCADE,
        related_name="entries",
        verbose_name=for_editors("live blog"),
    )
    state = models.CharField(
        for_editors("state"),
        max_length=10,
        choices=STATES,
        default=PUBLISHED,
        help_text=for_editors("A removed entry leaves a line that says so."),
    )
    headline = models.CharField(for_editors("headline"), max_length=200, blank=True)
    text = RichTextField(for_editors("text"), features=ENTRY_FEATURES)
    authors = ParentalManyToManyField(
        Author, blank=True, related_name="live_entries", verbose_name=for_editors("authors")
    )
    image = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=for_editors("image"),
    )
    alt = models.CharField(
        for_editors("description"),
        max_length=300,
        blank=True,
        help_text=for_editors(
            "What a reader who cannot see the picture must know. Needed with a picture."
        ),
    )
    caption = models.CharField(for_editors("caption"), max_length=400, blank=True)
    credit = models.CharField(for_editors("credit"), max_length=200, blank=True)
    key_event = models.BooleanField(
        for_editors("key event"),
        default=False,
        help_text=for_editors("Listed at the top of the live blog, by its headline."),
    )
    pinned = models.BooleanField(
        for_editors("pinned"),
        default=False,
        help_text=for_editors("Kept above the others; unpins the one pinned before."),
    )
    pinned_until = models.DateTimeField(
        for_editors("pinned until"),
        null=True,
        blank=True,
        help_text=for_editors("Left empty: until you unpin it or pin another."),
    )
    published_at = models.DateTimeField(null=True, editable=False)
    updated_at = models.DateTimeField(null=True, editable=False)
    # Grows with every change in its live blog, so that a follower can ask what is new since.
    sequence = models.PositiveBigIntegerField(editable=False)
    html = models.TextField(editable=False, default="")
    picture = models.JSONField(null=True, editable=False)

    objects = LiveEntries.as_manager()
    base_form_class = ConflictForm

    class Meta:
        verbose_name_plural = for_editors("live entries")
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
        return self.headline or Truncator(rules.plain_text(self.text)).chars(80)

    def clean(self) -> None:
        """Refuse what readers would trip over, in the words of the form."""
        faults = {}
        if self.image and not self.alt.strip():
            self.alt = self.image.description[:300]
        if self.image_id and not self.alt.strip():
            faults["alt"] = for_editors("Describe the picture for readers who cannot see it.")
        if self.key_event and not self.headline.strip():
            faults["headline"] = for_editors("A key event is listed by its headline.")
        if self.pinned and self.pinned_until and self.pinned_until <= timezone.now():
            faults["pinned_until"] = for_editors(
                "Lies behind: choose a time to come, or do not pin it."
            )
        if self.state == self.REMOVED and not self.published_at:
            faults["state"] = for_editors(
                "Only a published entry can be removed; delete a draft instead."
            )
        if faults:
            raise ValidationError(faults)

    def validate_constraints(self, exclude: Iterable[str] | None = None) -> None:
        """Leave to save() what it sees to: the time, the number and the one pinned entry."""
        seen_to = {"pinned", "published_at", "sequence"}
        super().validate_constraints(exclude={*(exclude or ()), *seen_to})

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Number the change, date it, and draw it; readers get exactly what is stored here."""
        if "update_fields" in kwargs:
            super().save(*args, **kwargs)
            return
        # As whoever edits the live blog does: its page first.
        Page.objects.select_for_update(no_key=True).only("pk").get(pk=self.live_blog_id)
        self._date()
        if self.state != self.PUBLISHED:
            self.pinned = self.key_event = False
        if not self.pinned:
            self.pinned_until = None
        if self.pinned:
            for other in self._others().filter(pinned=True).exclude(pk=self.pk):
                other.unpin()
        self.sequence = (self._others().aggregate(Max("sequence"))["sequence__max"] or 0) + 1
        self.html, self.picture = drawing().entry(self)
        super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Return an earlier version: its words, in the place that the entry has now."""
        earlier = super().with_content_json(content)
        for name in ("live_blog_id", "published_at", "updated_at", "pinned", "pinned_until"):
            setattr(earlier, name, getattr(self, name))
        if earlier.state == self.DRAFT and self.published_at:
            earlier.state = self.state
        return earlier

    def unpin(self) -> None:
        """Put it back among the others; whoever has its form open is told."""
        self.pinned = False
        self.save()
        self._keep_version()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a draft; leave a line in the place of what readers have seen."""
        if self.published_at is None:
            return super().delete(*args, **kwargs)
        self.state = self.REMOVED
        self.save()
        self._keep_version()
        return 0, {}

    def draw(self) -> None:
        """Draw an entry again because something it shows changed; to readers it is the same."""
        self.html, self.picture = drawing().entry(self)
        super().save(update_fields=["html", "picture"])

    def _keep_version(self) -> None:
        if self.latest_revision_id:
            self.save_revision(clean=False)

    def _others(self) -> models.QuerySet["LiveEntry"]:
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
