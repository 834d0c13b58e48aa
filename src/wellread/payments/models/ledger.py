"""The books: each movement of money, never changed."""

from typing import Any, NoReturn

from django.db import models

from wellread.language.editors import for_editors
from wellread.payments.models.payments import Payment
from wellread.payments.models.payouts import Payout
from wellread.payments.money import Money


class LedgerIsAppendOnly(Exception):
    """A ledger entry is never changed or removed: a mistake is answered by a new entry."""


class LedgerQuerySet(models.QuerySet["LedgerEntry"]):
    """Refuses whatever would rewrite the books."""

    def of_payments(self) -> "LedgerQuerySet":
        """Return what moved with a payment: all but payouts."""
        return self.filter(payment__isnull=False)

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise LedgerIsAppendOnly

    def delete(self) -> NoReturn:
        """Refuse."""
        raise LedgerIsAppendOnly


class LedgerEntry(models.Model):
    """One movement of money, from our side: received is positive. Never edited.

    It bears the date on which Stripe moved it. The database refuses to change or remove one:
    a later migration that makes this table anew on SQLite must make its triggers anew.
    """

    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        PAYMENT = "payment", for_editors("Payment")
        FEE = "fee", for_editors("Fee")
        REFUND = "refund", for_editors("Refund")
        REFUND_FAILED = "refund_failed", for_editors("Failed refund")
        DISPUTE = "dispute", for_editors("Dispute")
        DISPUTE_WON = "dispute_won", for_editors("Dispute won")
        PAYOUT = "payout", for_editors("Payout")
        PAYOUT_FAILED = "payout_failed", for_editors("Payout that came back")

    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="ledger"
    )
    payout = models.ForeignKey(
        Payout, on_delete=models.PROTECT, null=True, blank=True, related_name="ledger"
    )
    kind = models.CharField(max_length=13, choices=Kind)
    source_id = models.CharField(
        max_length=255, help_text=for_editors("The Stripe object that moved it.")
    )
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    correction = models.PositiveIntegerField(
        default=0,
        help_text=for_editors("0 as it was booked; a later line corrects those before it."),
    )

    objects = LedgerQuerySet.as_manager()

    class Meta:
        ordering = ["occurred_at", "pk"]
        verbose_name_plural = for_editors("ledger entries")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source_id", "correction"], name="movement_counted_once"
            ),
            models.CheckConstraint(
                condition=models.Q(payment__isnull=False, payout=None)
                | models.Q(payment=None, payout__isnull=False),
                name="entry_of_a_payment_or_a_payout",
            ),
        ]
        indexes = [models.Index(fields=["occurred_at", "id"], name="ledger_by_date")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.money}"

    @property
    def money(self) -> Money:
        """The amount that moved: negative when it left us."""
        return Money(self.amount_minor, self.currency)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new line; raise LedgerIsAppendOnly for one that is written."""
        if not self._state.adding:
            raise LedgerIsAppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise LedgerIsAppendOnly
