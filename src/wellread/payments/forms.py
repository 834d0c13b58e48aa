"""Money in forms: typed as people write it, in whatever currency the form's other field says."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from wellread.accounts.admin_rows import RowsPanel
from wellread.payments.fields import CurrencyChoice
from wellread.payments.money import AmountFault, Money, parse_amount, parse_amounts

IN_FIGURES = {"inputmode": "decimal", "autocomplete": "off", "maxlength": 20}


class AmountField(forms.CharField):
    """One amount; kept in minor units, or with `as_text` as a form takes it: 8, 8.50."""

    def __init__(self, *args: Any, as_text: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.as_text = as_text
        self.currency = ""
        self.widget.attrs.update(IN_FIGURES)

    def prepare_value(self, value: Any) -> Any:
        """Write minor units as they were typed."""
        return Money(value, self.currency).plain if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """Read what was typed; a fault says what to write instead."""
        typed = super().to_python(value)
        if not typed:
            return "" if self.as_text else None
        try:
            money = parse_amount(typed, self.currency)
        except AmountFault as fault:
            raise forms.ValidationError(str(fault)) from fault
        return money.plain if self.as_text else money.amount_minor

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what is shown with what was typed."""
        return super().has_changed(self.prepare_value(initial), data)


class AmountsField(forms.CharField):
    """Several amounts, parted by commas; kept as text, each written as a form takes it."""

    currency = ""

    def to_python(self, value: Any) -> str:
        """Read what was typed; a fault says what to write instead."""
        try:
            amounts = parse_amounts(super().to_python(value) or "", self.currency)
        except AmountFault as fault:
            raise forms.ValidationError(str(fault)) from fault
        return ", ".join(money.plain for money in amounts)


class MoneyForm(WagtailAdminModelForm):
    """A form whose amounts are in the currency that its field `currency` names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        currency = str(self["currency"].value() or "").strip().upper()
        choice = self.fields["currency"]
        if isinstance(choice, CurrencyChoice):
            choice.keep_in_sight(currency)
        for field in self.fields.values():
            if isinstance(field, AmountField | AmountsField):
                field.currency = currency


class MoneyPanel(RowsPanel):
    """Rows of a form of its own, which knows how money is typed."""

    def __init__(self, *args: Any, form: type[MoneyForm], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form = form

    def clone_kwargs(self) -> dict[str, Any]:
        """Keep the form in the copies that Wagtail makes."""
        return {**super().clone_kwargs(), "form": self.form}

    def get_form_options(self) -> dict[str, Any]:
        """Have the rows made from the form."""
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = self.form
        return options
