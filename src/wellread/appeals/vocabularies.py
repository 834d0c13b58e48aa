"""The words a list may hold: countries, languages, and the sections and topics there are."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from babel import Locale
from babel.core import get_global
from babel.localedata import locale_identifiers

from wellread.appeals import rules
from wellread.language import countries as country_names
from wellread.language import writing
from wellread.language.editors import for_editors

THERE_IS_NONE = {
    "country": country_names.THERE_IS_NONE,
    "language": for_editors("There is no language “%(word)s”; choose one of the list."),
    "section": for_editors("There is no section “%(word)s”; choose one of the list."),
    "topic": for_editors("There is no topic “%(word)s”; choose one of the list."),
}

Words = Mapping[str, str]
_sources: dict[str, Callable[[], Words]] = {}


def supply(kind: str, source: Callable[[], Words]) -> None:
    """Have a room above say which sections or topics there are: {word in links: name}."""
    _sources[kind] = source


def known(kind: str) -> Words:
    """Return each word of a kind with its name; nothing when the newsroom's own are elsewhere."""
    if kind == "country":
        return countries()
    if kind == "language":
        return languages()
    return _sources[kind]() if kind in _sources else {}


def countries() -> Words:
    """Return the countries of ISO 3166-1 by code, as the editor's language names them."""
    return country_names.names(writing.editors_locale())


def languages() -> Words:
    """Return languages as browsers name them, de and de-CH, as the editor's language names them."""
    return _languages(writing.editors_locale())


def in_english(kind: str) -> Words:
    """Return countries or languages by their English names; nothing of the newsroom's own words."""
    english = Locale.parse("en")
    return {"country": country_names.names, "language": _languages}.get(kind, lambda _: {})(english)


def aliases(kind: str) -> Words:
    """Return what else a word may be called when that is beyond doubt: UK is GB, iw is he."""
    if kind == "country":
        return country_names.aliases()
    if kind == "language":
        return {old: new.replace("_", "-") for old, new in get_global("language_aliases").items()}
    return {}


def read(kind: str, text: str) -> list[str]:
    """Read what was typed or chosen into words there are; raise ValueError naming the first other.

    Where the newsroom has no sections or topics here, it names its own as it likes.
    """
    if kind == "language":
        text = text.replace("_", "-")
    words, there_are = rules.words(text), known(kind) if text.strip() else {}
    if not there_are:
        return words
    found = {
        word: rules.found_word(word, there_are, aliases(kind))
        # Who has the admin in another language may well type the English name.
        or rules.found_word(word, in_english(kind), {})
        for word in words
    }
    for word, value in found.items():
        if value is None:
            raise ValueError(THERE_IS_NONE[kind] % {"word": word})
    return list(dict.fromkeys(value for value in found.values() if value))


def unknown(lists: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return, for each list given with its kind, its words that stand for nothing there is."""
    # Sections and topics are the newsroom's: one look at each kind serves every list.
    look_up = lru_cache(maxsize=None)(known)
    found = []
    for kind, text in lists:
        there_are = look_up(kind) if text.strip() else {}
        found.append([w for w in rules.words(text) if w not in there_are] if there_are else [])
    return found


def matching(kind: str, typed: str, most: int) -> list[tuple[str, str]]:
    """Return the words a search finds by name or code, those it names or begins first."""
    sought = rules.folded(typed)
    found = []
    for value, name in known(kind).items():
        code, words = rules.folded(value), rules.folded(name)
        if sought in code or sought in words:
            found.append((code != sought, not words.startswith(sought), value, name))
    # Sorting keeps the order of the names where both answers are the same.
    found.sort(key=lambda one: one[:2])
    return [(value, name) for _, _, value, name in found[:most]]


@lru_cache(maxsize=8)
def _languages(locale: Locale) -> Words:
    found = {code.replace("_", "-"): name for code, name in locale.languages.items()}
    for identifier in locale_identifiers():
        name = Locale.parse(identifier).get_display_name(locale)
        found.setdefault(identifier.replace("_", "-"), name or identifier)
    return _in_order(found)


def _in_order(names: Words) -> Words:
    return dict(sorted(names.items(), key=lambda one: _sorted_by(one[1])))


def _sorted_by(name: str) -> str:
    # Österreich stands beside Oman, not behind Zypern.
    return unicodedata.normalize("NFKD", name).casefold()
