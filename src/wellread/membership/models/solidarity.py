"""The solidarity pot: what some pay above the plan, and the free years of those who cannot pay."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from wellread.language.editors import for_editors
from wellread.payments.models import Checkout, Payment
from wellread.payments.money import Money


class SolidarityPot(models.Model):
    """The pot of one currency. Its row is held by whoever puts in or takes out."""

    wagtail_reference_index_ignore = True

    currency = models.CharField(max_length=3, unique=True)
    is_open = models.BooleanField(
        for_editors("offered to readers"),
        default=False,
        help_text=for_editors(
            "Whether payers may put in what they pay above the plan’s price, and whoever cannot "
            "pay may take a free year."
        ),
    )
    balance_minor = models.BigIntegerField(default=0)
    deficit_minor = models.PositiveBigIntegerField(
        default=0, help_text=for_editors("How far the newsroom lets it go below nothing.")
    )
    most_a_day = models.PositiveIntegerField(
        for_editors("years a day"),
        default=20,
        help_text=for_editors(
            "So many free years are taken in 24 hours at most; 0 for any number."
        ),
    )

    class Meta:
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(balance_minor__gte=-models.F("deficit_minor")),
                name="pot_stays_above_its_floor",
            ),
        ]

    def __str__(self) -> str:
        return str(self.balance)

    @property
    def balance(self) -> Money:
        """What is in it: the sum of its entries."""
        return Money(self.balance_minor, self.currency)

    @property
    def deficit(self) -> Money:
        """How far it may go below nothing."""
        return Money(self.deficit_minor, self.currency)

    @property
    def available_minor(self) -> int:
        """How much may be taken out now."""
        return self.balance_minor + self.deficit_minor


class SolidarityPledge(models.Model):
    """That what a Checkout's payments bring above a price goes into the pot, and since when."""

    wagtail_reference_index_ignore = True

    checkout = models.ForeignKey(Checkout, on_delete=models.PROTECT, related_name="pledges")
    least_minor = models.PositiveBigIntegerField(
        help_text=for_editors("The plan’s price, as it was said when this was promised.")
    )
    interval = models.CharField(max_length=5)
    since = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["checkout"],
                condition=models.Q(stopped_at=None),
                name="one_pledge_of_a_checkout",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.checkout}"


class SolidarityYear(models.Model):
    """A free year that somebody took from the pot: one at a time, counted for each reader."""

    wagtail_reference_index_ignore = True

    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="solidarity_years",
    )
    number = models.PositiveIntegerField()
    taken_at = models.DateTimeField(db_index=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    told_of_end_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            # Of two who take the same reader's next year at once, the database lets one.
            models.UniqueConstraint(fields=["reader", "number"], name="years_taken_one_by_one"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="year_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ends_at:%Y-%m-%d}"


class PotIsAppendOnly(Exception):
    """An entry of the pot is never changed or removed: another one answers it."""


class SolidarityEntryQuerySet(models.QuerySet["SolidarityEntry"]):
    """Refuses whatever would rewrite what came in and went out."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Raise PotIsAppendOnly."""
        raise PotIsAppendOnly

    def delete(self) -> NoReturn:
        """Raise PotIsAppendOnly."""
        raise PotIsAppendOnly


class SolidarityEntry(models.Model):
    """What came into the pot, or left it; each of its sources once. It names no reader."""

    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        PAID_IN = "paid_in", for_editors("Put in by a reader")
        TAKEN_BACK = "taken_back", for_editors("Taken back with a refund or dispute")
        YEAR = "year", for_editors("A free year")
        TOPPED_UP = "topped_up", for_editors("Topped up by the newsroom")
        STOOD_IN = "stood_in", for_editors("The newsroom stood in for a refund")

    pot = models.ForeignKey(SolidarityPot, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(for_editors("kind"), max_length=10, choices=Kind)
    amount_minor = models.BigIntegerField()
    source = models.CharField(max_length=100, unique=True)
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, related_name="solidarity_entries"
    )
    year = models.ForeignKey(
        SolidarityYear, on_delete=models.PROTECT, null=True, related_name="entries"
    )
    occurred_at = models.DateTimeField(for_editors("at"))
    by = models.CharField(for_editors("by"), max_length=254, blank=True)
    why = models.CharField(for_editors("why"), max_length=200, blank=True)

    objects = SolidarityEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-occurred_at", "-pk"]
        default_permissions = ("view", "add")
        verbose_name_plural = for_editors("entries of the pot")
        indexes = [models.Index(fields=["kind", "occurred_at"], name="pot_by_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.money}"

    @property
    def money(self) -> Money:
        """The amount: negative when it left."""
        return Money(self.amount_minor, self.pot.currency)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new entry; raise PotIsAppendOnly for one that stands."""
        if not self._state.adding:
            raise PotIsAppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise PotIsAppendOnly."""
        raise PotIsAppendOnly
