"""The editors' forms of rows that more than one of them may have open."""

from typing import Any

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
    """The same for a page."""
