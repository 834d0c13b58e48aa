"""Who pays, and what was begun to be paid."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models

from wellread.language.editors import for_editors
from wellread.mail.fields import AddressField
from wellread.payments.money import Money

# In the metadata of a Checkout that was brought here from another system: when.
BROUGHT_IN_KEY = "brought_in_at"
# In the metadata of a Checkout that buys a gift: which, so that no two are taken for the same.
GIFT_KEY = "gift"
# In the metadata of a Checkout that buys seats of a group: which. It has a customer of its own,
# so that whoever manages it later meets nobody's card but the group's.
GROUP_KEY = "group"


class Customer(models.Model):
    """Someone Stripe knows; `reader` is whom we introduced, signed in: no claim makes it theirs."""

    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="customers",
    )
    stripe_id = models.CharField(max_length=255, unique=True, null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.stripe_id or str(for_editors("not yet known to Stripe"))


class Checkout(models.Model):
    """An intention to pay, written down before Stripe hears of it."""

    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        SUBSCRIPTION = "subscription", for_editors("Subscription")
        ONCE = "once", for_editors("Once")

    class State(models.TextChoices):
        OPEN = "open", for_editors("Open")
        PROMISED = "promised", for_editors("Its bank was asked")
        PAID = "paid", for_editors("Paid")
        FAILED = "failed", for_editors("The bank sent nothing")
        EXPIRED = "expired", for_editors("Expired")

    # What somebody sent off: by card it is paid, by a debit its bank is asked first.
    SENT_OFF = (State.PROMISED, State.PAID, State.FAILED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="checkouts",
    )
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, blank=True)
    email = AddressField(
        blank=True, help_text=for_editors("As typed at the checkout: never a sign-in.")
    )
    country = models.CharField(
        max_length=2, blank=True, help_text=for_editors("Of the bill, as Stripe was told it last.")
    )
    kind = models.CharField(max_length=12, choices=Kind)
    interval = models.CharField(max_length=5, help_text=for_editors("month, year or once"))
    amount_minor = models.PositiveBigIntegerField()
    quantity = models.PositiveIntegerField(
        default=1, help_text=for_editors("How many are bought for the amount: seats of a group.")
    )
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    takes_debits = models.BooleanField(
        default=False, help_text=for_editors("Whether a bank account could be debited, too.")
    )
    fee_covered_minor = models.PositiveBigIntegerField(
        default=0, help_text=for_editors("What of it covers the payment service’s fee.")
    )
    off_minor = models.PositiveBigIntegerField(
        default=0, help_text=for_editors("Taken off each charge while the discount runs.")
    )
    off_months = models.PositiveIntegerField(
        null=True, blank=True, help_text=for_editors("For so long; empty for ever.")
    )
    trial_days = models.PositiveIntegerField(
        default=0, help_text=for_editors("Free before the first charge.")
    )
    coupon = models.CharField(max_length=255, blank=True)
    promotion_code = models.CharField(max_length=255, blank=True)
    stripe_session_id = models.CharField(max_length=255, unique=True, null=True, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    product_name = models.CharField(max_length=200)
    attribution = models.JSONField(default=dict, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    return_path = models.CharField(max_length=2000, default="/")
    browser = models.CharField(
        max_length=64,
        blank=True,
        db_index=True,
        help_text=for_editors(
            "The fingerprint of the browser in which it was started without signing in."
        ),
    )
    network = models.CharField(
        max_length=32,
        blank=True,
        db_index=True,
        help_text=for_editors("A fingerprint of where it was started, kept for a week."),
    )
    has_scripts = models.BooleanField(
        default=True,
        help_text=for_editors("Whether the page it returns to can say thanks by itself."),
    )
    created_at = models.DateTimeField()
    look_again_at = models.DateTimeField(null=True, blank=True, db_index=True)
    thanked_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(
        null=True, blank=True, help_text=for_editors("When its reader's account was erased.")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reader"],
                condition=models.Q(state="open", reader__isnull=False),
                name="one_open_checkout_per_reader",
            ),
            models.UniqueConstraint(
                fields=["browser"],
                condition=models.Q(state="open") & ~models.Q(browser=""),
                name="one_open_checkout_per_browser",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="checkout_asks_for_money"
            ),
            models.CheckConstraint(
                condition=models.Q(off_minor__lt=models.F("amount_minor")),
                name="discount_leaves_a_charge",
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0), name="checkout_buys_something"
            ),
        ]
        indexes = [
            models.Index(
                fields=["forgotten_at"],
                condition=models.Q(state="open"),
                name="open_checkouts_forgotten",
            ),
            models.Index(fields=["email"], name="checkouts_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.money} ({self.interval})"

    @property
    def brought_in_at(self) -> datetime | None:
        """When it was brought here from another system, or None for what began here."""
        said = self.metadata.get(BROUGHT_IN_KEY)
        return datetime.fromisoformat(said) if said else None

    @property
    def is_of_group(self) -> bool:
        """Whether it buys seats for several people."""
        return GROUP_KEY in self.metadata

    @property
    def money(self) -> Money:
        """The amount asked for, each time where it renews, without what is taken off."""
        return Money(self.amount_minor, self.currency)

    @property
    def chosen(self) -> Money:
        """The amount without what covers the fee."""
        return Money(self.amount_minor - self.fee_covered_minor, self.currency)

    @property
    def first_charge(self) -> Money:
        """What is charged first: on the page, or once the free days are over."""
        return Money(self.amount_minor - self.off_minor, self.currency)
