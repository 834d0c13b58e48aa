"""Rows about other systems: where they listen, what they were told, and what became of it."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import models

from wellread.integrations import rules
from wellread.language.editors import for_editors
from wellread.mail.fields import AddressField
from wellread.membership.models import Membership


class WebhookEndpoint(models.Model):
    """An address at which another system hears what happens."""

    wagtail_reference_index_ignore = True

    name = models.CharField(for_editors("name"), max_length=100)
    address = models.CharField(
        for_editors("address"),
        max_length=500,
        help_text=for_editors("Where events are sent, beginning with https://."),
    )
    kinds = models.JSONField(
        for_editors("events"),
        default=list,
        blank=True,
        help_text=for_editors("None chosen means all, also those that come later."),
    )
    contact = AddressField(
        for_editors("who is told"),
        help_text=for_editors("Hears by e-mail when this address is switched off."),
    )
    is_active = models.BooleanField(
        for_editors("active"),
        default=True,
        help_text=for_editors("While it is not, events wait, for as long as they are kept."),
    )
    secret = models.CharField(max_length=100, editable=False)
    old_secret = models.CharField(max_length=100, blank=True, editable=False)
    old_secret_until = models.DateTimeField(null=True, blank=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    switched_off_at = models.DateTimeField(null=True, blank=True, editable=False)
    why_off = models.CharField(max_length=300, blank=True, editable=False)
    # One worker sends to an address at a time, so that the order holds.
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = for_editors("webhook")
        verbose_name_plural = for_editors("webhooks")

    def __str__(self) -> str:
        return self.name

    def hears(self, kind: str) -> bool:
        """Tell whether events of a kind are sent here."""
        return not self.kinds or kind in self.kinds


class WebhookEvent(models.Model):
    """Something that happened, in the words in which other systems are told of it.

    Written in the transaction of what happened; those about one subject are sent in this order.
    """

    wagtail_reference_index_ignore = True

    name = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=60, db_index=True)
    body = models.TextField()
    happened_at = models.DateTimeField()
    written_at = models.DateTimeField(auto_now_add=True)
    reader_number = models.BigIntegerField(null=True, blank=True, db_index=True)
    redacted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["written_at"], name="events_by_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class WebhookDelivery(models.Model):
    """That an event is to be told at one address, and what became of that."""

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        WAITING = "waiting", for_editors("Waiting")
        DELIVERED = "delivered", for_editors("Delivered")
        GIVEN_UP = "given_up", for_editors("Given up")

    endpoint = models.ForeignKey(
        WebhookEndpoint,
        on_delete=models.CASCADE,
        related_name="deliveries",
        verbose_name=for_editors("address"),
    )
    event = models.ForeignKey(
        WebhookEvent,
        on_delete=models.CASCADE,
        related_name="deliveries",
        verbose_name=for_editors("event"),
    )
    # The event's, so that what comes before it is found by one index.
    subject = models.CharField(max_length=60)
    state = models.CharField(
        for_editors("state"), max_length=9, choices=State, default=State.WAITING
    )
    attempts = models.PositiveIntegerField(for_editors("attempts"), default=0)
    try_again_at = models.DateTimeField(for_editors("try again at"), null=True, blank=True)
    tried_at = models.DateTimeField(for_editors("tried at"), null=True, blank=True)
    answer = models.PositiveSmallIntegerField(for_editors("answer"), null=True, blank=True)
    error = models.CharField(for_editors("fault"), max_length=300, blank=True)
    took_ms = models.PositiveIntegerField(for_editors("took (ms)"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = for_editors("webhook delivery")
        verbose_name_plural = for_editors("webhook deliveries")
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="event_delivered_once")
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "subject", "event"],
                condition=models.Q(state="waiting"),
                name="deliveries_in_order",
            ),
            models.Index(fields=["state", "try_again_at"], name="deliveries_due"),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.endpoint}"


class ToldMembership(models.Model):
    """What of a membership other systems were told last, and when that became so."""

    wagtail_reference_index_ignore = True

    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, primary_key=True, related_name="told"
    )
    status = models.CharField(max_length=8, blank=True)
    amount_minor = models.PositiveBigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    interval = models.CharField(max_length=5, blank=True)
    plan = models.BigIntegerField(default=0)
    reader = models.BigIntegerField(null=True)
    email = AddressField(blank=True)
    paid_until = models.DateTimeField(null=True)
    trial_ends_at = models.DateTimeField(null=True)
    lower_minor = models.PositiveBigIntegerField(null=True)
    lower_until = models.DateTimeField(null=True)
    events = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["changed_at", "membership"], name="memberships_by_change")]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.status}"

    @property
    def facts(self) -> rules.ToldFacts:
        """What was told, as one value to compare."""
        return rules.ToldFacts(*(getattr(self, name) for name in rules.ToldFacts._fields))

    def take(self, facts: rules.ToldFacts) -> Iterable[str]:
        """Take over what is told now; return which fields that are."""
        for name, value in facts._asdict().items():
            setattr(self, name, value)
        return rules.ToldFacts._fields


class ApiKey(models.Model):
    """What another system asks with: known by its beginning, checked by a digest of the rest."""

    wagtail_reference_index_ignore = True

    name = models.CharField(
        for_editors("name"), max_length=100, help_text=for_editors("Who asks with it.")
    )
    prefix = models.CharField(for_editors("begins with"), max_length=8, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    scopes = models.JSONField(for_editors("may ask for"), default=list)
    expires_at = models.DateTimeField(
        for_editors("expires at"),
        null=True,
        blank=True,
        help_text=for_editors("Empty: it lasts until it is revoked."),
    )
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        verbose_name=for_editors("made by"),
    )
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The minute in which it was used last, and how often in that minute.
    used_at = models.DateTimeField(null=True, blank=True, editable=False)
    times_used = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = for_editors("API key")
        verbose_name_plural = for_editors("API keys")
        default_permissions = ("add", "view", "change")

    def __str__(self) -> str:
        return self.name

    def is_good(self, at: datetime) -> bool:
        """Tell whether anything may be asked with it."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)
