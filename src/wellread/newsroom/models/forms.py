"""The editors' forms of rows that more than one of them may have open."""

from typing import Any

from django import forms
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.forms.pages import WagtailAdminPageForm


class ConflictForm(WagtailAdminModelForm):
    """A form that is not valid while its instance bears a `conflict`: the words of a warning."""

    def clean(self) -> dict[str, Any]:
        """Add the warning to the form's faults."""
        cleaned = super().clean()
        if conflict := getattr(self.instance, "conflict", ""):
            self.add_error(None, conflict)
        return cleaned


class PageConflictForm(ConflictForm, WagtailAdminPageForm):
    """The same for a page, which saves by itself, but not what was refused just now."""

    data: Any
    was_refused = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Have the form that is shown again say that it was refused."""
        cleaned = super().clean()
        if getattr(self.instance, "conflict", ""):
            self.data = self.data.copy()
            self.data[self.add_prefix("was_refused")] = "1"
        return cleaned
