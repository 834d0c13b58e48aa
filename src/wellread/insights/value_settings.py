"""What a conversion is valued by: currencies, and how long members stay elsewhere."""

from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from wellread.experiments.retention import MONTHLY, YEARLY, Retention
from wellread.language.editors import for_editors
from wellread.payments.currencies import TAKEN, minor_digits

_PERCENT = [MaxValueValidator(100)]
SOURCE = "Piano, 400 publishers, told by INMA"


def _part(words: str, published: float) -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(
        words, default=round(100 * published), validators=_PERCENT
    )


def read_rates(text: str) -> dict[str, Decimal]:
    """Return what one unit of each currency is worth; raise ValueError with the line at fault."""
    rates: dict[str, Decimal] = {}
    for line in filter(str.strip, text.splitlines()):
        code, _, number = line.strip().partition(" ")
        try:
            rate = Decimal(number.strip())
        except InvalidOperation:
            raise ValueError(line.strip()) from None
        if code not in TAKEN or not rate.is_finite() or rate <= 0:
            raise ValueError(line.strip())
        rates[code] = rate
    return rates


@register_setting(icon="order", order=510)
class ValueSettings(BaseGenericSetting):
    """How the worth of appeals is reckoned: in which currency, and with whose retention."""

    currency = models.CharField(
        for_editors("currency"),
        max_length=3,
        default="USD",
        help_text=for_editors("What appeals are worth is said in it, such as USD."),
    )
    rates = models.TextField(
        for_editors("other currencies"),
        blank=True,
        help_text=for_editors(
            "One a line, with what one unit is worth, such as: EUR 1.08. Conversions in a "
            "currency that is not named are left out, and the desk says so."
        ),
    )
    cap = models.PositiveIntegerField(
        for_editors("a conversion counts for at most"),
        default=250,
        help_text=for_editors("So that one large gift decides nothing."),
    )
    yearly_one = _part(for_editors("yearly members kept after 1 year, %"), YEARLY.one)
    yearly_two = _part(for_editors("after 2 years, %"), YEARLY.two)
    yearly_three = _part(for_editors("after 3 years, %"), YEARLY.three)
    monthly_one = _part(for_editors("monthly members kept after 1 year, %"), MONTHLY.one)
    monthly_two = _part(for_editors("after 2 years, %"), MONTHLY.two)
    monthly_three = _part(for_editors("after 3 years, %"), MONTHLY.three)
    source = models.CharField(
        for_editors("where these are from"), max_length=200, default=SOURCE, blank=True
    )

    panels = [
        FieldRowPanel([FieldPanel("currency"), FieldPanel("cap")]),
        FieldPanel("rates"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel(f"{rhythm}_{year}") for year in ("one", "two", "three")])
                for rhythm in ("yearly", "monthly")
            ]
            + [FieldPanel("source")],
            heading=for_editors("How long members stay elsewhere"),
            help_text=for_editors(
                "Counted like a hundred members of your own: what yours do counts for more as "
                "they grow in number."
            ),
        ),
    ]

    class Meta:
        verbose_name = for_editors("worth of appeals")

    def clean(self) -> None:
        """Raise ValidationError at the field an editor has to change."""
        super().clean()
        faults = {}
        if self.currency not in TAKEN:
            faults["currency"] = for_editors("This is no currency that payments are taken in.")
        try:
            read_rates(self.rates)
        except ValueError as fault:
            faults["rates"] = for_editors("Not understood: %(line)s") % {"line": fault}
        for rhythm in ("yearly", "monthly"):
            one, two, three = (
                getattr(self, f"{rhythm}_{year}") or 0 for year in ("one", "two", "three")
            )
            if not 100 >= one >= two >= three > 0:
                faults[f"{rhythm}_one"] = for_editors(
                    "Of those kept after a year, no more are kept later, and some always are."
                )
        if faults:
            raise ValidationError(faults)

    @property
    def published(self) -> dict[str, Retention]:
        """What is kept elsewhere, by how often members pay."""
        return {
            "year": Retention(
                self.yearly_one / 100, self.yearly_two / 100, self.yearly_three / 100
            ),
            "month": Retention(
                self.monthly_one / 100, self.monthly_two / 100, self.monthly_three / 100
            ),
        }

    @property
    def cap_minor(self) -> int:
        """The cap in minor units."""
        return max(1, self.cap * int(10 ** minor_digits(self.currency)))

    def converted(self, amount_minor: int, currency: str) -> int | None:
        """Return money in our currency's minor units, or None where no rate is known."""
        if currency == self.currency:
            return amount_minor
        rate = read_rates(self.rates).get(currency)
        if rate is None:
            return None
        digits = minor_digits(self.currency) - minor_digits(currency)
        return round(amount_minor * rate * Decimal(10) ** digits)
