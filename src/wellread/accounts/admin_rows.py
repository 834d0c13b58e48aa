"""Lists of rows in the admin's forms: what may stand in a list once is refused there in words."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import UniqueConstraint
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.panels import InlinePanel

from wellread.language.editors import for_editors

TWICE = for_editors("“{row}” stands in this list already; each may be in it once.")
ADDED = for_editors(
    "Somebody else has added “{row}” to this list meanwhile; each may be in it once."
)


class RowsFormSet(BaseChildFormSet):
    """The rows of one list, each of which keeps the unique constraints of its model.

    A colleague's rows that are newer than the form are not in it, and stay beside what it sends.
    """

    def validate_unique(self) -> None:
        """Add a fault to each row that repeats another, whether it is in this form or not."""
        sent = [
            form
            for form in self.forms
            if form.has_changed() or form.instance.pk
            if not form.errors and not self._should_delete_form(form)
        ]
        gone = {form.instance.pk for form in self.forms if form.instance.pk}
        others = [row for row in self.get_queryset() if row.pk is not None and row.pk not in gone]
        for names in _unique_together(self.model, self.fk.name):
            seen = {_values(row, names): ADDED for row in others}
            for form in sent:
                values = _values(form.instance, names)
                if values in seen:
                    row = getattr(form.instance, names[0])
                    form.add_error(names[0], ValidationError(seen[values].format(row=row)))
                seen.setdefault(values, TWICE)


class RowsPanel(InlinePanel):
    """A list of rows of which none may be repeated."""

    def get_form_options(self) -> dict[str, Any]:
        """Have the list checked as a whole."""
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = RowsFormSet
        return options


class LaterRowsFormSet(RowsFormSet):
    """A list that came to a form later: a form of before does not send it, and leaves its rows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and f"{self.prefix}-TOTAL_FORMS" not in self.data:
            nothing = {f"{self.prefix}-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
            self.data = {**self.data, **nothing}


class LaterRowsPanel(RowsPanel):
    """Such a list in an editor's form."""

    def get_form_options(self) -> dict[str, Any]:
        """Have a form without it leave it as it is."""
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = LaterRowsFormSet
        return options


def _unique_together(model: Any, parent: str) -> list[list[str]]:
    """Return what may come once in a list: the fields of each constraint beside its parent."""
    return [
        [name for name in constraint.fields if name != parent]
        for constraint in model._meta.constraints
        if isinstance(constraint, UniqueConstraint) and parent in constraint.fields
    ]


def _values(row: Any, names: list[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, row._meta.get_field(name).attname) for name in names)
