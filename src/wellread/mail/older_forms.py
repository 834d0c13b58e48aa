"""A form that was opened before somebody else saved does not undo their work in silence."""

import json
from hashlib import blake2b
from typing import Any

from django import forms
from django.db.models import Model
from modelcluster.models import get_serializable_data_for_fields
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
    was_seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Before the form's own values are written into it.
        self._as_it_is = state_of(self.instance) if self.instance.pk else ""
        self.initial["was_seen"] = self._as_it_is

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
        return [*updates, (self.add_prefix("was_seen"), state_of(saved))]


def state_of(instance: Model) -> str:
    """Return what tells what editors typed into a row and its children from anything else."""
    if hasattr(instance, "serializable_data"):
        facts = instance.serializable_data()
    else:
        facts = get_serializable_data_for_fields(instance)
    written_by_us = {field.name for field in instance._meta.fields if not field.editable}
    typed = {name: value for name, value in facts.items() if name not in written_by_us}
    return blake2b(
        json.dumps(typed, sort_keys=True, default=str).encode(), digest_size=12
    ).hexdigest()
