"""A form that was opened before somebody else saved does not undo their work in silence.

One that was opened before a release that brought fields of its own keeps what it did not show.
"""

import json
from hashlib import blake2b
from typing import Any

from django import forms
from django.db.models import Model
from modelcluster.models import (
    ClusterableModel,
    get_all_child_relations,
    get_serializable_data_for_fields,
)
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.models import RevisionMixin

from wellread.language.editors import for_editors

CHANGED_MEANWHILE = for_editors(
    "This was saved by somebody else, or by you in another window, after you had opened it. "
    "Nothing of yours is saved yet. Look at it in another tab; to put yours in its place, save "
    "again."
)


class UpToDateForm(WagtailAdminModelForm):
    """A form whose save is refused once, in words, when it shows what is no longer so."""

    data: Any
    formsets: dict[str, Any]
    was_seen = forms.CharField(required=False, widget=forms.HiddenInput)
    # By which it is told from a form of an earlier release: what there was to know when it opened.
    was_known = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there_is = names_of(self.instance) if self.instance.pk else frozenset()
        said = self.data.get(self.add_prefix("was_known"), "") if self.is_bound else ""
        self._known = frozenset(said.split()) or there_is
        # Before the form's own values are written into it.
        self._as_it_is = state_of(self.instance, self._known) if self.instance.pk else ""
        self.initial["was_seen"] = self._as_it_is
        self.initial["was_known"] = " ".join(sorted(there_is))
        if self.is_bound and self.instance.pk:
            self._keep(there_is - self._known)

    def _keep(self, unknown: frozenset[str]) -> None:
        """Leave as it is what was not there to be shown when the form was opened."""
        for name in unknown & self.fields.keys():
            del self.fields[name]
        for relation, rows in getattr(self, "formsets", {}).items():
            if f"{rows.prefix}-TOTAL_FORMS" not in self.data:
                self.data = self.data.copy()
                for count in ("TOTAL_FORMS", "INITIAL_FORMS"):
                    self.data[f"{rows.prefix}-{count}"] = "0"
                rows.data = self.data
            for row in rows.forms:
                for name in [one for one in row.fields if f"{relation}.{one}" in unknown]:
                    del row.fields[name]

    def clean(self) -> dict[str, Any]:
        """Refuse what was typed into an older form, and let it be sent once more."""
        cleaned: dict[str, Any] = super().clean()
        seen = cleaned.get("was_seen")
        if seen and seen != self._as_it_is:
            self.add_error(None, CHANGED_MEANWHILE)
            self.data = self.data.copy()
            self.data[self.add_prefix("was_seen")] = self._as_it_is
        return cleaned

    def get_field_updates_for_resave(self) -> list[tuple[str, Any]]:
        """Tell a form that saves by itself what its own save has made true."""
        updates: list[tuple[str, Any]] = super().get_field_updates_for_resave()
        saved = type(self.instance)._default_manager.get(pk=self.instance.pk)
        if isinstance(saved, RevisionMixin):
            saved = saved.get_latest_revision_as_object()
        return [*updates, (self.add_prefix("was_seen"), state_of(saved, self._known))]


def state_of(instance: Model, known: frozenset[str] = frozenset()) -> str:
    """Return what tells what editors typed into a row and its children from anything else.

    With names, as `names_of` gives them, nothing counts that is none of them.
    """
    typed = _typed(instance)
    if known:
        typed = {
            name: _of_children(name, value, known) if _are_rows(value) else value
            for name, value in typed.items()
            if name in known
        }
    return blake2b(
        json.dumps(typed, sort_keys=True, default=str).encode(), digest_size=12
    ).hexdigest()


def names_of(instance: Model) -> frozenset[str]:
    """Return what there is to type into a row, and into each kind of its children."""
    names = set()
    for name, value in _typed(instance).items():
        names.add(name)
        for row in value if _are_rows(value) else ():
            names |= {f"{name}.{one}" for one in row}
    if isinstance(instance, ClusterableModel):
        for relation in get_all_child_relations(type(instance)):
            fields = relation.related_model._meta.fields
            names |= {f"{relation.get_accessor_name()}.{field.name}" for field in fields}
    return frozenset(names)


def _typed(instance: Model) -> dict[str, Any]:
    if hasattr(instance, "serializable_data"):
        facts = instance.serializable_data()
    else:
        facts = get_serializable_data_for_fields(instance)
    written_by_us = {field.name for field in instance._meta.fields if not field.editable}
    return {name: value for name, value in facts.items() if name not in written_by_us}


def _are_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _of_children(
    relation: str, rows: list[dict[str, Any]], known: frozenset[str]
) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in row.items() if f"{relation}.{name}" in known}
        for row in rows
    ]
