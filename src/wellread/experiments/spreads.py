"""How much variants differ in rate, learned from the campaigns before."""

from collections.abc import Iterable, Sequence
from math import sqrt
from statistics import fmean, variance
from typing import NamedTuple

from wellread.experiments.shares import FIRST_CV, clamped_cv

# Fewer tell next to nothing of how much rates differ.
LEAST_CONVERSIONS = 20
# What is believed before the first weighs as much as so many campaigns.
PRIOR_CAMPAIGNS = 4


class PastVariant(NamedTuple):
    """What a variant of an earlier campaign came to."""

    impressions: int
    conversions: int


def learned_cv(campaigns: Iterable[Sequence[PastVariant]]) -> float:
    """Return by which part of their mean rates differ within a campaign, less what chance adds.

    By moments, within what can be believed.
    """
    found = [one for one in map(_squared_cv, campaigns) if one is not None]
    whole = sum(found) + PRIOR_CAMPAIGNS * FIRST_CV**2
    return clamped_cv(sqrt(max(0.0, whole / (len(found) + PRIOR_CAMPAIGNS))))


def _squared_cv(variants: Sequence[PastVariant]) -> float | None:
    shown = [one for one in variants if one.impressions > 0]
    conversions = sum(one.conversions for one in shown)
    if len(shown) < 2 or conversions < LEAST_CONVERSIONS:
        return None
    pace = conversions / sum(one.impressions for one in shown)
    seen = variance([one.conversions / one.impressions / pace for one in shown])
    return seen - fmean(1 / (one.impressions * pace) for one in shown)
