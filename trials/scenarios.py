"""What a campaign may be like. The spreads are those of the study named in the explanation.

As many variants as a random headline test had, as different as there (or by 7 %); amounts have the
shape of gifts by letter (half at 25 or less, few large ones, capped at 250). Readers come by the
hour of the day, more or fewer by the day, and on two news days twice as many with half the intent;
a quarter of the money comes hours or days after the appeal was shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import cos, exp, log, pi
from random import Random
from statistics import fmean, pstdev
from typing import NamedTuple

from trials.headlines import HEADLINE_TESTS, TYPICAL_CV, rates_like

HOURS = 336
CAP_MINOR = 25_000
_AMOUNTS = (1000, 1500, 2000, 2500, 3500, 5000, 7500, 10_000, 15_000, 25_000)
_WEIGHTS = (16, 10, 14, 20, 8, 16, 3, 9, 1, 3)
_TWELVE_MONTHS = 12


@dataclass(frozen=True)
class Scenario:
    """One kind of campaign: how many are shown, how many convert, how much variants differ."""

    name: str
    impressions: int = 1_000_000
    rate: float = 0.002
    # None is as many as a headline test had, and as different as they were in it.
    variants: int | None = None
    rate_spread: float | None = None
    amount_spread: float = 0.08
    # Between rate and amount, where a higher ask gives fewer but larger gifts.
    trade: float = -0.5
    moods: bool = True
    delays: bool = True
    drifts: bool = False
    # Of those who give, who gives monthly: twelve times as much in a year.
    monthly: float = 0.0
    # How much its variants differed in the newsroom's earlier campaigns; None is as in this one.
    learned_cv: float | None = None
    # The next variants' true worth, where it is not left to chance.
    lifts: tuple[float, ...] = ()
    # Which part of the impressions of each the judge is told of, where it is told of views.
    seen: tuple[float, ...] = ()


SCENARIOS = (
    Scenario("A 200,000 impressions, 0.2 %", impressions=200_000),
    Scenario("B 1 million, 0.2 %"),
    Scenario("C 1 million, 0.05 %", rate=0.0005),
    Scenario("D 200,000, 0.05 %", impressions=200_000, rate=0.0005),
    Scenario("E 1 million, 0.5 %", rate=0.005),
    Scenario("F alike (7 %), 200,000", impressions=200_000, rate_spread=0.07),
    Scenario("G alike (7 %), 1 million", rate_spread=0.07),
    Scenario("H amounts asked differ", rate_spread=0.20, amount_spread=0.30, trade=-0.9),
    Scenario("I a third monthly", monthly=0.35),
    Scenario("J no moods, no delay", moods=False, delays=False),
    Scenario("K effects drift", drifts=True),
    Scenario("L two variants, 200,000", impressions=200_000, variants=2),
    Scenario("M eight variants", variants=8, rate_spread=TYPICAL_CV),
    Scenario("N earlier ones were alike (7 %)", learned_cv=0.07),
    Scenario("O alike (7 %), earlier ones were not", rate_spread=0.07, learned_cv=TYPICAL_CV),
)
ALIKE = Scenario("A/A", lifts=(0.0,))
ALIKE_FOUR = replace(ALIKE, name="A/A of four", lifts=(0.0, 0.0, 0.0))
# The same copy in a variant 400 px taller: half of it is seen less often, and it is worth as much.
TALLER = replace(ALIKE, name="A/A, one 400 px taller")
TALLER_BY_VIEWS = replace(ALIKE, name="the same by views, as we do not judge", seen=(0.74, 0.6))
TWENTY = replace(ALIKE, name="+20 %", lifts=(0.2,))


@dataclass(frozen=True)
class Campaign:
    """One drawn campaign: hourly traffic and mood, and each variant's rate and amounts."""

    traffic: list[int]
    moods: list[float]
    rates: list[float]
    ends: list[float]
    factors: list[float]
    monthly: float
    delays: bool
    learned_cv: float
    # In its earlier campaigns amounts differed as in this one.
    amount_cv: float
    seed: str

    def worth(self, variant: int, hour: int) -> float:
        """What an impression brings on average, in minor units."""
        mean = sum(a * w for a, w in zip(_AMOUNTS, _WEIGHTS, strict=True)) / sum(_WEIGHTS)
        share = hour / HOURS
        drift = self.rates[variant] * (1 - share) + self.ends[variant] * share
        times = 1 + self.monthly * (_TWELVE_MONTHS / 4 - 1)
        return self.moods[hour] * drift * mean * self.factors[variant] * times


class Gift(NamedTuple):
    """What came of an impression, and the hour of that."""

    value: int
    shown_at: int


