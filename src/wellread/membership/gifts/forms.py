"""What is asked of who buys a gift."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from wellread.language.typed_text import TypedTextField
from wellread.mail.fields import AddressFormField
from wellread.membership import rules
from wellread.payments import clock

LINK = re.compile(r"://|\bwww\.|\S\.\S+/", re.IGNORECASE)


class GivingForm(forms.Form):
    """For whom a gift is, when it is sent, from whom, and with which words."""

    way = forms.ChoiceField(
        choices=[
            ("send", gettext_lazy("Send it by e-mail")),
            ("hand", gettext_lazy("I hand it over myself: give me a link")),
        ],
        initial="send",
        widget=forms.RadioSelect,
        label=gettext_lazy("How does it reach them?"),
    )
    address = AddressFormField(
        required=False, max_length=254, label=gettext_lazy("Their e-mail address")
    )
    day = forms.DateField(required=False, label=gettext_lazy("On which day?"))
    giver_name = TypedTextField(
        required=False, max_length=80, label=gettext_lazy("Your name, as they shall read it")
    )
    message = TypedTextField(
        required=False, max_length=1000, label=gettext_lazy("A few words, if you like")
    )

    def clean_message(self) -> str:
        """Refuse links: strangers would have us send theirs."""
        said = str(self.cleaned_data["message"]).strip()
        if LINK.search(said):
            raise forms.ValidationError(gettext("Please leave links out of it."))
        return said

    def clean_giver_name(self) -> str:
        """Refuse links here too."""
        said = str(self.cleaned_data["giver_name"]).strip()
        if LINK.search(said):
            raise forms.ValidationError(gettext("Please leave links out of it."))
        return said

    def clean_day(self) -> date:
        """Return the day on which it is sent: today's unless another one is chosen."""
        today = timezone.localdate(clock.now())
        day: date = self.cleaned_data["day"] or today
        if not today <= day <= today + rules.GIFT_AHEAD:
            raise forms.ValidationError(gettext("Please choose a day within a year from today."))
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for the address of whom it is sent to, and keep none that is not needed."""
        facts: dict[str, Any] = super().clean() or {}
        if facts.get("way") == "hand":
            facts["address"], facts["day"] = "", timezone.localdate(clock.now())
            self.errors.pop("address", None)
            self.errors.pop("day", None)
        elif not facts.get("address") and "address" not in self.errors:
            self.add_error("address", gettext("Please write where it goes."))
        return facts
