"""What editors want to ask, and what was published of it."""

from wellread.appeals.models.campaigns import (
    Ask,
    Campaign,
    LineUpSettings,
    Variant,
    minor_units,
    site_currency,
)
from wellread.appeals.models.published import Copy, LineUp, Publication

__all__ = [
    "Ask",
    "Campaign",
    "Copy",
    "LineUp",
    "LineUpSettings",
    "Publication",
    "Variant",
    "minor_units",
    "site_currency",
]