def drawn(scenario: Scenario, seed: str) -> Campaign:
    """Return the campaign of this seed: the same for every policy."""
    chance = Random(seed)
    rates, pulls = _rates(scenario, chance)
    ends, factors = rates, [1.0] * len(rates)
    if not scenario.lifts:
        tau, left = _log_sd(scenario.amount_spread), (1 - scenario.trade**2) ** 0.5
        factors = [exp(tau * (scenario.trade * p + left * chance.gauss(0, 1))) for p in pulls]
    if scenario.drifts:
        ends = [one * exp(chance.gauss(0, 0.15)) for one in rates]
    moods, traffic = _days(scenario, chance)
    return Campaign(
        traffic,
        moods,
        rates,
        ends,
        factors,
        scenario.monthly,
        scenario.delays,
        scenario.learned_cv or scenario.rate_spread or TYPICAL_CV,
        scenario.amount_spread,
        f"{seed}/gifts",
    )


def _rates(scenario: Scenario, chance: Random) -> tuple[list[float], list[float]]:
    """Return each variant's rate, and by how many spreads it lies above the middle one."""
    if scenario.lifts:
        rates = [scenario.rate * (1 + lift) for lift in (0.0, *scenario.lifts)]
        return rates, [0.0] * len(rates)
    test = chance.choice(HEADLINE_TESTS)
    number = scenario.variants or len(test)
    if scenario.rate_spread is None:
        while len(test) < number:
            test = chance.choice(HEADLINE_TESTS)
        relative = rates_like(chance.sample(test, number), chance)
        logs = [log(one) for one in relative]
        middle, spread = fmean(logs), max(1e-9, pstdev(logs))
        return [scenario.rate * one for one in relative], [(o - middle) / spread for o in logs]
    sigma = _log_sd(scenario.rate_spread)
    pulls = [chance.gauss(0, 1) for _ in range(number)]
    return [scenario.rate * exp(sigma * pull - sigma**2 / 2) for pull in pulls], pulls


def hours(campaign: Campaign, follow: list[list[float]]) -> Iterator[list[tuple[int, list[Gift]]]]:
    """Yield each hour's impressions and gifts by variant, under the last shares in `follow`.

    Gifts come in the hour in which they arrive: what a judge is told who knows no better.
    """
    chance = Random(campaign.seed)
    due: dict[int, list[tuple[int, Gift]]] = {}
    for hour in range(HOURS):
        shares = follow[-1]
        shown = _shown(chance, campaign.traffic[hour], shares)
        share = hour / HOURS
        for variant, number in enumerate(shown):
            rate = campaign.rates[variant] * (1 - share) + campaign.ends[variant] * share
            for _ in range(poisson(chance, number * rate * campaign.moods[hour])):
                late = _delay(chance) if campaign.delays else 0
                gift = Gift(_value(campaign, variant, chance), hour)
                due.setdefault(hour + late, []).append((variant, gift))
        came: list[list[Gift]] = [[] for _ in shown]
        for variant, gift in due.pop(hour, []):
            came[variant].append(gift)
        yield list(zip(shown, came, strict=True))


def poisson(chance: Random, mean: float) -> int:
    """How many of the things that come by themselves came."""
    if mean > 40:
        return max(0, round(chance.gauss(mean, mean**0.5)))
    number, left, stop = 0, chance.random(), exp(-mean)
    while left > stop:
        left *= chance.random()
        number += 1
    return number


def _log_sd(cv: float) -> float:
    return float(log(1 + cv**2) ** 0.5)


def _days(scenario: Scenario, chance: Random) -> tuple[list[float], list[int]]:
    if not scenario.moods:
        return [1.0] * HOURS, [round(scenario.impressions / HOURS)] * HOURS
    news = set(chance.sample(range(HOURS // 24), 2))
    days = [exp(chance.gauss(0, 0.25)) * (2 if day in news else 1) for day in range(HOURS // 24)]
    raw, moods = [], []
    for hour in range(HOURS):
        turn = 2 * pi * (hour % 24 - 14) / 24
        raw.append(days[hour // 24] * (1 + 0.7 * cos(turn)))
        mood = 1 + 0.25 * cos(turn - 1.5)
        moods.append(mood / 2 if hour // 24 in news else mood)
    scale = scenario.impressions / sum(raw)
    # The rate of the scenario is that of all its impressions.
    level = sum(m * r for m, r in zip(moods, raw, strict=True)) / sum(raw)
    return [mood / level for mood in moods], [round(one * scale) for one in raw]


def _shown(chance: Random, total: int, shares: list[float]) -> list[int]:
    shown, left, rest = [], total, 1.0
    for share in shares[:-1]:
        part = min(1.0, share / rest) if rest > 0 else 0.0
        mean, spread = left * part, (left * part * (1 - part)) ** 0.5
        number = min(left, max(0, round(chance.gauss(mean, spread))))
        shown.append(number)
        left, rest = left - number, rest - share
    return [*shown, left]


def _delay(chance: Random) -> int:
    kind = chance.random()
    if kind < 0.75:
        return 0
    return int(chance.expovariate(1 / 6 if kind < 0.9 else 1 / 48))


def _value(campaign: Campaign, variant: int, chance: Random) -> int:
    [amount] = chance.choices(_AMOUNTS, _WEIGHTS)
    value = amount * campaign.factors[variant]
    if campaign.monthly and chance.random() < campaign.monthly:
        # A monthly gift is a quarter of a single one, twelve times.
        value *= _TWELVE_MONTHS / 4
    return min(CAP_MINOR, round(value))
