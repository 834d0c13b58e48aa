"""Shares that earn: each variant in proportion to the square of its chance to be the best.

Thompson's rule with a prior learned from campaigns, as measured in docs/explain/experiments.md.
Rates are judged within six hours of impressions, so that moving shares are not mistaken for moods
of the day. The chances are integrated, not drawn: whoever has the counts gets the same shares.
"""

from collections.abc import Sequence
from math import ceil, erf, exp, inf, log, pi, sqrt
from typing import NamedTuple

STRATUM_HOURS = 6
# How much variants differ in rate, before anything is known of these: a narrower belief lost 4 %
# where it was wrong.
FIRST_CV, LEAST_CV, MOST_CV = 0.20, 0.15, 0.50
# And in what a conversion brings: what may be, and how far each is believed of a first campaign.
_AMOUNT_CVS = {0.08: 0.40, 0.12: 0.25, 0.18: 0.15, 0.27: 0.10, 0.40: 0.10}
LEAST_AMOUNT_CV, MOST_AMOUNT_CV = min(_AMOUNT_CVS), max(_AMOUNT_CVS)
SHARPNESS = 2
FLOOR = 0.01
MOST_CHANGE = 0.20
# Shares are whole numbers of these, which every language adds up to 1.
UNITS = 65_536
_ROUNDS = 4
_POINTS = 100
_ROOT_2, _ROOT_2_PI = sqrt(2), sqrt(2 * pi)


class Stratum(NamedTuple):
    """Six hours: impressions and conversions of each variant, in one order."""

    impressions: Sequence[int]
    conversions: Sequence[int]


class Sums(NamedTuple):
    """What the conversions of a variant brought: number, sum and sum of squares of values."""

    number: int
    total: float
    squares: float


class AmountSpread(NamedTuple):
    """How much amounts differ between variants, and how far that is believed, from 0 to 1.

    The rest of belief is a first campaign's: a campaign unlike all before it is soon seen to be.
    """

    cv: float
    belief: float


UNKNOWN_SPREAD = AmountSpread(LEAST_AMOUNT_CV, 0.0)


class _Belief(NamedTuple):
    """A rate as a gamma curve (its mean and shape), and the log of an amount as a normal one."""

    rate: float
    shape: float
    amount: float
    spread: float


def clamped_cv(learned: float | None) -> float:
    """Return how much rates are expected to differ, within what can be believed."""
    return FIRST_CV if learned is None else min(MOST_CV, max(LEAST_CV, learned))


def target(
    strata: Sequence[Stratum],
    amounts: Sequence[Sums],
    *,
    cv: float = FIRST_CV,
    amount_spread: AmountSpread = UNKNOWN_SPREAD,
) -> list[float]:
    """Return the shares that the counts speak for, none below the floor."""
    chances = chances_to_be_best(strata, amounts, cv=cv, amount_spread=amount_spread)
    sharp = [one**SHARPNESS for one in chances]
    whole = sum(sharp)
    number = len(chances)
    floor = min(FLOOR, 1 / number)
    return [floor + (1 - number * floor) * one / whole for one in sharp]


def moved(before: Sequence[float], to: Sequence[float]) -> list[float]:
    """Return shares on the way from one to the other, by twenty points at most."""
    furthest = max(abs(new - old) for old, new in zip(before, to, strict=True))
    part = min(1.0, MOST_CHANGE / furthest) if furthest else 1.0
    return [old + part * (new - old) for old, new in zip(before, to, strict=True)]


