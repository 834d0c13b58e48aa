from django.db import models

from wellread.language.editors import for_editors
from wellread.payments.money import Money


class Kind(models.TextChoices):
    """What a reader's device reports."""

    IMPRESSION = "impression", for_editors("Impressions")
    VIEW = "view", for_editors("Views")
    CLICK = "click", for_editors("Clicks")
    DISMISSAL = "dismissal", for_editors("Dismissals")
    HELD_OUT = "held_out", for_editors("Held out")


class DeviceEvent(models.Model):
    """One thing that happened to an appeal. It names no reader, address or history."""

    kind = models.CharField(max_length=12, choices=Kind)
    campaign = models.CharField(max_length=64)
    variant = models.CharField(max_length=64, blank=True)
    placement = models.CharField(max_length=20)
    # Of the line-up: it fixes the chances.
    version = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.kind} of {self.campaign}/{self.variant}"


class EventTotal(models.Model):
    """How many events of a kind a variant had on a day (UTC): what the funnel reads."""

    day = models.DateField()
    campaign = models.CharField(max_length=64)
    variant = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "campaign", "variant", "kind"], name="one_total_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.campaign}/{self.variant} {self.kind}: {self.number}"


class Conversion(models.Model):
    """The first money of a checkout, with the appeal it came from, or none."""

    checkout_id = models.UUIDField(unique=True)
    campaign = models.CharField(max_length=64, blank=True)
    variant = models.CharField(max_length=64, blank=True)
    version = models.CharField(max_length=64, blank=True)
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    interval = models.CharField(max_length=5)
    at = models.DateTimeField()
    day = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"{Money(self.amount_minor, self.currency)} ({self.interval})"


class DropReason(models.TextChoices):
    """Why events were not kept."""

    TOO_LARGE = "too_large", for_editors("Larger than 4 kB")
    MALFORMED = "malformed", for_editors("Not understood")
    UNKNOWN = "unknown", for_editors("About a campaign or variant that was never published")
    OVERFLOW = "overflow", for_editors("More than could be written at the time")
    FOREIGN = "foreign", for_editors("Sent by another site's page, or by no page at all")
    REPEATED = "repeated", for_editors("The same thing told twice in one message")
    CROWDED = "crowded", for_editors("More messages than one address may send in a minute")


class DroppedEvents(models.Model):
    """How many events were not kept on a day (UTC), by reason."""

    day = models.DateField()
    reason = models.CharField(max_length=12, choices=DropReason)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "reason"], name="one_dropped_total_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.reason}: {self.number}"
