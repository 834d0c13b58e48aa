"""What an editor types, read into the values of the line-up."""

import re

from wellread.engine.copy import COUNT_PLACEHOLDER

ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_BRACES = re.compile(r"\{[^}]*\}?|\}")


def words(text: str) -> list[str]:
    """Split "world, culture" or one word a line into words, each once, in the order typed."""
    parts = (part.strip() for part in re.split(r"[,\n]", text))
    return list(dict.fromkeys(part for part in parts if part))


def countries(text: str) -> list[str]:
    """Read "gb, IE" into upper-case codes; raises ValueError naming the first that is none."""
    codes = [word.upper() for word in words(text)]
    for code in codes:
        if not re.fullmatch(r"[A-Z]{2}", code):
            raise ValueError(f"“{code}” is not a country code; write two letters, such as GB")
    return codes


def paragraphs(text: str) -> list[str]:
    """Split at empty lines; a paragraph's own line breaks become spaces."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return [" ".join(block.split()) for block in blocks if block.strip()]


def unknown_placeholder(text: str) -> str | None:
    """Return the first thing in braces that is not {article_count}, or None."""
    for found in _BRACES.findall(text):
        if found != COUNT_PLACEHOLDER:
            return str(found)
    return None


def percent(value: float) -> str:
    """Write 90.0 as "90 %" and 33.3 as "33.3 %"."""
    return f"{value:.2f}".rstrip("0").rstrip(".") + " %"
