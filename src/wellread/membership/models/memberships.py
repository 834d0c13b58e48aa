"""Who is a member, and how that stands."""

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from wellread.language.editors import for_editors
from wellread.membership import rules
from wellread.membership.models.plans import LocalPrice, Plan, Price
from wellread.payments.models import Checkout, Subscription

# In the metadata of a Checkout: for the readers of which countries its price was.
LOCAL_PRICE_KEY = "local_price"


class Membership(models.Model):
    """A reader's state as a member; nobody's until a payment made unsigned is claimed."""

    wagtail_reference_index_ignore = True

    class Status(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("state of a membership", "Active")
        PAST_DUE = "past_due", pgettext_lazy("state of a membership", "Payment failed")
        ENDING = "ending", pgettext_lazy("state of a membership", "Cancelled, still running")
        ENDED = "ended", pgettext_lazy("state of a membership", "Ended")

    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=for_editors("reader"),
    )
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="memberships", verbose_name=for_editors("plan")
    )
    checkout = models.OneToOneField(
        Checkout,
        on_delete=models.PROTECT,
        related_name="membership",
        verbose_name=for_editors("checkout"),
    )
    subscription = models.OneToOneField(
        Subscription,
        on_delete=models.PROTECT,
        related_name="membership",
        verbose_name=for_editors("subscription"),
    )
    is_group = models.BooleanField(
        for_editors("of a group"),
        default=False,
        help_text=for_editors("It pays for seats, and opens nothing to who pays."),
    )
    status = models.CharField(for_editors("status"), max_length=8, choices=Status)
    started_at = models.DateTimeField(for_editors("started at"))
    paid_until = models.DateTimeField(for_editors("paid until"), null=True, blank=True)
    reminded_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text=for_editors("When the yearly reminder was last written."),
    )
    times_cancelled = models.PositiveIntegerField(for_editors("times cancelled"), default=0)
    second_since = models.DateTimeField(
        for_editors("second since"),
        null=True,
        blank=True,
        help_text=for_editors("When it was found to be a reader's second one."),
    )
    second_to = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=for_editors("The membership beside which it was charged."),
        verbose_name=for_editors("second to"),
    )
    second_told_at = models.DateTimeField(
        for_editors("second told at"),
        null=True,
        blank=True,
        help_text=for_editors("When all that follows from being second was done."),
    )

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["reader"],
                condition=models.Q(status__in=sorted(rules.LIVE), is_group=False),
                name="one_live_membership_per_reader",
            ),
        ]
        indexes = [
            models.Index(fields=["started_at"], name="memberships_by_start"),
            models.Index(fields=["status", "started_at"], name="memberships_by_status"),
            models.Index(fields=["status", "paid_until"], name="memberships_by_end"),
            models.Index(
                fields=["second_told_at"],
                condition=models.Q(second_since__isnull=False),
                name="second_memberships",
            ),
        ]

    def __str__(self) -> str:
        who = self.reader or self.checkout.email or for_editors("Someone")
        return f"{who}, {self.get_status_display()}"

    @property
    def can_change_amount(self) -> bool:
        """Whether another amount may be chosen: it charges again, in a currency still sold."""
        return self.status in rules.LIVE and self.price is not None and not self.is_group

    @property
    def entitlements(self) -> list[str]:
        """What a payment opens to who pays: of a group nothing, its seats are granted."""
        return [] if self.is_group else self.plan.entitlements

    @property
    def price(self) -> Price | LocalPrice | None:
        """The plan's price in the currency this member pays, or None when it is sold no more.

        Who joined at the price of a country keeps it while there is one.
        """
        currency = self.subscription.currency
        joined_at = self.checkout.metadata.get(LOCAL_PRICE_KEY)
        if joined_at:
            local = self.plan.local_prices.filter(pk=joined_at, currency=currency).first()
            if local is not None:
                return local
        return self.plan.price(currency)

    @property
    def email(self) -> str:
        """Where e-mails to this member go."""
        return self.reader.email if self.reader else self.checkout.email
