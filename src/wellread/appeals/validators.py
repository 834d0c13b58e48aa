"""What the fields of campaigns and variants let through."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator

from wellread.appeals import rules
from wellread.language.editors import for_editors

ID_VALIDATOR = RegexValidator(
    rf"\A{rules.ID.pattern}\Z",
    for_editors("Use up to 64 letters, digits, dots, dashes or underscores."),
)
PERCENT_VALIDATORS = [MinValueValidator(0), MaxValueValidator(100)]
