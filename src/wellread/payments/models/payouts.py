"""What was paid out to the newsroom's bank."""

from django.db import models

from wellread.language.editors import for_editors
from wellread.payments.money import Money


class Payout(models.Model):
    """Money that left for the bank, which may hold what other products on the account earned.

    What of it is ours is known once Stripe names its movements: `known_at`. Of one made by hand it
    never does.
    """

    wagtail_reference_index_ignore = True

    class Status(models.TextChoices):
        PENDING = "pending", for_editors("Pending")
        IN_TRANSIT = "in_transit", for_editors("On its way")
        PAID = "paid", for_editors("Arrived")
        FAILED = "failed", for_editors("Sent back by the bank")
        CANCELED = "canceled", for_editors("Cancelled")

    stripe_id = models.CharField(max_length=255, unique=True)
    status = models.CharField(max_length=10, choices=Status)
    amount_minor = models.BigIntegerField(help_text=for_editors("As the bank's line says it."))
    currency = models.CharField(max_length=3)
    made_at = models.DateTimeField()
    arrives_at = models.DateTimeField(help_text=for_editors("The day of the bank's line."))
    reference = models.CharField(
        max_length=255, blank=True, help_text=for_editors("By which the bank knows it.")
    )
    descriptor = models.CharField(
        max_length=255, blank=True, help_text=for_editors("What stands on the bank's line.")
    )
    is_by_hand = models.BooleanField(default=False)
    ours_minor = models.BigIntegerField(default=0)
    others_minor = models.BigIntegerField(default=0)
    known_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(known_at=None, ours_minor=0, others_minor=0)
                | models.Q(amount_minor=models.F("ours_minor") + models.F("others_minor")),
                name="payout_is_ours_and_others",
            ),
        ]
        indexes = [models.Index(fields=["made_at", "id"], name="payouts_by_date")]

    def __str__(self) -> str:
        return f"{self.money}, {self.get_status_display().lower()}"

    @property
    def money(self) -> Money:
        """The amount of the bank's line."""
        return Money(self.amount_minor, self.currency)

    @property
    def ours(self) -> Money | None:
        """What of it is ours, or None while that is not known."""
        return Money(self.ours_minor, self.currency) if self.known_at else None

    @property
    def others(self) -> Money | None:
        """What other products of the account earned of it, in one sum."""
        return Money(self.others_minor, self.currency) if self.known_at else None


class PayoutLine(models.Model):
    """A movement of ours that was paid out: which, and what it came to after its fee."""

    wagtail_reference_index_ignore = True

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="lines")
    # None of a payout that had come back: our share of it goes with another.
    payment = models.ForeignKey("Payment", on_delete=models.PROTECT, null=True, related_name="+")
    movement_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=13)
    source_id = models.CharField(max_length=255)
    moved_at = models.DateTimeField()
    # As it was charged, and as it reached our balance: in another currency where Stripe converts.
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    settled_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField()

    class Meta:
        ordering = ["moved_at", "movement_id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["payout", "movement_id"], name="paid_out_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id}"

    @property
    def net_minor(self) -> int:
        """What reached the bank of it, in the payout's currency."""
        return self.settled_minor - self.fee_minor
