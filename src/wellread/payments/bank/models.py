"""Rows of the bank's statement: the files, their lines that may be Stripe's, a colleague's word."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from wellread.language.editors import for_editors
from wellread.payments.bank.csv_files import DAYS, Columns
from wellread.payments.money import Money


class BankColumns(models.Model):
    """Which columns of a bank's CSV file say what: named once, used for every file of that bank."""

    class Decimal(models.TextChoices):
        COMMA = ",", for_editors("1.234,50")
        POINT = ".", for_editors("1,234.50")

    name = models.CharField(
        for_editors("name"),
        max_length=100,
        unique=True,
        help_text=for_editors("The bank, and which account: the same line is known by it."),
    )
    day = models.CharField(for_editors("day of booking"), max_length=100)
    day_format = models.CharField(
        for_editors("days are written"),
        max_length=5,
        choices=[
            ("y-m-d", for_editors("2026-11-30")),
            ("d.m.y", for_editors("30.11.2026")),
            ("d/m/y", for_editors("30/11/2026")),
            ("m/d/y", for_editors("11/30/2026")),
        ],
    )
    amount = models.CharField(
        for_editors("amount"),
        max_length=100,
        blank=True,
        help_text=for_editors("With its sign; empty where two columns say in and out."),
    )
    credit = models.CharField(for_editors("amount in"), max_length=100, blank=True)
    debit = models.CharField(for_editors("amount out"), max_length=100, blank=True)
    decimal = models.CharField(for_editors("amounts are written"), max_length=1, choices=Decimal)
    currency_column = models.CharField(for_editors("currency"), max_length=100, blank=True)
    currency = models.CharField(
        for_editors("else always"), max_length=3, blank=True, help_text=for_editors("Such as EUR.")
    )
    reference = models.CharField(
        for_editors("the bank’s reference"),
        max_length=100,
        blank=True,
        help_text=for_editors("Of each line another; empty where the file has none."),
    )
    texts = models.TextField(
        for_editors("who paid, and what for"),
        help_text=for_editors("The columns, one on each line."),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = for_editors("bank file")
        verbose_name_plural = for_editors("bank files")

    def __str__(self) -> str:
        return self.name

    @property
    def named(self) -> Columns:
        """The columns as a file is read by them."""
        texts = tuple(filter(None, (one.strip() for one in self.texts.splitlines())))
        return Columns(
            *(self.name, self.day, self.day_format, self.amount, self.credit, self.debit),
            *(self.decimal, self.currency, self.currency_column, self.reference, texts),
        )

    def clean(self) -> None:
        """Raise ValidationError where no amount or no currency can be told."""
        faults: dict[str, Any] = {}
        if bool(self.amount) == bool(self.credit and self.debit):
            faults["amount"] = for_editors("Either one column for the amount, or two.")
        if not (self.currency or self.currency_column):
            faults["currency"] = for_editors("A sum is of some currency.")
        if self.day_format and self.day_format not in DAYS:
            faults["day_format"] = for_editors("Choose how days are written.")
        if faults:
            raise ValidationError(faults)


class BankStatement(models.Model):
    """A bank's file, as it was taken in; of lines that are no business of ours a number alone."""

    wagtail_reference_index_ignore = True

    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    name = models.CharField(for_editors("file"), max_length=255)
    taken_in_at = models.DateTimeField(for_editors("taken in at"))
    taken_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=for_editors("by"),
    )
    until = models.DateField(for_editors("last day"), null=True, blank=True)
    lines_read = models.PositiveIntegerField(for_editors("lines"), default=0)

    class Meta:
        ordering = ["-taken_in_at", "-pk"]
        default_permissions = ("add", "view")

    def __str__(self) -> str:
        return self.name


class BankLine(models.Model):
    """A line that may be a payout of Stripe's, and which one it is once that is known."""

    wagtail_reference_index_ignore = True

    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="lines")
    name = models.CharField(max_length=64, unique=True, editable=False)
    account = models.CharField(for_editors("account"), max_length=100)
    reference = models.CharField(for_editors("reference"), max_length=100, blank=True)
    booked_on = models.DateField(for_editors("booked on"))
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    text = models.TextField(for_editors("text"), blank=True)
    payout = models.ForeignKey(
        "payments.Payout",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bank_lines",
        verbose_name=for_editors("payout"),
    )
    is_return = models.BooleanField(for_editors("came back"), default=False)

    class Meta:
        ordering = ["-booked_on", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["payout", "is_return"], name="payout_has_one_line_of_the_bank"
            ),
        ]
        indexes = [
            models.Index(
                fields=["booked_on"],
                condition=models.Q(payout=None),
                name="bank_lines_to_match",
            )
        ]

    def __str__(self) -> str:
        return f"{self.money}, {self.booked_on}"

    @property
    def money(self) -> Money:
        """What came in; negative where it went out."""
        return Money(self.amount_minor, self.currency)


class BankSettlement(models.Model):
    """A colleague's word on a line or a payout that nothing matches, or that those two are one."""

    wagtail_reference_index_ignore = True

    line = models.OneToOneField(
        BankLine,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="settlement",
        verbose_name=for_editors("line"),
    )
    payout = models.OneToOneField(
        "payments.Payout",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bank_settlement",
        verbose_name=for_editors("payout"),
    )
    why = models.CharField(for_editors("why"), max_length=500)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=for_editors("by"),
    )
    settled_at = models.DateTimeField(for_editors("at"))

    class Meta:
        ordering = ["-settled_at", "-pk"]
        default_permissions = ("add", "view")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(line__isnull=False) | models.Q(payout__isnull=False),
                name="settlement_is_about_something",
            ),
        ]

    def __str__(self) -> str:
        return self.why
