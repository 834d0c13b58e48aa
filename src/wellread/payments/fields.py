"""A currency as a column and as a field of a form."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models

from wellread.language.editors import for_editors
from wellread.payments import currencies

if TYPE_CHECKING:
    # Django's own classes take their types in stubs alone.
    _CharField = models.CharField[str, str]
else:
    _CharField = models.CharField

NOT_TAKEN = for_editors("Stripe does not take %(value)s; choose a currency of the list.")


class CurrencyChoice(forms.TypedChoiceField):
    """A currency that Stripe takes; its code may come in small letters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "error_messages": {"invalid_choice": NOT_TAKEN}})

    def to_python(self, value: Any) -> str:
        """Read a code."""
        return str(super().to_python(value)).strip().upper()

    def keep_in_sight(self, code: str) -> None:
        """Show a code saved earlier that Stripe does not take, where another would stand."""
        if code and code not in currencies.TAKEN:
            gone = (code, for_editors("%(code)s: Stripe does not take it") % {"code": code})
            self.widget.choices = [gone, *currencies.choices()]


class CurrencyField(_CharField):
    """The code of a currency that Stripe takes, chosen from their list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        chosen = {"choices": currencies.choices, "error_messages": {"invalid_choice": NOT_TAKEN}}
        super().__init__(*args, **{"max_length": 3, **kwargs, **chosen})

    def deconstruct(self) -> Any:
        """Stand in migrations for the text that it is: Stripe's list is no table of ours."""
        name, _, args, kwargs = super().deconstruct()
        kept = {
            key: each for key, each in kwargs.items() if key not in ("choices", "error_messages")
        }
        return name, "django.db.models.CharField", args, kept

    def formfield(self, **kwargs: Any) -> Any:
        """Let an editor choose."""
        return super().formfield(**{**kwargs, "choices_form_class": CurrencyChoice})
