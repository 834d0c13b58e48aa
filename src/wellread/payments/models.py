"""Rows about money. Amounts are whole minor units of the currency beside them."""

import uuid
from datetime import datetime
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from wellread.language.editors import for_editors
from wellread.mail.fields import AddressField
from wellread.payments import discounts, rules

# Django looks for a room's models here.
from wellread.payments.bank import models as _bank  # noqa: F401
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


class LedgerIsAppendOnly(Exception):
    """A ledger entry is never changed or removed: a mistake is answered by a new entry."""


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


class LedgerQuerySet(models.QuerySet["LedgerEntry"]):
    """Refuses whatever would rewrite the books."""

    def of_payments(self) -> "LedgerQuerySet":
        """Return what moved with a payment: all but payouts."""
        return self.filter(payment__isnull=False)

    def update(self, **kwargs: Any) -> NoReturn:
        raise LedgerIsAppendOnly

    def delete(self) -> NoReturn:
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
        if not self._state.adding:
            raise LedgerIsAppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise LedgerIsAppendOnly


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


class SandboxClock(models.Model):
    """How far the sandbox's clock is ahead of ours: one row, for demo and tests only."""

    wagtail_reference_index_ignore = True

    offset_s = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_sandbox_clock"),
        ]

    def __str__(self) -> str:
        return f"{self.offset_s} s ahead"
