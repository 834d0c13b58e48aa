"""Who sells what readers buy, as receipts and statements have to say."""

from datetime import date

from django.core.validators import MaxValueValidator
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from wellread.language.editors import for_editors
from wellread.mail.older_forms import UpToDateForm


@register_setting(icon="doc-full", order=410)
class Seller(ClusterableModel, BaseGenericSetting):
    """The company or association that readers pay, with its tax numbers."""

    name = models.CharField(
        for_editors("legal name"),
        max_length=200,
        blank=True,
        help_text=for_editors("Of who is paid; left empty: the paper's name."),
    )
    address = models.TextField(
        for_editors("postal address"),
        max_length=500,
        blank=True,
        help_text=for_editors("As on an envelope, a line each."),
    )
    tax_number = models.CharField(
        for_editors("tax number"),
        max_length=60,
        blank=True,
        help_text=for_editors("With what it is called: VAT GB 123 4567 89, EIN 12-3456789."),
    )
    note = models.TextField(
        for_editors("note on receipts"),
        max_length=500,
        blank=True,
        help_text=for_editors(
            "What your accountant wants there, such as why no tax is charged, or that nothing "
            "was given in return for a contribution."
        ),
    )

    base_form_class = UpToDateForm
    panels = [
        FieldPanel("name"),
        FieldPanel("address"),
        FieldPanel("tax_number"),
        InlinePanel(
            "rates",
            heading=for_editors("Tax within the price"),
            label=for_editors("rate"),
            help_text=for_editors(
                "A payment's receipt shows the rate of its day, so a new rate is a new line here, "
                "and receipts of before stay as they are. 0 says that none is within."
            ),
        ),
        FieldPanel("note"),
    ]

    class Meta:
        verbose_name = for_editors("seller")

    def rate_on(self, day: date) -> "TaxRate | None":
        """Return the tax within a price that was paid on a day, or None when none was."""
        rates: list[TaxRate] = sorted(self.rates.all(), key=lambda rate: rate.since)
        begun = [rate for rate in rates if rate.since <= day]
        return begun[-1] if begun and begun[-1].hundredths else None


class TaxRate(models.Model):
    """How much of a price is tax, from a day on."""

    seller = ParentalKey(Seller, on_delete=models.CASCADE, related_name="rates")
    since = models.DateField(for_editors("from"))
    name = models.CharField(
        for_editors("tax"), max_length=40, help_text=for_editors("As readers know it: VAT, MwSt.")
    )
    hundredths = models.PositiveIntegerField(
        for_editors("hundredths of a per cent"),
        validators=[MaxValueValidator(5000)],
        help_text=for_editors("1900 is 19 %, 550 is 5.5 %."),
    )

    class Meta:
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(fields=["seller", "since"], name="one_tax_rate_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.percent} %"

    @property
    def percent(self) -> str:
        """The rate in figures: 19, 5.5."""
        whole, rest = divmod(self.hundredths, 100)
        return f"{whole}.{rest:02}".rstrip("0").rstrip(".")

    def within(self, amount_minor: int) -> int:
        """Return how much of an amount is tax, rounded half up."""
        whole = 10_000 + self.hundredths
        return (2 * amount_minor * self.hundredths + whole) // (2 * whole)
