"""Rows about e-mails: what is to be sent or was sent, and the newsroom's own words."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone

from wellread.language.editors import for_editors
from wellread.mail import catalogue
from wellread.mail.fields import AddressField


def unlike_any() -> str:
    """Return what an e-mail is about that may be sent any number of times."""
    return uuid4().hex


class Email(models.Model):
    """An e-mail to somebody: written down once, sent at most once."""

    wagtail_reference_index_ignore = True

    class Priority(models.IntegerChoices):
        URGENT = 0, for_editors("Somebody waits for it")
        USUAL = 1, for_editors("Usual")

    class State(models.TextChoices):
        QUEUED = "queued", for_editors("Queued")
        SENDING = "sending", for_editors("Being sent")
        SENT = "sent", for_editors("Sent")
        FAILED = "failed", for_editors("Could not be sent")
        LATE = "late", for_editors("Too late to be of use")

    recipient = AddressField()
    name = models.CharField(for_editors("e-mail"), max_length=40, choices=catalogue.choices)
    language = models.CharField(max_length=20, default="", editable=False)
    about = models.CharField(
        max_length=255,
        default=unlike_any,
        help_text=for_editors("What it is about: one e-mail for each."),
    )
    belongs_to = models.CharField(
        max_length=64,
        blank=True,
        db_index=True,
        help_text=for_editors("What its sender finds it by."),
    )
    facts = models.JSONField(default=dict)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.USUAL)
    state = models.CharField(max_length=7, choices=State, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    queued_at = models.DateTimeField(default=timezone.now, editable=False)
    try_again_at = models.DateTimeField(null=True, blank=True)
    good_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-queued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "name", "about"], name="email_written_once"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "priority", "id"], name="email_queue"),
            models.Index(fields=["queued_at", "id"], name="emails_by_date"),
        ]

    def __str__(self) -> str:
        return for_editors("%(email)s to %(address)s") % {
            "email": self.get_name_display(),
            "address": self.recipient,
        }

    @property
    def can_be_sent_again(self) -> bool:
        """Whether it was set aside, and what it said is still known."""
        known = catalogue.TEMPLATES.get(self.name)
        return self.state == self.State.FAILED and known is not None and known.keeps_facts


class EmailWording(models.Model):
    """The newsroom's own words for one e-mail, in one language; without a row ours are used."""

    wagtail_reference_index_ignore = True

    name = models.CharField(for_editors("e-mail"), max_length=40, choices=catalogue.choices)
    language = models.CharField(max_length=20)
    subject = models.CharField(max_length=200)
    preheader = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    signed_by = models.CharField(max_length=100, blank=True)
    role = models.CharField(max_length=100, blank=True)
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        default_permissions = ("change",)
        constraints = [
            models.UniqueConstraint(fields=["name", "language"], name="one_wording_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.get_name_display()} ({self.language})"


class EmailSignature(models.Model):
    """Who signs e-mails in a language, where an e-mail's own words name nobody."""

    wagtail_reference_index_ignore = True

    language = models.CharField(max_length=20, unique=True)
    signed_by = models.CharField(for_editors("name"), max_length=100, blank=True)
    role = models.CharField(max_length=100, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.signed_by} ({self.language})"
