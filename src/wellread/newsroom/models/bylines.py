"""Who writes, and what about."""

from typing import Any

from django.db import models
from wagtail.images import get_image_model_string
from wagtail.search import index

from wellread.language.editors import for_editors
from wellread.mail.older_forms import UpToDateForm
from wellread.newsroom.models.drawing import drawing
from wellread.newsroom.models.names import Named


class Author(Named, index.Indexed, models.Model):
    """Someone who writes, photographs or edits; has a page of their own."""

    name = models.CharField(for_editors("name"), max_length=120)
    slug = models.SlugField(for_editors("slug"), unique=True, allow_unicode=True, max_length=120)
    role = models.CharField(
        for_editors("job"),
        max_length=120,
        blank=True,
        help_text=for_editors("“Harbour correspondent”, say."),
    )
    bio = models.TextField(
        for_editors("about"),
        blank=True,
        help_text=for_editors("Two or three sentences for readers."),
    )
    portrait = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=for_editors("portrait"),
    )
    profile_url = models.URLField(for_editors("profile elsewhere"), blank=True)
    # The portrait's ready-made widths, so that no page of bylines has to look for them.
    portrait_picture = models.JSONField(null=True, editable=False)

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]
    base_form_class = UpToDateForm

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Make the portrait's widths along with the row."""
        self.portrait_picture = drawing().portrait(self.portrait, alt=self.name)
        super().save(*args, **kwargs)


class Topic(Named, index.Indexed, models.Model):
    """A subject that stories share; has a page and a feed of its own."""

    name = models.CharField(for_editors("name"), max_length=120)
    slug = models.SlugField(for_editors("slug"), unique=True, allow_unicode=True, max_length=120)
    description = models.TextField(
        for_editors("description"),
        blank=True,
        help_text=for_editors("One sentence, shown on the topic's page."),
    )

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]
    base_form_class = UpToDateForm

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
