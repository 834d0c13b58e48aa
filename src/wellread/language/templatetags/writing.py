"""Dates, numbers and lists in templates."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from wellread.language import editors, writing

register = template.Library()


def _moments(write: Callable[[Any], str]) -> Callable[[date | None], str]:
    """Let a template name a moment that may not be known: nothing is written then."""

    def filtered(moment: date | None) -> str:
        return write(moment) if moment else ""

    return filtered


for _name in (
    *("day", "short_day", "day_of_year", "clock"),
    *("day_and_clock", "weekday", "weekday_and_clock", "recent", "short_recent", "ago"),
):
    register.filter(_name, _moments(getattr(writing, _name)))


@register.filter
def in_figures(value: float) -> str:
    """Write a number with the edition's separators."""
    return writing.number(value)


@register.filter
def names(bylines: Iterable[Any]) -> SafeString:
    """Write the names of a byline as a list, each kept in its own direction."""
    # What stands between the names is Babel's, and the names are escaped.
    return mark_safe(writing.listed([format_html("<bdi>{}</bdi>", one.name) for one in bylines]))  # noqa: S308


@register.simple_tag
def editors_language() -> SafeString:
    """Say of an element that it is written in the language of our labels, which way that runs."""
    ours = editors.language()
    return format_html('lang="{}" dir="{}"', ours, writing.direction(ours))


@register.tag
def in_editors_language(parser: template.base.Parser, token: template.base.Token) -> template.Node:
    """Draw what is within with months, numbers and money in the language of our labels."""
    within = parser.parse(("end_in_editors_language",))
    parser.delete_first_token()
    return _InEditorsLanguage(within)


class _InEditorsLanguage(template.Node):
    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        with editors.speaking():
            return self.nodelist.render(context)
