"""A field for what readers type beside our words: nothing unseen in it may turn those round."""

import re
import unicodedata
from typing import Any

from django import forms

# Marks that order what stands after them too (Unicode TR 9, 2: embeddings, overrides, isolates and
# the marks of a direction), and what takes no room at all. U+200C and U+200D stay: Persian and
# Urdu are spelled with the one, emoji of families with the other.
UNSEEN = re.compile(
    "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u00ad\u200b\u2060-\u2064\ufeff\U000e0000-\U000e007f]"
)
# Letters by their category, and blank by their look: Hangul fillers and Braille without a dot.
BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")


class TypedTextField(forms.CharField):
    """Takes text without marks of direction and without width; what shows nothing is empty."""

    def to_python(self, value: Any) -> str:
        """Return what can be seen of it."""
        text = UNSEEN.sub("", super().to_python(value) or "").strip()
        return text if any(map(_is_seen, text)) else ""


def _is_seen(letter: str) -> bool:
    return letter not in BLANK and unicodedata.category(letter)[0] not in "CZM"
