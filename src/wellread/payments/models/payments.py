"""What was paid."""

from django.db import models
from django.utils.translation import pgettext_lazy

from wellread.language.editors import for_editors
from wellread.payments import rules
from wellread.payments.models.checkouts import Checkout
from wellread.payments.models.subscriptions import Subscription
from wellread.payments.money import Money


class Payment(models.Model):
    """One payment: of an invoice, or of a contribution."""

    wagtail_reference_index_ignore = True

    class Status(models.TextChoices):
        PENDING = "pending", pgettext_lazy("state of a payment", "Pending")
        PROMISED = "promised", pgettext_lazy("state of a payment", "The bank is sending it")
        FAILED = "failed", pgettext_lazy("state of a payment", "Failed")
        SUCCEEDED = "succeeded", pgettext_lazy("state of a payment", "Received")
        PARTLY_REFUNDED = "partly_refunded", pgettext_lazy("state of a payment", "Partly refunded")
        REFUNDED = "refunded", pgettext_lazy("state of a payment", "Refunded")
        DISPUTED = "disputed", pgettext_lazy("state of a payment", "Disputed")
        LOST = "lost", pgettext_lazy("state of a payment", "Lost to a dispute")

    stripe_id = models.CharField(max_length=255, unique=True)
    checkout = models.ForeignKey(Checkout, on_delete=models.PROTECT, related_name="payments")
    subscription = models.ForeignKey(
        Subscription,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="payments",
    )
    invoice_id = models.CharField(max_length=255, null=True, blank=True)
    charge_id = models.CharField(max_length=255, blank=True)
    status = models.CharField(max_length=15, choices=Status, default=Status.PENDING)
    amount_minor = models.PositiveBigIntegerField()
    refunded_minor = models.PositiveBigIntegerField(default=0)
    fee_covered_minor = models.PositiveBigIntegerField(
        default=0, help_text=for_editors("What of it was added to cover the fee.")
    )
    currency = models.CharField(max_length=3)
    paid_at = models.DateTimeField(null=True, blank=True)
    # When a bank was asked for a debit last, and when to ask after it that has not answered.
    asked_at = models.DateTimeField(null=True, blank=True)
    look_again_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(refunded_minor__lte=models.F("amount_minor")),
                name="refunds_within_the_payment",
            ),
            models.UniqueConstraint(
                fields=["invoice_id"],
                condition=models.Q(status__in=sorted(rules.RECEIVED)),
                name="invoice_paid_once",
            ),
        ]
        indexes = [
            models.Index(fields=["paid_at", "id"], name="payments_by_date"),
            models.Index(fields=["invoice_id"], name="payments_by_invoice"),
            models.Index(fields=["charge_id"], name="payments_by_charge"),
            models.Index(
                fields=["look_again_at"],
                condition=models.Q(status="promised"),
                name="payments_that_are_promised",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.money}, {self.get_status_display().lower()}"

    @property
    def receipt_number(self) -> str:
        """The number on its receipt: the end of Stripe's own, by which staff find it in both."""
        return (self.charge_id or self.stripe_id)[-8:].upper()

    @property
    def money(self) -> Money:
        """The amount paid, before refunds."""
        return Money(self.amount_minor, self.currency)

    @property
    def fee_covered(self) -> Money:
        """What of it was added to cover the payment service's fee."""
        return Money(self.fee_covered_minor, self.currency)

    @property
    def refunded(self) -> Money:
        """The amount given back."""
        return Money(self.refunded_minor, self.currency)
