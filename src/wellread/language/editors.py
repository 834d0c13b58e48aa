"""Words that editors meet, kept apart from those of readers.

Our catalogue goes before Wagtail's and Django's, in their own screens as well, and one English word
stands for several things: so whatever editors meet has a context of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import (
    get_language,
    npgettext,
    override,
    pgettext,
    pgettext_lazy,
)

from wellread.language import writing

CONTEXT = "editors"
# What any translation of our labels has; it stands above a campaign's form.
FIRST_OF_ALL = "Who will see this, and when"


def for_editors(message: str) -> str:
    """Mark a label or a message of the admin; it is translated when it is shown.

    It is typed as the text that it stands for: Django and Wagtail take one for the other.
    """
    return pgettext_lazy(CONTEXT, message)  # type: ignore[return-value]


def for_editors_counted(one: str, many: str, number: int) -> str:
    """Return a message that depends on a number, which it may print as %(number)s: 2,359."""
    return npgettext(CONTEXT, one, many, number) % {"number": number_said(number)}


def language() -> str:
    """Return the language that our labels stand in now: the editor's, or English without them."""
    spoken = get_language() or "en"
    if spoken.partition("-")[0] == "en":
        return spoken
    return "en" if pgettext(CONTEXT, FIRST_OF_ALL) == FIRST_OF_ALL else spoken


@contextmanager
def speaking() -> Iterator[None]:
    """Have months, numbers, money and lists be of one language with the labels that they are in.

    What is lazy is of that language only when it becomes text within.
    """
    ours = language()
    with override(ours), writing.speaking(ours):
        yield


def number_said(number: int) -> str:
    """Write a number as the language of our labels does: 2,359."""
    with speaking():
        return writing.number(number)
