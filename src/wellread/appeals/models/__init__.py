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
from wellread.appeals.models.switches import SwitchChange

__all__ = [
    "Ask",
    "Campaign",
    "Copy",
    "LineUp",
    "LineUpSettings",
    "Publication",
    "SwitchChange",
    "Variant",
    "minor_units",
    "site_currency",
]
