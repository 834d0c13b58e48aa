"""The amounts that a variant offers, in one currency, to readers of some countries."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from wellread.appeals import signals
from wellread.appeals.choices import (
    Interval,
)
from wellread.appeals.fields import WordsField
from wellread.language.editors import for_editors
from wellread.payments import currencies
from wellread.payments.fields import CurrencyField
from wellread.payments.money import AmountFault, Money, parse_amount, parse_amounts


def site_currency() -> str:
    """Return the ISO 4217 code that amounts are usually in."""
    return str(settings.CURRENCY)


class Ask(Orderable):
    """The amounts offered to readers of some countries, for one interval."""

    variant = ParentalKey("appeals.Variant", on_delete=models.CASCADE, related_name="asks")
    interval = models.CharField(
        for_editors("interval"), max_length=10, choices=Interval, default=Interval.MONTH
    )
    currency = CurrencyField(for_editors("currency"), default=site_currency)
    amounts = models.CharField(
        for_editors("amounts"), max_length=120, help_text=for_editors("Such as 6, 10, 20.")
    )
    preset = models.CharField(
        for_editors("chosen beforehand"),
        max_length=20,
        help_text=for_editors("One of the amounts."),
    )
    minimum = models.CharField(
        for_editors("least accepted"), max_length=20, help_text=for_editors("One of the amounts.")
    )
    card_month = models.CharField(
        for_editors("card: every month"), max_length=20, blank=True, default=""
    )
    card_year = models.CharField(
        for_editors("card: every year"), max_length=20, blank=True, default=""
    )
    card_once = models.CharField(for_editors("card: once"), max_length=20, blank=True, default="")
    countries = WordsField(
        for_editors("countries"),
        kind="country",
        max_length=800,
        blank=True,
        help_text=for_editors("Empty: everywhere else; the last row must be empty."),
    )

    def __str__(self) -> str:
        return f"{self.amounts} {self.currency}, {self.get_interval_display().lower()}"

    @property
    def cards(self) -> dict[str, str]:
        """The amounts offered beside its own interval, by interval, as typed."""
        every = {
            Interval.MONTH.value: self.card_month,
            Interval.YEAR.value: self.card_year,
            Interval.ONCE.value: self.card_once,
        }
        return {interval: amount for interval, amount in every.items() if amount}

    def clean(self) -> None:
        """Raise ValidationError at the field an editor has to change."""
        super().clean()
        faults = {}
        written = [field for field in ("amounts", "preset", "minimum") if getattr(self, field)]
        for field in written:
            try:
                minor_units(getattr(self, field), self.currency)
            except AmountFault as fault:
                faults[field] = str(fault)
        faults |= self._card_faults()
        if len(written) == 3 and not faults:
            faults = self._amount_faults() or signals.faults(signals.checking_ask, self)
        if faults:
            raise ValidationError(faults)

    def _card_faults(self) -> dict[str, str]:
        faults = {}
        for interval, amount in self.cards.items():
            try:
                parse_amount(amount, self.currency)
            except AmountFault as fault:
                faults[f"card_{interval}"] = str(fault)
        if self.interval in self.cards:
            faults[f"card_{self.interval}"] = for_editors(
                "Leave it empty: the preset is the card of this interval."
            )
        return faults

    def _amount_faults(self) -> dict[str, str]:
        amounts = minor_units(self.amounts, self.currency)
        if parse_amount(self.preset, self.currency).amount_minor not in amounts:
            return {
                "preset": for_editors("Must be one of the amounts: %(amounts)s.")
                % {"amounts": self.amounts}
            }
        least = parse_amount(self.minimum, self.currency).amount_minor
        if min(amounts) < least:
            return {
                "amounts": for_editors("No amount may be below %(minimum)s, the least accepted.")
                % {"minimum": self.minimum}
            }
        if least not in amounts:
            return {
                "amounts": for_editors(
                    "%(minimum)s, the least accepted, must be among the amounts."
                )
                % {"minimum": self.minimum}
            }
        if least < currencies.least_minor(self.currency):
            charged = Money(currencies.least_minor(self.currency), self.currency)
            return {
                "minimum": for_editors("Stripe takes no less than %(charged)s.")
                % {"charged": charged}
            }
        return {}


def minor_units(text: str, currency: str) -> list[int]:
    """Read "6, 10.50" into [600, 1050]; raise AmountFault in words for the editor."""
    amounts = parse_amounts(text, currency) or (parse_amount("", currency),)
    return [money.amount_minor for money in amounts]
