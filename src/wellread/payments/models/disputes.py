"""What a bank was asked to take back."""

from django.db import models

from wellread.language.editors import for_editors
from wellread.payments.models.payments import Payment
from wellread.payments.money import Money


class Dispute(models.Model):
    """That a bank takes a payment back for its customer, as Stripe last described it."""

    wagtail_reference_index_ignore = True

    CLOSED = ("won", "lost", "warning_closed", "prevented")

    stripe_id = models.CharField(max_length=255, unique=True)
    payment = models.ForeignKey(
        Payment,
        on_delete=models.PROTECT,
        related_name="disputes",
        verbose_name=for_editors("payment"),
    )
    status = models.CharField(
        for_editors("status"), max_length=40, help_text=for_editors("In Stripe's word.")
    )
    reason = models.CharField(
        for_editors("reason"), max_length=50, help_text=for_editors("In Stripe's word.")
    )
    amount_minor = models.PositiveBigIntegerField(for_editors("amount"))
    currency = models.CharField(max_length=3)
    opened_at = models.DateTimeField(for_editors("opened at"))
    answer_by = models.DateTimeField(for_editors("answer by"), null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["status", "answer_by"], name="disputes_by_deadline")]

    def __str__(self) -> str:
        return for_editors("%(money)s disputed") % {"money": self.money}

    @property
    def money(self) -> Money:
        """The amount that is disputed."""
        return Money(self.amount_minor, self.currency)

    @property
    def is_open(self) -> bool:
        """Whether it is not decided yet."""
        return self.status not in self.CLOSED

    @property
    def awaits_answer(self) -> bool:
        """Whether the bank still waits for what we have to say."""
        return self.status in ("needs_response", "warning_needs_response")
