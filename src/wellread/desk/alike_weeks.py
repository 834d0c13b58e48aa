"""Weeks of two variants that are alike: how often a winner is named all the same."""

from math import cos, pi, sqrt
from random import Random

from wellread.engine.values import Moment
from wellread.experiments.hours import HOUR_S, Hour, Showing
from wellread.experiments.judging import Judge, Mode

HOURS = 168
_AN_HOUR, _RATE = 700, 0.008
_AMOUNTS = (500, 1000, 1000, 2000, 2500, 5000, 10_000, 25_000)
_CAP_MINOR = 25_000
_FIRST_HOUR = 1_793_491_200


def names_a_winner(seed: str, mode: Mode = "measure") -> bool:
    """Whether a week of two variants that are alike was ever said to have a winner.

    Looked at each hour, by the code that judges campaigns; the same seed is the same week.
    """
    chance = Random(seed)  # noqa: S311 (nothing is secret here)
    judge = Judge(mode, cap_minor=_CAP_MINOR)
    shares = {"a": 0.5, "b": 0.5}
    for number in range(HOURS):
        # Nights are quiet, and moods change.
        often = _AN_HOUR * (1.1 - cos(2 * pi * (number % 24) / 24))
        mood = chance.uniform(0.6, 1.4)
        shown = {
            name: Showing(*_hour(chance, often * share, mood), share)
            for name, share in shares.items()
        }
        said = judge.hear(Hour(Moment(_FIRST_HOUR + number * HOUR_S), shown))
        if said.winner:
            return True
        if mode == "optimise":
            shares = dict(said.shares)
    return False


def _hour(chance: Random, often: float, mood: float) -> tuple[int, tuple[int, ...]]:
    impressions = _poisson(chance, often)
    gifts = _poisson(chance, impressions * _RATE * mood)
    return impressions, tuple(chance.choice(_AMOUNTS) for _ in range(gifts))


def _poisson(chance: Random, mean: float) -> int:
    """Return about as many as Poisson would draw: by a normal curve where that is close enough."""
    if mean > 50:
        return max(0, round(chance.gauss(mean, sqrt(mean))))
    left, number = chance.expovariate(1), 0
    while left < mean:
        left += chance.expovariate(1)
        number += 1
    return number
