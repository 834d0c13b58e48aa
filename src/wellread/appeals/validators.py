"""What the fields of campaigns and variants let through."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator

from wellread.appeals import rules
from wellread.engine.history import OF_ALL_TIME
from wellread.language.editors import for_editors

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
