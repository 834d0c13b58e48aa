"""Words that editors meet, kept apart from those of readers.

Our catalogue goes before Wagtail's and Django's, in their own screens as well, and one English word
stands for several things: so whatever editors meet has a context of its own.
"""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import npgettext, pgettext_lazy

CONTEXT = "editors"


def for_editors(message: str) -> str:
    """Mark a label or a message of the admin; it is translated when it is shown.

    It is typed as the text that it stands for: Django and Wagtail take one for the other.
    """
    return pgettext_lazy(CONTEXT, message)  # type: ignore[return-value]


def for_editors_counted(one: str, many: str, number: int) -> str:
    """Return a message that depends on a number, which it may print as %(number)s: 2,359."""
    return npgettext(CONTEXT, one, many, number) % {"number": intcomma(number)}
