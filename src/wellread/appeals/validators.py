"""What the fields of campaigns and variants let through."""

import re
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator

from wellread.appeals import rules
from wellread.engine.history import OF_ALL_TIME
from wellread.language.editors import for_editors, number_said

ID_VALIDATOR = RegexValidator(
    rf"\A{rules.ID.pattern}\Z",
    for_editors("Use up to 64 letters, digits, dots, dashes or underscores."),
)
# Ten years: longer than any campaign runs, and within what calendars can add to a day.
DAYS_VALIDATORS = [MaxValueValidator(3650)]
# A device remembers so many articles: a number beyond it is reached by nobody.
ARTICLES_VALIDATORS = [
    MinValueValidator(1),
    MaxValueValidator(
        OF_ALL_TIME.entries,
        for_editors("A device remembers %(limit_value)s articles: more are never counted."),
    ),
]
TIMES_VALIDATORS = [MinValueValidator(1), MaxValueValidator(1000)]
PERCENT_VALIDATORS = [MinValueValidator(0), MaxValueValidator(100)]

# What a variant says in any language.
WORDS = (
    "headline",
    "body",
    "headline_without_count",
    "body_without_count",
    "signature_role",
    "join_label",
    "sign_in_label",
)
# Three screens of a phone hold some 2,000: a letter beyond this is no letter.
MOST_CHARACTERS = 10_000

# What steers a printer or turns the words after it about; lines and tabs are an editor's own.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]")
_ISOLATES, _END_OF_ISOLATE = "\u2066\u2067\u2068", "\u2069"


def faults_of_text(said: Any, *fields: str) -> dict[str, str]:
    """Return what no reader could be shown, by its field."""
    found = {field: _fault_of_text(getattr(said, field)) for field in fields}
    return {field: problem for field, problem in found.items() if problem}


def _fault_of_text(text: str) -> str | None:
    if len(text) > MOST_CHARACTERS:
        words = for_editors("At most %(most)s characters; there are %(number)s.")
        return words % {"most": number_said(MOST_CHARACTERS), "number": number_said(len(text))}
    if _UNSEEN.search(text) or not all(map(_ends_isolates, text.splitlines())):
        return for_editors(
            "There is a character in it that nobody sees and that changes how the words after it "
            "are shown. Type the words anew instead of pasting them."
        )
    return None


def _ends_isolates(line: str) -> bool:
    """Whether what is set apart from a line's direction ends within the line."""
    depth = 0
    for character in line:
        depth += (character in _ISOLATES) - (character == _END_OF_ISOLATE)
        if depth < 0:
            return False
    return depth == 0
