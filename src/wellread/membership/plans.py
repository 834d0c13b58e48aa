"""Plans and their prices in the editor's admin."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import SnippetViewSet

from wellread.language.editors import for_editors
from wellread.mail.older_forms import UpToDateForm
from wellread.membership import dunning
from wellread.membership.models import LocalPrice, Plan, Price
from wellread.membership.models.plans import LONGEST_TRIAL
from wellread.payments.forms import AmountField, AmountsField, MoneyForm, MoneyPanel

PARTED = for_editors("Parted by commas, such as 8, 12.50, 20. The minimum is always offered too.")


# The schedule in words, from where it is stated.
SCHEDULE = format_lazy(
    for_editors(
        "Stripe tries again {tries} days after the failure, and ends the membership when the last "
        "try fails: set the same in Stripe’s dashboard. E-mails go {notices} days after the "
        "failure, and on the last day of grace; none once it was paid."
    ),
    tries=", ".join(map(str, dunning.TRIED_ON_DAYS)),
    notices=", ".join(str(one.after_days) for one in dunning.NOTICES if one.after_days is not None),
)


class AmountsForm(MoneyForm):
    """What is taken in one currency, every amount typed alike."""

    minimum_month_minor = AmountField(label=for_editors("Minimum a month"))
    minimum_year_minor = AmountField(label=for_editors("Minimum a year"))
    minimum_once_minor = AmountField(label=for_editors("Minimum once"))
    maximum_minor = AmountField(
        label=for_editors("Maximum"),
        help_text=for_editors("At any interval. Catches slips of the hand."),
    )
    suggested_month = AmountsField(
        label=for_editors("Suggested a month"), required=False, help_text=PARTED
    )
    suggested_year = AmountsField(
        label=for_editors("Suggested a year"), required=False, help_text=PARTED
    )
    suggested_once = AmountsField(
        label=for_editors("Suggested once"), required=False, help_text=PARTED
    )


class PriceForm(AmountsForm):
    """A price in one currency, and what the payment service keeps of it."""

    intro_minor = AmountField(
        label=for_editors("First months cost"),
        required=False,
        help_text=for_editors(
            "What each of the first months costs who has paid nothing here before and pays by the "
            "month, whatever amount they choose for after; empty for no such price."
        ),
    )
    intro_months = forms.IntegerField(
        label=for_editors("How many first months"), required=False, min_value=0, max_value=24
    )
    trial_days = forms.IntegerField(
        label=for_editors("Days free at first"),
        required=False,
        min_value=0,
        max_value=LONGEST_TRIAL,
        help_text=for_editors(
            "For who has paid nothing here before, by the month or by the year; an e-mail tells of "
            "the first charge ahead. Not beside a price of the first months."
        ),
    )
    fee_hundredths = forms.IntegerField(
        label=for_editors("Fee in hundredths of a per cent"),
        required=False,
        min_value=0,
        max_value=2000,
        help_text=for_editors(
            "What your payment service keeps of each charge: 290 is 2.9 %. Readers may then cover "
            "it; nothing in both fields asks nobody."
        ),
    )
    fee_fixed_minor = AmountField(
        label=for_editors("Fixed fee"),
        required=False,
        help_text=for_editors("Of each charge beside the share, such as 0.30."),
    )

    class Meta:
        model = Price
        fields = ["currency"]

    def clean_intro_months(self) -> int:
        """Read an empty field as none."""
        return int(self.cleaned_data["intro_months"] or 0)

    def clean_trial_days(self) -> int:
        """Read an empty field as none."""
        return int(self.cleaned_data["trial_days"] or 0)

    def clean_fee_hundredths(self) -> int:
        """Read an empty field as nothing."""
        return int(self.cleaned_data["fee_hundredths"] or 0)

    def clean_fee_fixed_minor(self) -> int:
        """Read an empty field as nothing."""
        return int(self.cleaned_data["fee_fixed_minor"] or 0)


class LocalPriceForm(AmountsForm):
    """A price for the readers of some countries."""

    class Meta:
        model = LocalPrice
        fields = ["currency", "countries"]


class PlanForm(UpToDateForm):
    """A plan with its prices: one for each currency, one at least."""

    def clean_group_discount_percent(self) -> int:
        """Take an empty field for no discount."""
        return self.cleaned_data["group_discount_percent"] or 0

    def clean(self) -> dict[str, Any]:
        """Refuse a plan without a price."""
        cleaned = super().clean()
        prices = self.formsets["prices"]
        prices.is_valid()
        if all(prices._should_delete_form(row) for row in prices.forms):
            self.add_error(None, for_editors("A plan needs a price: add one under “Prices”."))
        self._refuse_strange_currencies()
        return cleaned

    def _refuse_strange_currencies(self) -> None:
        """Have every country's currency be one in which the plan is sold to all."""
        local = self.formsets["local_prices"]
        sold = {row.get("currency") for row in _rows(self.formsets["prices"])}
        local.is_valid()
        for form in local.forms:
            currency = getattr(form, "cleaned_data", {}).get("currency")
            if currency and currency not in sold and not local._should_delete_form(form):
                said = for_editors("The plan has no price in %(currency)s: add it under “Prices”.")
                form.add_error("currency", said % {"currency": currency})


