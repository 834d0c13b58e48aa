"""What editors want to ask, and what was published of it."""

from wellread.appeals.models.asks import Ask, minor_units, site_currency
from wellread.appeals.models.campaigns import Campaign, LineUpSettings
from wellread.appeals.models.learned import LearnedShares
from wellread.appeals.models.published import Copy, LineUp, Publication
from wellread.appeals.models.switches import SwitchChange
from wellread.appeals.models.translations import Translation
from wellread.appeals.models.variants import Variant

__all__ = [
    "Ask",
    "Campaign",
    "Copy",
    "LearnedShares",
    "LineUp",
    "LineUpSettings",
    "Publication",
    "SwitchChange",
    "Translation",
    "Variant",
    "minor_units",
    "site_currency",
]
