"""What the head of a page tells machines."""

from functools import cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wellread.newsroom.machines.structured_data import stamp

register = template.Library()
register.filter("stamp", stamp)


@register.simple_tag
def properties(social: dict[str, str]) -> SafeString:
    """Return a page's OpenGraph and twitter properties as elements, one a line."""
    lines = ((_attribute(name), content) for name, content in social.items())
    return format_html_join("\n", '<meta {} content="{}">', lines)


@cache
def _attribute(name: str) -> SafeString:
    kind = "name" if name.startswith("twitter") else "property"
    return format_html('{}="{}"', kind, name)
