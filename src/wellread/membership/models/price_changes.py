"""Higher prices for members there are: what was announced, and what each of them said to it."""

from copy import copy

from django.conf import settings
from django.db import models

from wellread.language.editors import for_editors
from wellread.membership import rules
from wellread.membership.models.memberships import Membership
from wellread.membership.models.plans import Plan
from wellread.payments import currencies
from wellread.payments.fields import CurrencyField
from wellread.payments.money import Money


class PriceChange(models.Model):
    """That members who pay less are asked to pay a plan's new least amount, from a day on."""

    wagtail_reference_index_ignore = True

    class Interval(models.TextChoices):
        MONTH = "month", for_editors("a month")
        YEAR = "year", for_editors("a year")

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="+", verbose_name=for_editors("plan")
    )
    currency = CurrencyField(for_editors("currency"))
    interval = models.CharField(for_editors("interval"), max_length=5, choices=Interval)
    least_minor = models.PositiveIntegerField(for_editors("new amount"))
    since = models.DateField(
        for_editors("from"),
        help_text=for_editors(
            "No charge before this day, and none before the letter is 30 days old."
        ),
    )
    why = models.TextField(
        for_editors("why"), max_length=1000, help_text=for_editors("Readers read it in the letter.")
    )
    announced_at = models.DateTimeField(for_editors("announced"))
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=for_editors("by"),
    )
    cancelled_at = models.DateTimeField(for_editors("taken back"), null=True, blank=True)

    class Meta:
        ordering = ["-announced_at", "-pk"]
        default_permissions = ("view", "add")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(least_minor__gt=0), name="price_change_asks_for_money"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.money} {self.get_interval_display()}"

    @property
    def money(self) -> Money:
        """The amount that is asked for."""
        return Money(self.least_minor, self.currency)


def asked_of(membership: Membership, money: Money, *, seats: int | None = None) -> Money:
    """Return what a new least amount comes to: of a group for each seat, its discount taken off.

    For so many seats as it is charged for now, unless others are named.
    """
    if not membership.is_group:
        return money
    seat_minor = rules.seat_price_minor(
        money.amount_minor,
        percent=membership.plan.group_discount_percent,
        step_minor=currencies.step_minor(money.currency),
    )
    number = membership.subscription.quantity if seats is None else seats
    return Money(seat_minor * number, money.currency)


class PriceNotice(models.Model):
    """That a member was asked to pay more; silence is no consent, and nothing rises by it."""

    wagtail_reference_index_ignore = True

    change = models.ForeignKey(PriceChange, on_delete=models.PROTECT, related_name="notices")
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="price_notices"
    )
    # Of a group: for how many it was asked. With others it is asked anew.
    seats = models.PositiveIntegerField(default=1)
    before_minor = models.PositiveBigIntegerField()
    told_at = models.DateTimeField()
    # The first charge that may be higher.
    charge_at = models.DateTimeField()
    consented_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["change", "membership", "seats"], name="asked_once_for_so_many_seats"
            ),
        ]
        indexes = [
            models.Index(
                fields=["charge_at"],
                condition=models.Q(consented_at__isnull=False, applied_at=None),
                name="prices_to_apply",
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership}: {self.before} → {self.money}"

    @property
    def money(self) -> Money:
        """What is asked for of this member; of a group for the seats that it had then."""
        return asked_of(self.membership, self.change.money, seats=self.seats)

    def for_seats(self, seats: int) -> "PriceNotice":
        """Return the same of another number of seats; it is not saved."""
        other = copy(self)
        other.seats, other.before_minor = seats, self.before_minor * seats // self.seats
        return other

    @property
    def before(self) -> Money:
        """What was paid when the letter was written."""
        return Money(self.before_minor, self.change.currency)
