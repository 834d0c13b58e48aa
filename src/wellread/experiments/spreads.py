"""How much variants differ in rate and amount, learned from the campaigns before."""

from collections.abc import Iterable, Sequence
from math import sqrt
from statistics import fmean, variance
from typing import NamedTuple

from wellread.experiments.shares import (
    FIRST_CV,
    LEAST_AMOUNT_CV,
    MOST_AMOUNT_CV,
    UNKNOWN_SPREAD,
    AmountSpread,
    Sums,
    clamped_cv,
    deviations,
)

# Fewer tell next to nothing of how much rates differ.
LEAST_CONVERSIONS = 20
# What is believed before the first weighs as much as so many campaigns.
PRIOR_CAMPAIGNS = 4
# Between what the same asks bring and what different ones do.
FIRST_AMOUNT_CV = 0.12
# However many there were, the next may be the first whose variants ask for different amounts.
MOST_BELIEF = 0.95


class PastVariant(NamedTuple):
    """What a variant of an earlier campaign came to."""

    impressions: int
    conversions: int
    # What they brought; None is not known.
    amounts: Sums | None = None


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


def learned_amount_spread(campaigns: Iterable[Sequence[PastVariant]]) -> AmountSpread:
    """Return by which part of their mean amounts differ within a campaign, less what chance adds.

    By moments, each campaign counting by how exactly it tells, and what is believed before the
    first like one of four variants that tells exactly. Of campaigns whose amounts are not known
    nothing is learned.
    """
    found = [one for one in map(_squared_amount_cv, campaigns) if one is not None]
    if not found:
        return UNKNOWN_SPREAD
    weighed = [(FIRST_AMOUNT_CV**2, _exactness(4, 0.0)), *found]
    squared = sum(one * weight for one, weight in weighed) / sum(weight for _, weight in weighed)
    belief = min(MOST_BELIEF, len(found) / (len(found) + PRIOR_CAMPAIGNS))
    cv = min(MOST_AMOUNT_CV, max(LEAST_AMOUNT_CV, sqrt(max(0.0, squared))))
    return AmountSpread(cv, belief)


def _squared_amount_cv(variants: Sequence[PastVariant]) -> tuple[float, float] | None:
    sums = [one.amounts for one in variants if one.amounts is not None and one.amounts.number > 0]
    if len(sums) < 2 or sum(one.number for one in sums) < LEAST_CONVERSIONS:
        return None
    if sum(one.total for one in sums) <= 0:
        return None
    offs = deviations(sums)
    noise = fmean(chance for _, chance in offs)
    return variance([off for off, _ in offs]) - noise, _exactness(len(offs), noise)


def _exactness(variants: int, noise: float) -> float:
    """Return the inverse of the variance that a variance found of so many has."""
    return (variants - 1) / (2 * (FIRST_AMOUNT_CV**2 + noise) ** 2)
