"""What is charged again and again."""

from datetime import datetime

from django.db import models

from wellread.language.editors import for_editors
from wellread.payments import discounts, rules
from wellread.payments.models.checkouts import Checkout
from wellread.payments.money import Money

PRICE_OF = {
    "month": for_editors("%(money)s a month"),
    "year": for_editors("%(money)s a year"),
}


class Subscription(models.Model):
    """An agreement that charges again, as Stripe last described it."""

    wagtail_reference_index_ignore = True

    stripe_id = models.CharField(max_length=255, unique=True)
    checkout = models.OneToOneField(Checkout, on_delete=models.PROTECT, related_name="subscription")
    status = models.CharField(max_length=20)
    cancel_at_period_end = models.BooleanField(default=False)
    current_period_ends_at = models.DateTimeField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(
        max_length=50, blank=True, help_text=for_editors("In Stripe's word.")
    )
    amount_minor = models.PositiveBigIntegerField()
    quantity = models.PositiveIntegerField(default=1)
    currency = models.CharField(max_length=3)
    interval = models.CharField(max_length=5)
    fee_covered_minor = models.PositiveBigIntegerField(
        default=0, help_text=for_editors("What of the amount covers the payment service’s fee.")
    )
    off_hundredths = models.PositiveIntegerField(
        default=0, help_text=for_editors("Taken off each charge, in hundredths of a percent.")
    )
    off_minor = models.PositiveBigIntegerField(default=0)
    off_until = models.DateTimeField(
        null=True, blank=True, help_text=for_editors("Empty where it is taken off for ever.")
    )
    look_again_at = models.DateTimeField(null=True, blank=True)
    card_last4 = models.CharField(max_length=4, blank=True)
    card_fingerprint = models.CharField(max_length=64, blank=True)
    card_runs_out_at = models.DateTimeField(null=True, blank=True)
    card_told_at = models.DateTimeField(
        null=True, blank=True, help_text=for_editors("When its payer was told that it expires.")
    )

    class Meta:
        indexes = [
            models.Index(fields=["current_period_ends_at"], name="subscriptions_by_renewal"),
            models.Index(
                fields=["card_runs_out_at"],
                condition=models.Q(card_told_at=None),
                name="subscriptions_by_card",
            ),
        ]

    def __str__(self) -> str:
        said = PRICE_OF[self.interval] % {"money": self.money}
        return f"{said}, {self.status}"

    @property
    def money(self) -> Money:
        """The amount of each charge, without what is taken off for a time."""
        return Money(self.amount_minor, self.currency)

    @property
    def fee_covered(self) -> Money:
        """What of each charge covers the payment service's fee."""
        return Money(self.fee_covered_minor, self.currency)

    @property
    def chosen(self) -> Money:
        """The amount without what covers the fee: what a member chose to give."""
        return Money(self.amount_minor - self.fee_covered_minor, self.currency)

    def charge_at(self, moment: datetime) -> Money:
        """Return what a charge at a moment comes to."""
        if self.off_until is not None and self.off_until <= moment:
            return self.money
        off_minor = discounts.off_minor(
            self.amount_minor, hundredths=self.off_hundredths, sum_minor=self.off_minor
        )
        return Money(self.amount_minor - off_minor, self.currency)

    @property
    def renews(self) -> bool:
        """Whether another charge is to come."""
        return not self.cancel_at_period_end and self.status not in rules.SUBSCRIPTION_ENDS
