"""What Stripe said happened, before anything was done about it."""

from django.db import models

from wellread.language.editors import for_editors


class BillingEvent(models.Model):
    """One message from Stripe, kept as it came; processed by asking for the present state."""

    wagtail_reference_index_ignore = True

    class Outcome(models.TextChoices):
        WAITING = "waiting", for_editors("Waiting")
        PROCESSED = "processed", for_editors("Processed")
        IGNORED = "ignored", for_editors("Ignored: not ours")
        GIVEN_UP = "given_up", for_editors("Given up: needs a person")

    stripe_id = models.CharField(max_length=255, unique=True)
    type = models.CharField(max_length=100)
    object_id = models.CharField(max_length=255, blank=True)
    payload = models.JSONField()
    is_whole = models.BooleanField(
        default=True, help_text=for_editors("Whether it still says what it said of people.")
    )
    outcome = models.CharField(max_length=9, choices=Outcome, default=Outcome.WAITING)
    received_at = models.DateTimeField(auto_now_add=True)
    processed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    try_again_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["outcome", "try_again_at"], name="events_to_process"),
            models.Index(fields=["received_at", "id"], name="events_by_date"),
            models.Index(
                fields=["processed_at"],
                condition=models.Q(is_whole=True),
                name="events_to_forget",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.stripe_id}"
