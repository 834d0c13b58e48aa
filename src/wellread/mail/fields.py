"""Columns and form fields that know an e-mail address in its one spelling."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models

from wellread.mail.address import spelled

if TYPE_CHECKING:
    # Django's own classes take their types in stubs alone.
    _EmailField = models.EmailField[str, str]
else:
    _EmailField = models.EmailField


class AddressFormField(forms.EmailField):
    """Takes an address however it is typed, and hands on its one spelling."""

    def to_python(self, value: Any) -> Any:
        """Spell an address before it is checked: full-width letters are no fault."""
        return spelled(super().to_python(value) or "")


class AddressField(_EmailField):
    """A column of addresses: the one spelling is what is stored and what is looked up."""

    def to_python(self, value: Any) -> Any:
        """Return the one spelling of what a form or a fixture gave."""
        return spelled(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        """Return what the database is asked for or given."""
        return self.to_python(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Leave on the row what is stored of it."""
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> Any:
        """Offer the form field of the same spelling."""
        return super().formfield(**{"form_class": AddressFormField, **kwargs})
