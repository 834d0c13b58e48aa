"""Countries in lists that editors write: by code, chosen by name."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from babel import Locale
from babel.core import get_global
from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from wellread.language import writing
from wellread.language.editors import for_editors
from wellread.language.word_lists import found_word, words

if TYPE_CHECKING:
    # Django's own classes take their types in stubs alone.
    _CharField = models.CharField[str, str]
else:
    _CharField = models.CharField

# CLDR names these too; they are no countries of ISO 3166-1 (but XK is what CDNs say of Kosovo).
NO_COUNTRIES = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"]
)
THERE_IS_NONE = for_editors("There is no country “%(word)s”; choose one of the list.")

_makers: list[Callable[[], forms.Widget]] = []


def supply_input(make: Callable[[], forms.Widget]) -> None:
    """Have a room above say by what an editor chooses; else codes and names are typed."""
    _makers[:] = [make]


@lru_cache(maxsize=8)
def names(locale: Locale) -> Mapping[str, str]:
    """Return the countries of ISO 3166-1 by code, as a language names and sorts them."""
    found = {
        code: name
        for code, name in locale.territories.items()
        if len(code) == 2 and code not in NO_COUNTRIES
    }
    # Österreich stands beside Oman, not behind Zypern.
    return dict(sorted(found.items(), key=lambda one: normalize("NFKD", one[1]).casefold()))


def aliases() -> Mapping[str, str]:
    """Return what else a country may be called when that is beyond doubt: UK is GB."""
    found = get_global("territory_aliases").items()
    return {old: new[0] for old, new in found if len(old) == 2 and len(new) == 1}


def read(text: str) -> list[str]:
    """Read what was typed or chosen into codes; raise ValueError naming the first that is none."""
    known, english = names(writing.editors_locale()), names(Locale.parse("en"))
    found: dict[str, str] = {}
    for word in words(text):
        # Who has the admin in another language may well type the English name.
        code = found_word(word, known, aliases()) or found_word(word, english, {})
        if code is None:
            raise ValueError(THERE_IS_NONE % {"word": word})
        found[code] = word
    return list(found)


class CountriesField(_CharField):
    """Countries; what is typed as a name or an alias is kept as the code it stands for."""

    def deconstruct(self) -> Any:
        """Stand in migrations for the text that it is in the database."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        """Let an editor choose, where a room says by what."""
        chosen_by = {"widget": _makers[0]()} if _makers else {}
        return super().formfield(**{**kwargs, **chosen_by})

    def clean(self, value: Any, model_instance: Any) -> Any:
        """Refuse what there is not, by its name."""
        text = super().clean(value, model_instance)
        try:
            return ", ".join(read(text or ""))
        except ValueError as fault:
            raise ValidationError(str(fault)) from None
