"""What an editor types, read into the values of the line-up."""

import re

from wellread.language.word_lists import folded as folded
from wellread.language.word_lists import found_word as found_word
from wellread.language.word_lists import words as words

ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


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
