"""Lists of words that an editor types, and what each word stands for."""

import re
import unicodedata
from collections.abc import Mapping


def words(text: str) -> list[str]:
    """Split "world, culture" or one word a line into words, each once, in the order typed."""
    parts = (part.strip() for part in re.split(r"[,\n]", text))
    return list(dict.fromkeys(part for part in parts if part))


def folded(text: str) -> str:
    """Return a text as names are compared: whatever its case and its way of writing accents."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def found_word(word: str, known: Mapping[str, str], aliases: Mapping[str, str]) -> str | None:
    """Return the known word that a word, a name or an alias stands for, or None while in doubt."""
    if word in known:
        return word
    sought = folded(word)
    found = {value for value, name in known.items() if sought in (folded(value), folded(name))} or {
        new for old, new in aliases.items() if folded(old) == sought and new in known
    }
    return found.pop() if len(found) == 1 else None
