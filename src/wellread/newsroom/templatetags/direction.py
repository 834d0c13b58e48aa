"""Which way a piece of text is read."""

from unicodedata import bidirectional

from django import template

register = template.Library()

RIGHT_TO_LEFT = frozenset({"R", "AL"})


@register.filter
def direction(text: str) -> str:
    """Return "rtl" or "ltr" by most of the letters, "auto" when there are none.

    A browser's own dir=auto goes by the first letter alone, and turns round an English headline
    that begins with an Arabic word.
    """
    if text.isascii():
        return "ltr"
    kinds = [bidirectional(character) for character in text]
    balance = kinds.count("L") - sum(kind in RIGHT_TO_LEFT for kind in kinds)
    if balance == 0:
        return "auto"
    return "ltr" if balance > 0 else "rtl"
