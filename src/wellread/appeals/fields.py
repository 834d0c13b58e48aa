"""A list of words that an editor chooses from what there is, kept as text parted by commas."""

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from wellread.appeals import rules, vocabularies

if TYPE_CHECKING:
    # Django's own classes take their types in stubs alone.
    _CharField = models.CharField[str, str]
else:
    _CharField = models.CharField


class WordsInput(forms.TextInput):
    """A search among what there is, and what was chosen; without scripts, codes and commas."""

    template_name = "appeals/words.html"

    class Media:
        js = ("appeals/words.js",)
        css = {"all": ("appeals/words.css",)}

    def __init__(self, kind: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.kind = kind

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add the names of what was chosen, and where to search."""
        there_are = vocabularies.known(self.kind)
        names = {word: there_are.get(word, "") for word in rules.words(value or "")}
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"] |= {
            "search_url": reverse("appeals_words", args=[self.kind]) if there_are else "",
            "names": json.dumps(names),
            "noun": self.kind,
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Take several values of one name too, as a list of a browser's own sends them."""
        values = data.getlist(name) if hasattr(data, "getlist") else [data.get(name)]
        given = [value for value in values if value is not None]
        return ", ".join(given) if given else None


class WordsField(_CharField):
    """Words of a kind; what is typed as a name or an alias is kept as the word it stands for."""

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Stand in migrations for the text that it is in the database."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        """Let an editor choose."""
        return super().formfield(**{**kwargs, "widget": WordsInput(self.kind)})

    def to_python(self, value: Any) -> Any:
        """Read names and aliases into words."""
        text = super().to_python(value)
        return text and ", ".join(rules.words(text))

    def clean(self, value: Any, model_instance: Any) -> Any:
        """Refuse what there is not, by its name."""
        text = super().clean(value, model_instance)
        try:
            return ", ".join(vocabularies.read(self.kind, text or ""))
        except ValueError as fault:
            raise ValidationError(str(fault)) from None


def word_fields(model: type[models.Model]) -> list[WordsField]:
    """Return the fields of a model that hold a list of words."""
    return [field for field in model._meta.get_fields() if isinstance(field, WordsField)]
