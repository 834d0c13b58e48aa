"""What is remembered of strangers who try out cards."""

from django.conf import settings
from django.db import models

from wellread.language.editors import for_editors
from wellread.payments.models.checkouts import Checkout


class DeclinedTry(models.Model):
    """A card that was declined on a page of ours, kept for a week to see strangers trying cards."""

    wagtail_reference_index_ignore = True

    charge_id = models.CharField(max_length=255, unique=True)
    checkout = models.ForeignKey(
        Checkout, on_delete=models.CASCADE, null=True, related_name="declined_tries"
    )
    network = models.CharField(max_length=32, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    decline_code = models.CharField(max_length=100, blank=True)
    tried_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["tried_at"], name="declined_by_date"),
            models.Index(fields=["network", "tried_at"], name="declined_by_network"),
            models.Index(fields=["fingerprint", "tried_at"], name="declined_by_card"),
        ]

    def __str__(self) -> str:
        return f"{self.charge_id}, {self.decline_code}"


class CheckoutPause(models.Model):
    """That no new payments are taken, since somebody tries out cards: until a person lifts it."""

    wagtail_reference_index_ignore = True

    began_at = models.DateTimeField(for_editors("began at"))
    declined = models.PositiveIntegerField(for_editors("declined tries"))
    cards = models.PositiveIntegerField(for_editors("different cards"))
    is_on = models.BooleanField(for_editors("on"), default=True)
    lifted_at = models.DateTimeField(for_editors("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=for_editors("lifted by"),
    )

    class Meta:
        ordering = ["-began_at", "-pk"]
        default_permissions = ("change", "view")
        constraints = [
            models.UniqueConstraint(
                fields=["is_on"],
                condition=models.Q(is_on=True),
                name="one_pause_of_checkouts",
            ),
        ]

    def __str__(self) -> str:
        return for_editors("Pause of new payments, %(day)s") % {"day": f"{self.began_at:%Y-%m-%d}"}
