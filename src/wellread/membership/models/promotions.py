"""Promotion codes: a lower price for a time, for whoever has the code."""

import uuid

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Upper

from wellread.language import writing
from wellread.language.editors import for_editors
from wellread.payments.fields import CurrencyField
from wellread.payments.models import Checkout
from wellread.payments.money import Money

# What Stripe takes of a code (docs.stripe.com/api/promotion_codes/create), and is easily said.
SPELLING = r"[A-Za-z0-9-]{3,40}"


class Promotion(models.Model):
    """A code and what it takes off: said once, it stays; staff can only switch it on and off."""

    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(
        for_editors("code"),
        max_length=40,
        validators=[
            RegexValidator(
                rf"^{SPELLING}$", for_editors("Three to forty letters, figures and hyphens.")
            )
        ],
        help_text=for_editors("As readers type it; capitals and small letters are the same."),
    )
    percent = models.PositiveIntegerField(
        for_editors("per cent off"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
        help_text=for_editors("Either so many per cent of each charge, or a sum below."),
    )
    off_minor = models.PositiveIntegerField(for_editors("sum off"), null=True, blank=True)
    currency = CurrencyField(
        for_editors("currency of the sum"),
        blank=True,
        help_text=for_editors("Only a sum has one: the code then works in this currency alone."),
    )
    months = models.PositiveIntegerField(
        for_editors("for how many months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=for_editors(
            "Of whoever pays by the year every charge within these months is lower. Empty: each "
            "charge is lower, for as long as the membership runs."
        ),
    )
    starts_at = models.DateTimeField(for_editors("from"), null=True, blank=True)
    ends_at = models.DateTimeField(for_editors("until"), null=True, blank=True)
    most_uses = models.PositiveIntegerField(
        for_editors("most uses"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=for_editors("How many may join with it; empty for any number."),
    )
    is_for_new_readers = models.BooleanField(
        for_editors("for new readers only"),
        default=False,
        help_text=for_editors("For whoever has paid nothing here yet, as far as is known."),
    )
    note = models.CharField(
        for_editors("note"),
        max_length=200,
        blank=True,
        help_text=for_editors("What it is for; readers do not see it."),
    )
    is_on = models.BooleanField(for_editors("can be used"), default=True)
    made_at = models.DateTimeField(auto_now_add=True)
    stripe_coupon = models.CharField(max_length=255, blank=True, editable=False)
    stripe_code = models.CharField(max_length=255, blank=True, editable=False)

    class Meta:
        verbose_name = for_editors("promotion code")
        verbose_name_plural = for_editors("promotion codes")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                Upper("code"),
                condition=models.Q(is_on=True),
                name="one_promotion_of_a_code",
                violation_error_message=for_editors("Another code of this spelling can be used."),
            ),
            models.CheckConstraint(
                condition=models.Q(percent__gte=1, percent__lte=99, off_minor=None, currency="")
                | (models.Q(percent=None, off_minor__gt=0) & ~models.Q(currency="")),
                name="promotion_takes_a_share_or_a_sum_off",
                violation_error_message=for_editors("Either per cent, or a sum with its currency."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """Raise ValidationError at the field an editor has to change."""
        super().clean()
        if bool(self.percent) == bool(self.off_minor):
            raise ValidationError(for_editors("Either per cent, or a sum with its currency."))
        if self.off_minor and not self.currency:
            raise ValidationError({"currency": for_editors("A sum is of some currency.")})
        if self.percent:
            self.currency = ""
        if self.starts_at and self.ends_at and self.starts_at >= self.ends_at:
            raise ValidationError({"ends_at": for_editors("This is before it begins.")})

    @property
    def worth(self) -> str:
        """What it takes off each charge: 25%, $5."""
        if self.percent:
            return writing.percent(self.percent)
        return str(Money(self.off_minor or 0, self.currency))


class PromotionUse(models.Model):
    """That a Checkout was begun with a code; it is used once that is paid."""

    wagtail_reference_index_ignore = True

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="uses")
    checkout = models.OneToOneField(
        Checkout, on_delete=models.CASCADE, related_name="promotion_use"
    )

    def __str__(self) -> str:
        return f"{self.promotion}: {self.checkout}"
