"""What an editor types, read into the values of the line-up."""

import re
import unicodedata
from collections.abc import Mapping

ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


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


def renamed(text: str, before: str, after: str) -> str:
    """Return a list with one word replaced."""
    return ", ".join(dict.fromkeys(after if word == before else word for word in words(text)))


def paragraphs(text: str) -> list[str]:
    """Split at empty lines; a paragraph's own line breaks become spaces."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return [" ".join(block.split()) for block in blocks if block.strip()]


def percent(value: float) -> str:
    """Write 90.0 as "90 %" and 33.3 as "33.3 %"."""
    return f"{value:.2f}".rstrip("0").rstrip(".") + " %"