def in_units(shares: Sequence[float]) -> list[float]:
    """Return the shares in steps of 1/65,536, summing to exactly 1."""
    whole = sum(shares)
    exact = [UNITS * one / whole for one in shares]
    units = [int(one) for one in exact]
    by_rest = sorted(range(len(units)), key=lambda index: units[index] - exact[index])
    for index in by_rest[: UNITS - sum(units)]:
        units[index] += 1
    least = min(ceil(UNITS * FLOOR), UNITS // len(units))
    for index, one in enumerate(units):
        if one < least <= ceil(exact[index]) + 1:
            units[units.index(max(units))] -= least - one
            units[index] = least
    return [one / UNITS for one in units]


def chances_to_be_best(
    strata: Sequence[Stratum],
    amounts: Sequence[Sums],
    *,
    cv: float = FIRST_CV,
    amount_spread: AmountSpread = UNKNOWN_SPREAD,
) -> list[float]:
    """Return each variant's chance to be worth most an impression; they sum to 1."""
    prior = 1 / clamped_cv(cv) ** 2
    rates = _rates(strata, len(amounts), prior)
    beliefs = [
        _Belief(rate, shape, *amount)
        for (rate, shape), amount in zip(rates, _amounts(amounts, amount_spread), strict=True)
    ]
    return _best(beliefs)


def _rates(strata: Sequence[Stratum], number: int, prior: float) -> list[tuple[float, float]]:
    """Return mean and shape of each variant's rate, relative to the others in the same hours."""
    told = [one for one in strata if sum(one.conversions) > 0 and sum(one.impressions) > 0]
    rates = [1.0] * number
    conversions = [max(0, sum(one.conversions[k] for one in told)) for k in range(number)]
    for _ in range(_ROUNDS):
        expected = [0.0] * number
        for one in told:
            weighed = sum(n * rate for n, rate in zip(one.impressions, rates, strict=True))
            pace = sum(one.conversions) / weighed
            for k, n in enumerate(one.impressions):
                expected[k] += pace * n
        rates = [
            (prior + own) / (prior + due) for own, due in zip(conversions, expected, strict=True)
        ]
    left = _information(told, rates)
    return [
        (rate, prior + own * part) for rate, own, part in zip(rates, conversions, left, strict=True)
    ]


def _information(strata: Sequence[Stratum], rates: Sequence[float]) -> list[float]:
    """Return the part of each variant's conversions that still tells of it, given the hours.

    Where it had nearly all impressions of some hours, or nearly none, those say little of it.
    """
    number = len(rates)
    within, parts, whole = [0.0] * number, [0.0] * number, 0.0
    for one in strata:
        weighed = [n * rate for n, rate in zip(one.impressions, rates, strict=True)]
        total, conversions = sum(weighed), sum(one.conversions)
        whole += conversions
        for k, own in enumerate(weighed):
            part = own / total
            within[k] += conversions * part * (1 - part)
            parts[k] += conversions * part
    return [
        min(1.0, told / (part * (1 - part / whole))) if 0 < part < whole else 0.0
        for told, part in zip(within, parts, strict=True)
    ]


def deviations(amounts: Sequence[Sums]) -> list[tuple[float, float]]:
    """Return the logarithm of each variant's mean amount over that of all, and its variance.

    Of who has no conversion the variance is infinite; there must be two in all.
    """
    number = sum(one.number for one in amounts)
    mean = sum(one.total for one in amounts) / number
    noise = max(0.01, sum(one.squares for one in amounts) / number / mean**2 - 1)
    return [
        (log(max(one.total / one.number, mean / 20) / mean), noise / one.number)
        if one.number > 0
        else (0.0, inf)
        for one in amounts
    ]


def _amounts(amounts: Sequence[Sums], expected: AmountSpread) -> list[tuple[float, float]]:
    """Return mean and spread of the logarithm of each variant's amount, relative to all."""
    if sum(one.number for one in amounts) < 2 or sum(one.total for one in amounts) <= 0:
        return [(0.0, LEAST_AMOUNT_CV)] * len(amounts)
    found = deviations(amounts)
    prior = _squared_spread([one for one in found if one[1] < inf], expected)
    return [
        (off * prior / (prior + variance), sqrt(prior * variance / (prior + variance)))
        if variance < inf
        else (0.0, sqrt(prior))
        for off, variance in found
    ]


def _squared_spread(found: Sequence[tuple[float, float]], expected: AmountSpread) -> float:
    """Return the square of the spread of amounts: what was expected, by how likely each is now.

    The spread of few conversions says little, by itself: taking it as it came made noise of large
    gifts into differences, and cost a point where gifts are few.
    """
    beliefs = [(cv, (1 - expected.belief) * part) for cv, part in _AMOUNT_CVS.items()]
    beliefs.append((expected.cv, expected.belief))
    logs = [(cv, log(part) + _log_likelihood(found, cv**2)) for cv, part in beliefs if part > 0]
    most = max(likely for _, likely in logs)
    weights = [(cv, exp(likely - most)) for cv, likely in logs]
    return sum(w * cv**2 for cv, w in weights) / sum(w for _, w in weights)


def _log_likelihood(found: Sequence[tuple[float, float]], squared: float) -> float:
    """Return how likely deviations are when all vary so much about a mean that is not known."""
    weights = [1 / (squared + variance) for _, variance in found]
    whole = sum(weights)
    middle = sum(w * off for w, (off, _) in zip(weights, found, strict=True)) / whole
    apart = sum(w * (off - middle) ** 2 for w, (off, _) in zip(weights, found, strict=True))
    return 0.5 * (sum(map(log, weights)) - log(whole) - apart)


def _best(beliefs: Sequence[_Belief]) -> list[float]:
    """Integrate each one's chance to lie above all others, on the logarithm of worth."""
    middles = [log(one.rate) + one.amount for one in beliefs]
    spreads = [sqrt(1 / one.shape + one.spread**2) for one in beliefs]
    low = max(middle - 6 * spread for middle, spread in zip(middles, spreads, strict=True))
    high = max(middle + 6 * spread for middle, spread in zip(middles, spreads, strict=True))
    step = (high - low) / _POINTS
    points = [low + step * index for index in range(_POINTS + 1)]
    below = [_chances_below(points, one) for one in beliefs]
    chances = [0.0] * len(beliefs)
    for index in range(_POINTS):
        halfway = [0.5 * (own[index] + own[index + 1]) for own in below]
        for k, own in enumerate(below):
            others = 1.0
            for j, other in enumerate(halfway):
                if j != k:
                    others *= other
            chances[k] += (own[index + 1] - own[index]) * others
    # What lies below `low` is best only by the part of all curves there.
    chances = [max(0.0, one) for one in chances]
    whole = sum(chances)
    return [one / whole for one in chances]


def _chances_below(points: Sequence[float], belief: _Belief) -> list[float]:
    """Return the chance that the logarithm of worth is below each point.

    The logarithm of a gamma variable and a normal one are added by their first four cumulants,
    and Edgeworth's series gives the curve of such a sum: right to 0.002 from the least shape on,
    which is 4.
    """
    k = belief.shape
    # Of the logarithm of a gamma variable with the mean 1: asymptotic polygamma functions.
    mean = -1 / (2 * k) - 1 / (12 * k**2) + 1 / (120 * k**4)
    variance = 1 / k + 1 / (2 * k**2) + 1 / (6 * k**3) - 1 / (30 * k**5) + belief.spread**2
    third = -1 / k**2 - 1 / k**3 - 1 / (2 * k**4) + 1 / (6 * k**6)
    fourth = 2 / k**3 + 3 / k**4 + 2 / k**5 - 1 / k**7
    middle, spread = mean + log(belief.rate) + belief.amount, sqrt(variance)
    skew, peak = third / spread**3, fourth / variance**2
    chances = []
    for point in points:
        z = (point - middle) / spread
        square = z * z
        bend = skew * (square - 1) / 6 + z * (
            peak * (square - 3) / 24 + skew**2 * (square * (square - 10) + 15) / 72
        )
        chance = 0.5 * (1 + erf(z / _ROOT_2)) - exp(-square / 2) / _ROOT_2_PI * bend
        chances.append(min(1.0, max(0.0, chance)))
    return chances
