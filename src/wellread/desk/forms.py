"""What the desk asks of an editor."""

from datetime import date, timedelta
from typing import Any

from django import forms

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
