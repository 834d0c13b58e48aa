"""The newsletters there are, who takes each, and who is to be reminded once."""

from django.db import models
from django.utils import timezone
from wagtail.models import Orderable

from wellread.language.editors import for_editors
from wellread.mail.fields import AddressField
from wellread.mail.older_forms import UpToDateForm


class Newsletter(Orderable):
    """One that readers can ask for; the paper's mail provider sends it."""

    key = models.SlugField(
        for_editors("short name"),
        max_length=64,
        unique=True,
        help_text=for_editors("Told to the system that sends it, such as morning."),
    )
    name = models.CharField(for_editors("name"), max_length=80)
    description = models.CharField(
        for_editors("what is in it"),
        max_length=200,
        help_text=for_editors("Such as: What Saltmere talks about, in five minutes."),
    )
    how_often = models.CharField(
        for_editors("how often it comes"),
        max_length=60,
        blank=True,
        help_text=for_editors("Such as: Every weekday at seven."),
    )
    is_offered = models.BooleanField(
        for_editors("offered to readers"),
        default=True,
        help_text=for_editors("Who takes it keeps it when it is offered no more."),
    )

    base_form_class = UpToDateForm

    class Meta(Orderable.Meta):
        verbose_name = for_editors("newsletter")
        verbose_name_plural = for_editors("newsletters")

    def __str__(self) -> str:
        return self.name


class NewsletterReader(models.Model):
    """An address that takes a newsletter: its owner said so from their mailbox, or signed in."""

    wagtail_reference_index_ignore = True

    newsletter = models.ForeignKey(Newsletter, on_delete=models.PROTECT, related_name="readers")
    address = AddressField(for_editors("address"), db_index=True)
    joined_at = models.DateTimeField(for_editors("since"), default=timezone.now)
    # The appeal in which it was asked for, if it was one.
    campaign = models.CharField(for_editors("campaign"), max_length=64, blank=True)
    variant = models.CharField(for_editors("variant"), max_length=64, blank=True)

    # Set where its owner has their account erased: nobody is told the address then.
    is_erased: bool = False

    class Meta:
        ordering = ["-joined_at", "-pk"]
        default_permissions = ("view", "delete")
        verbose_name = for_editors("newsletter reader")
        verbose_name_plural = for_editors("newsletter readers")
        constraints = [
            models.UniqueConstraint(fields=["newsletter", "address"], name="newsletter_taken_once"),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.newsletter}"


class Reminder(models.Model):
    """An address to which one e-mail goes on a day; then the row is gone."""

    wagtail_reference_index_ignore = True

    address = AddressField(for_editors("address"), unique=True)
    day = models.DateField(for_editors("day"), db_index=True)
    made_at = models.DateTimeField(for_editors("asked for"), default=timezone.now)
    # The appeal in which it was asked for, if it was one.
    campaign = models.CharField(for_editors("campaign"), max_length=64, blank=True)
    variant = models.CharField(for_editors("variant"), max_length=64, blank=True)

    class Meta:
        ordering = ["day", "pk"]
        default_permissions = ("view", "delete")
        verbose_name = for_editors("reminder")
        verbose_name_plural = for_editors("reminders")

    def __str__(self) -> str:
        return f"{self.address}: {self.day}"
