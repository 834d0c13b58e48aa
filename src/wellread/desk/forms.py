"""What the desk asks of an editor."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast
from urllib.parse import urlsplit

from django import forms

from wellread.appeals import vocabularies

# A year to compare with the one before, and a month beyond.
LONGEST_DAYS = 400


class DaysForm(forms.Form):
    """From which day to which, both included; empty means the last thirty."""

    since = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="To", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last_thirty = today - timedelta(days=29), today

    def clean(self) -> dict[str, Any]:
        """Check that the days are in order and not too many to draw."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = self._filled(cleaned)
        if since > until:
            self.add_error("until", "Must not be before the first day.")
        elif (until - since).days >= LONGEST_DAYS:
            self.add_error("until", f"Choose at most {LONGEST_DAYS} days.")
        return cleaned

    def days(self) -> tuple[date, date]:
        """Return the days asked for, or the last thirty when they cannot be used."""
        return self._filled(self.cleaned_data) if self.is_valid() else self.last_thirty

    def _filled(self, cleaned: dict[str, Any]) -> tuple[date, date]:
        until = cleaned.get("until") or self.last_thirty[1]
        return cleaned.get("since") or min(self.last_thirty[0], until), until


class ReaderForm(forms.Form):
    """A reader on a page, as somebody who wrote to the desk describes themselves."""

    path = forms.CharField(
        label="Story", help_text="Its address, such as /harbour/dredging-row/.", max_length=2000
    )
    articles = forms.IntegerField(
        label="Articles read",
        required=False,
        min_value=0,
        max_value=1000,
        initial=9,
        help_text="In the campaign's days, this story included. Empty: unknown.",
    )
    membership = forms.ChoiceField(
        label="Member",
        choices=[("never", "Never was"), ("was", "Once was"), ("is", "Is a member")],
        initial="never",
    )
    signed_in = forms.BooleanField(label="Signed in", required=False)
    consent = forms.ChoiceField(
        label="Consent",
        choices=[
            ("not_needed", "Not needed where they live"),
            ("given", "Given"),
            ("refused", "Refused"),
            ("unknown", "Not answered yet"),
        ],
        initial="not_needed",
    )
    country = forms.ChoiceField(
        required=False, choices=lambda: [("", "Unknown"), *vocabularies.known("country").items()]
    )
    language = forms.ChoiceField(
        required=False,
        help_text="Of their browser or app.",
        choices=lambda: [("", "Unknown"), *vocabularies.known("language").items()],
    )
    device = forms.ChoiceField(
        required=False,
        choices=[
            ("", "Unknown"),
            ("phone", "Phone"),
            ("tablet", "Tablet"),
            ("desktop", "Computer"),
        ],
    )
    asked = forms.ChoiceField(label="Last asked by", required=False)
    asked_days_ago = forms.IntegerField(
        label="… so many days ago", required=False, min_value=0, max_value=3650
    )
    closed = forms.ChoiceField(label="Last closed", required=False)
    closed_days_ago = forms.IntegerField(
        label="… so many days ago", required=False, min_value=0, max_value=3650
    )
    gave_days_ago = forms.IntegerField(
        label="Days since they gave",
        required=False,
        min_value=0,
        max_value=3650,
        help_text="Empty: never, as far as the device knows.",
    )
    seat = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=2**32 - 1,
        help_text="The number their device draws variants with. Empty: 0.",
    )

    def __init__(self, *args: Any, campaigns: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "None"), *campaigns.items()]
        for name in ("asked", "closed"):
            cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean_path(self) -> str:
        """Take an address as it is copied from a browser or a letter, with the site and without."""
        return str(urlsplit(self.cleaned_data["path"].strip()).path)
