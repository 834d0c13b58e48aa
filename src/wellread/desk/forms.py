"""What the desk asks of an editor."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve

from wellread.appeals import vocabularies
from wellread.language.editors import for_editors
from wellread.language.moments import LATEST

# What is weighed begins in 1970, and a reader may have been asked ten years before.
EARLIEST = 1980
# A year to compare with the one before, and a month beyond.
LONGEST_DAYS = 400


class DaysForm(forms.Form):
    """From which day to which, both included; empty means the last thirty."""

    since = forms.DateField(
        label=for_editors("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=for_editors("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last_thirty = today - timedelta(days=29), today

    def clean(self) -> dict[str, Any]:
        """Check that the days are in order and not too many to draw."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = self._filled(cleaned)
        if since > until:
            self.add_error("until", for_editors("Must not be before the first day."))
        elif (until - since).days >= LONGEST_DAYS:
            self.add_error(
                "until",
                for_editors("Choose at most %(number)s days.") % {"number": LONGEST_DAYS},
            )
        return cleaned

    def days(self) -> tuple[date, date]:
        """Return the days asked for, or the last thirty when they cannot be used."""
        return self._filled(self.cleaned_data) if self.is_valid() else self.last_thirty

    def _filled(self, cleaned: dict[str, Any]) -> tuple[date, date]:
        until = cleaned.get("until") or self.last_thirty[1]
        return cleaned.get("since") or min(self.last_thirty[0], until), until


def check_weighable(moment: datetime) -> None:
    """Raise ValidationError for a moment at which no campaign can be weighed."""
    if not EARLIEST <= moment.year <= LATEST:
        said = for_editors("Choose a year from %(earliest)s to %(latest)s.")
        raise ValidationError(said, params={"earliest": EARLIEST, "latest": LATEST})


class WeighableMomentField(forms.DateTimeField):
    """A moment of which the engine can say what campaigns would do."""

    default_validators = [check_weighable]


class ReaderForm(forms.Form):
    """A reader on a page, as somebody who wrote to the desk describes themselves."""

    path = forms.CharField(
        label=for_editors("Story"),
        help_text=for_editors("Its address, such as /harbour/dredging-row/."),
        max_length=2000,
    )
    at = WeighableMomentField(
        label=for_editors("When"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=for_editors("In the newsroom's time. Empty: now."),
    )
    drafts = forms.BooleanField(
        label=for_editors("As if all drafts were published"),
        required=False,
        help_text=for_editors("Changes that are not published yet count too."),
    )
    articles = forms.IntegerField(
        label=for_editors("Articles read"),
        required=False,
        min_value=0,
        max_value=1000,
        initial=9,
        help_text=for_editors("In the campaign's days, this story included. Empty: unknown."),
    )
    membership = forms.ChoiceField(
        label=for_editors("Member"),
        choices=[
            ("never", for_editors("Never was")),
            ("was", for_editors("Once was")),
            ("is", for_editors("Is a member")),
        ],
        initial="never",
    )
    signed_in = forms.BooleanField(label=for_editors("Signed in"), required=False)
    consent = forms.ChoiceField(
        label=for_editors("Consent"),
        choices=[
            ("not_needed", for_editors("Not needed where they live")),
            ("given", for_editors("Given")),
            ("refused", for_editors("Refused")),
            ("unknown", for_editors("Not answered yet")),
        ],
        initial="not_needed",
    )
    country = forms.ChoiceField(
        required=False, choices=lambda: [("", "Unknown"), *vocabularies.known("country").items()]
    )
    language = forms.ChoiceField(
        required=False,
        help_text=for_editors("Of their browser or app."),
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
    asked = forms.ChoiceField(label=for_editors("Last asked by"), required=False)
    asked_days_ago = forms.IntegerField(
        label=for_editors("… so many days ago"), required=False, min_value=0, max_value=3650
    )
    closed = forms.ChoiceField(label=for_editors("Last closed"), required=False)
    closed_days_ago = forms.IntegerField(
        label=for_editors("… so many days ago"), required=False, min_value=0, max_value=3650
    )
    gave_days_ago = forms.IntegerField(
        label=for_editors("Days since they gave"),
        required=False,
        min_value=0,
        max_value=3650,
        help_text=for_editors("Empty: never, as far as the device knows."),
    )
    seat = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=2**32 - 1,
        help_text=for_editors("The number their device draws variants with. Empty: 0."),
    )

    def __init__(self, *args: Any, campaigns: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "None"), *campaigns.items()]
        for name in ("asked", "closed"):
            cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean_path(self) -> str:
        """Take an address as it is copied from a browser or a letter, with the site and without."""
        return str(urlsplit(self.cleaned_data["path"].strip()).path)


class PageForm(forms.Form):
    """The page on which a variant is to be looked at."""

    path = forms.CharField(
        label=for_editors("Page"),
        help_text=for_editors("Its address, such as /harbour/dredging-row/."),
        max_length=2000,
    )
    articles = forms.IntegerField(
        label=for_editors("Articles read"),
        min_value=0,
        max_value=1000,
        initial=9,
        help_text=for_editors("The number that is printed."),
    )

    def clean_path(self) -> str:
        """Take the address of a page for readers, with the site and without."""
        path = str(urlsplit(self.cleaned_data["path"].strip()).path)
        try:
            is_read = getattr(resolve(path).func, "is_reading", False)
        except Resolver404:
            is_read = False
        if not is_read:
            raise forms.ValidationError(
                for_editors("This is no page that readers get; give its address as in links.")
            )
        return path
