"""What an editor has to change before a campaign can go out."""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from wellread.appeals import placeholders, ranking, rules, unmet
from wellread.appeals.actions import check_campaign
from wellread.appeals.choices import AudienceNewsletter
from wellread.appeals.models import Ask, Campaign
from wellread.engine.campaign import Audience
from wellread.engine.schema import defaults_of
from wellread.engine.values import Fault
from wellread.language.editors import for_editors
from wellread.mail.older_forms import UpToDateForm
from wellread.payments.forms import AmountField, AmountsField, MoneyForm

# In the path of a fault: which variant has it.
_VARIANT = re.compile(r"\bvariants\[(\d+)\]")


class AskForm(MoneyForm):
    """The amounts offered to readers of some countries, typed as everywhere."""

    amounts = AmountsField(help_text=for_editors("Parted by commas, such as 6, 10, 20."))
    preset = AmountField(
        label=for_editors("Chosen beforehand"),
        as_text=True,
        help_text=for_editors("One of the amounts."),
    )
    minimum = AmountField(
        label=for_editors("Least accepted"),
        as_text=True,
        help_text=for_editors("One of the amounts."),
    )

    card_month = AmountField(label=for_editors("Card: every month"), as_text=True, required=False)
    card_year = AmountField(label=for_editors("Card: every year"), as_text=True, required=False)
    card_once = AmountField(
        label=for_editors("Card: once"),
        as_text=True,
        required=False,
        help_text=for_editors(
            "With a card, readers choose between these and the preset instead of among the amounts."
        ),
    )

    class Meta:
        model = Ask
        fields = ["currency"]


class CampaignForm(UpToDateForm):
    """A campaign with its variants; a draft may be unfinished, what is published may not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A form that was opened before a release does not send them: they stay as they are.
        for key in (*defaults_of(Audience), "allocation", "goal_currency"):
            if key in self.fields:
                self.fields[key].required = False

    def clean(self) -> dict[str, Any]:
        """Check what no single field can: the fixed short name, the variants together."""
        cleaned = super().clean()
        if self.instance.first_published_at and "key" in self.changed_data:
            self.add_error(
                "key", for_editors("Fixed since the first publication: figures are kept under it.")
            )
        formset = self.formsets["variants"]
        is_whole = formset.is_valid()
        if is_whole and not self.is_deferred_validation:
            self._check_variants(_kept(formset))
        return cleaned

    def is_valid(self) -> bool:
        """Whether it can be saved and, unless it is a draft, stand in the line-up."""
        return super().is_valid() and (self.is_deferred_validation or self._is_publishable())

    def _check_variants(self, variants: Sequence[Any]) -> None:
        if not variants:
            self.add_error(
                None, for_editors("A campaign needs a variant: add one under “What it says”.")
            )
        _check_shares(variants)
        offers = any(one.cleaned_data.get("newsletter") for one in variants)
        if offers and self.cleaned_data.get("newsletter") != AudienceNewsletter.NON_READERS:
            self.add_error(
                "newsletter",
                for_editors("Who takes it would be offered it again: choose who does not take it."),
            )
        for variant in variants:
            _check_asks(variant)

    def _is_publishable(self) -> bool:
        campaign, now = self.save(commit=False), timezone.now()
        for field, words in unmet.faults(campaign, now).items():
            self.add_error(field, words)
        if unmet.has_a_late_deadline(campaign, now):
            self.add_error("deadline_at", unmet.LATE_DEADLINE)
        for variant in _kept(self.formsets["variants"]):
            _check_known(variant, campaign)
        if self._is_faultless():
            self._check_rules(campaign, now)
        return self._is_faultless()

    def _is_faultless(self) -> bool:
        return not self.errors and all(formset.is_valid() for formset in self.formsets.values())

    def _check_rules(self, campaign: Campaign, now: datetime) -> None:
        try:
            check_campaign(campaign, now)
        except Fault as fault:
            self._say(fault, campaign)
        else:
            hidden = ranking.hidden_by(campaign, now)
            if hidden and hidden.whole:
                self.add_error("placement", hidden.words)

    def _say(self, fault: Fault, campaign: Campaign) -> None:
        """Say a fault of the published form beside the variant that it is in, without its path."""
        words = for_editors("This could not be published: %(fault)s.") % {"fault": fault.problem}
        row = _VARIANT.search(fault.path)
        keys = [variant.key for variant in campaign.variants.all()]
        at = [
            one
            for one in _kept(self.formsets["variants"])
            if row and one.instance.key == keys[int(row[1])]
        ]
        if at:
            at[0].add_error("portrait" if fault.path.endswith(".portrait") else None, words)
        else:
            self.add_error(None, words)


def _check_known(variant: Any, campaign: Campaign) -> None:
    for said in (variant, *_kept(variant.formsets["translations"])):
        for field in placeholders.LETTER:
            try:
                placeholders.require_known(getattr(said.instance, field), campaign)
            except Fault as fault:
                said.add_error(field, f"{fault.problem}.")


def _kept(formset: Any) -> list[Any]:
    return [form for form in formset.forms if not formset._should_delete_form(form)]


def _check_shares(variants: Sequence[Any]) -> None:
    total = sum((one.cleaned_data.get("share_percent", Decimal(0)) for one in variants), Decimal(0))
    if variants and total != 100:
        variants[-1].add_error(
            "share_percent",
            for_editors("The shares must add up to 100 %%, they add up to %(total)s.")
            % {"total": rules.percent(float(total))},
        )


def _check_asks(variant: Any) -> None:
    asks = _kept(variant.formsets["asks"])
    if variant.cleaned_data.get("newsletter"):
        if asks:
            variant.add_error("newsletter", for_editors("Either this or amounts, not both."))
        _check_words_of_newsletter(_kept(variant.formsets["translations"]))
        return
    if not asks:
        variant.add_error(None, for_editors("Add the amounts to ask for."))
    for ask in asks[:-1]:
        if not ask.cleaned_data.get("countries"):
            ask.add_error(
                "countries",
                for_editors("Name countries: only the last row is for everywhere else."),
            )
    if asks and asks[-1].cleaned_data.get("countries"):
        asks[-1].add_error(
            "countries", for_editors("Leave the last row empty: it is for everywhere else.")
        )


def _check_words_of_newsletter(translations: Sequence[Any]) -> None:
    for said in translations:
        for field, fault in placeholders.faults_of(said.instance, is_of_newsletter=True).items():
            if field not in said.errors:
                said.add_error(field, fault)