def _rows(formset: Any) -> list[dict[str, Any]]:
    """Return what was typed into the rows that stay."""
    kept = [form for form in formset.forms if not formset._should_delete_form(form)]
    return [form.cleaned_data for form in kept if hasattr(form, "cleaned_data")]


class PlanViewSet(SnippetViewSet):
    """What readers can join."""

    model = Plan
    icon = "group"
    menu_label = for_editors("Plans")
    menu_name = "plans"
    menu_order = 240
    add_to_admin_menu = True
    list_display = [
        "name",
        Column(
            "currencies",
            label=for_editors("Sold in"),
            accessor=lambda plan: ", ".join(price.currency for price in plan.prices.all()),
        ),
        BooleanColumn("is_offered", label=for_editors("Offered to readers")),
    ]
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("is_offered")]),
        MultiFieldPanel(
            [
                FieldPanel("reason"),
                FieldRowPanel([FieldPanel("signed_by"), FieldPanel("signer_role")]),
                FieldPanel("portrait"),
            ],
            heading=for_editors("Why one should join"),
        ),
        MoneyPanel(
            "prices",
            form=PriceForm,
            label=for_editors("price"),
            heading=for_editors("Prices"),
            help_text=for_editors(
                "One for each currency. Readers are offered the site's own first."
            ),
            panels=[
                FieldRowPanel([FieldPanel("currency"), FieldPanel("maximum_minor")]),
                FieldRowPanel([FieldPanel("minimum_month_minor"), FieldPanel("suggested_month")]),
                FieldRowPanel([FieldPanel("minimum_year_minor"), FieldPanel("suggested_year")]),
                FieldRowPanel([FieldPanel("minimum_once_minor"), FieldPanel("suggested_once")]),
                FieldRowPanel([FieldPanel("intro_minor"), FieldPanel("intro_months")]),
                FieldPanel("trial_days"),
                FieldRowPanel([FieldPanel("fee_hundredths"), FieldPanel("fee_fixed_minor")]),
                FieldPanel("takes_debits"),
            ],
        ),
        MoneyPanel(
            "local_prices",
            form=LocalPriceForm,
            label=for_editors("price for some countries"),
            heading=for_editors("Prices for some countries"),
            help_text=for_editors(
                "Readers there are offered these amounts, in this currency; they may still choose "
                "another that the plan is sold in."
            ),
            panels=[
                FieldPanel("countries"),
                FieldRowPanel([FieldPanel("currency"), FieldPanel("maximum_minor")]),
                FieldRowPanel([FieldPanel("minimum_month_minor"), FieldPanel("suggested_month")]),
                FieldRowPanel([FieldPanel("minimum_year_minor"), FieldPanel("suggested_year")]),
                FieldRowPanel([FieldPanel("minimum_once_minor"), FieldPanel("suggested_once")]),
            ],
        ),
        MultiFieldPanel(
            [
                FieldPanel("benefits"),
                FieldRowPanel([FieldPanel("gives_ad_free"), FieldPanel("gives_community_content")]),
                FieldRowPanel([FieldPanel("once_days"), FieldPanel("grace_days")]),
                FieldPanel("sends_post"),
                FieldRowPanel([FieldPanel("sells_groups"), FieldPanel("group_discount_percent")]),
            ],
            heading=for_editors("What it opens"),
        ),
        HelpPanel(
            content=SCHEDULE,  # type: ignore[arg-type]
            heading=for_editors("When a charge fails"),
        ),
    ]

    def get_queryset(self, request: Any) -> Any:
        """Fetch the prices of the whole list at once."""
        return Plan.objects.prefetch_related("prices")

    def get_edit_handler(self) -> Any:
        """Have the form check the prices together."""
        handler = super().get_edit_handler()
        handler.base_form_class = PlanForm
        return handler
