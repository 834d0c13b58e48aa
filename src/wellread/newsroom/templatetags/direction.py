"""Which way a piece of text is read."""

from unicodedata import bidirectional

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wellread.language import writing

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


@register.filter
def in_language(text: str, language: str) -> SafeString:
    """Return the attributes of an element with this text: its direction, and its own language."""
    if not language:
        return format_html('dir="{}"', direction(text))
    return format_html('lang="{}" dir="{}"', language, writing.direction(language))
