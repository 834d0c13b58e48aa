from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.images import get_image_model_string
from wagtail.images.models import SourceImageIOError

from wellread.ads.rules import SLOT_NAMED, SLOTS, Size
from wellread.language.editors import for_editors
from wellread.mail.older_forms import UpToDateForm


class HouseAd(models.Model):
    """A notice of our own in one of the slots, shown to everyone but members."""

    title = models.CharField(for_editors("title"), max_length=60)
    text = models.CharField(for_editors("text"), max_length=120)
    url = models.CharField(
        for_editors("leads to"),
        max_length=500,
        help_text=for_editors("Such as /pages/about/ or https://example.org/."),
    )
    slot = models.CharField(
        for_editors("slot"), max_length=20, choices=[(slot.name, slot.label) for slot in SLOTS]
    )
    picture = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=for_editors("picture"),
    )
    alt = models.CharField(
        for_editors("the picture in words"),
        max_length=200,
        blank=True,
        help_text=for_editors("What is written or shown in it, for readers who do not see it."),
    )
    weight = models.PositiveIntegerField(
        for_editors("weight"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text=for_editors("2 is shown twice as often as 1."),
    )
    active = models.BooleanField(for_editors("active"), default=True)
    starts_on = models.DateField(for_editors("first day"), null=True, blank=True)
    ends_on = models.DateField(for_editors("last day"), null=True, blank=True)

    # Ready-made, so that a page view asks one question and makes no picture.
    running = models.BooleanField(default=False, editable=False)
    picture_src = models.CharField(max_length=500, blank=True, editable=False)
    narrow_src = models.CharField(max_length=500, blank=True, editable=False)

    base_form_class = UpToDateForm

    class Meta:
        verbose_name = for_editors("house ad")
        indexes = [models.Index(fields=["running", "slot"], name="running_house_ads")]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Raise ValidationError at the field an editor has to change."""
        super().clean()
        faults = {}
        if not self.url.startswith(("/", "https://", "http://")) or self.url.startswith("//"):
            faults["url"] = for_editors("Start with / for a page of ours, or with https://.")
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            faults["ends_on"] = for_editors("The last day cannot be before the first.")
        if self.picture and not self.alt:
            faults["alt"] = for_editors("Say what is in the picture.")
        if faults:
            raise ValidationError(faults)

    def runs_on(self, day: date) -> bool:
        """Whether it is shown on this day."""
        has_begun = self.starts_on is None or self.starts_on <= day
        has_ended = self.ends_on is not None and self.ends_on < day
        return self.active and has_begun and not has_ended

    def make_pictures(self) -> None:
        """Cut the pictures to the slot's sizes and remember where they are."""
        slot = SLOT_NAMED[self.slot]
        self.picture_src = _cut(self.picture, slot.picture)
        self.narrow_src = _cut(self.picture, slot.narrow_picture)


def _cut(picture: Any, size: Size) -> str:
    if picture is None:
        return ""
    try:
        cut = picture.get_rendition(f"fill-{size.width * 2}x{size.height * 2}|format-webp")
    except SourceImageIOError:
        return ""
    return str(cut.url)
