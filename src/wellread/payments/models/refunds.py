"""What is given back: by Stripe, and by order of the newsroom."""

import uuid

from django.conf import settings
from django.db import models

from wellread.language.editors import for_editors
from wellread.payments.models.payments import Payment
from wellread.payments.money import Money


class Refund(models.Model):
    """Money given back to a reader."""

    wagtail_reference_index_ignore = True

    stripe_id = models.CharField(max_length=255, unique=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    status = models.CharField(max_length=20)
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="refunds_by_date")]

    def __str__(self) -> str:
        money = Money(self.amount_minor, self.currency)
        return for_editors("%(money)s given back") % {"money": money}


class RefundOrder(models.Model):
    """That a colleague gives money back, written down before Stripe is asked.

    Its id is made with the form, so a form sent twice is one order.
    """

    wagtail_reference_index_ignore = True

    class Reason(models.TextChoices):
        ASKED = "asked", for_editors("The reader asked for it")
        DUPLICATE = "duplicate", for_editors("Paid twice")
        MISTAKE = "mistake", for_editors("A mistake of ours")
        GOODWILL = "goodwill", for_editors("Goodwill")
        FRAUD = "fraud", for_editors("Not paid by the card’s owner")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.ForeignKey(
        Payment,
        on_delete=models.PROTECT,
        related_name="refund_orders",
        verbose_name=for_editors("payment"),
    )
    amount_minor = models.PositiveBigIntegerField(for_editors("amount"))
    reason = models.CharField(for_editors("reason"), max_length=9, choices=Reason)
    note = models.CharField(for_editors("note"), max_length=300, blank=True)
    stops_membership = models.BooleanField(for_editors("cancels the membership"), default=False)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=for_editors("ordered by"),
    )
    ordered_at = models.DateTimeField(for_editors("ordered at"))
    done_at = models.DateTimeField(for_editors("done at"), null=True, blank=True)
    refusal = models.TextField(for_editors("refused by Stripe"), blank=True)

    class Meta:
        ordering = ["-ordered_at", "-pk"]
        default_permissions = ("add", "view")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="refund_order_gives_something"
            ),
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(refusal=""),
                name="refund_order_done_or_refused",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ordered_at"],
                condition=models.Q(done_at=None, refusal=""),
                name="refund_orders_waiting",
            ),
        ]

    def __str__(self) -> str:
        return for_editors("%(money)s to be given back") % {"money": self.money}

    @property
    def money(self) -> Money:
        """The amount to be given back."""
        return Money(self.amount_minor, self.payment.currency)
