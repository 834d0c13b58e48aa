"""A verdict in words: a clear winner, none yet and how long it may take, or a stop."""

from math import ceil, log
from typing import NamedTuple

# A smaller difference is not waited for: what looks like 1 % would take years.
SMALLEST_LIFT = 0.10
_YEAR_DAYS = 365


class Standing(NamedTuple):
    """What the words are made of; `noise` is the variance of the logarithm of `lift` + 1."""

    winner: str | None
    leader: str
    runner: str | None
    fault: str
    held: str
    conversions: int
    least_conversions: int
    days: float
    lift: float
    noise: float
    comparisons: int
    rate_differs: int


def words(standing: Standing) -> str:
    """Return the reason, one sentence."""
    if standing.fault:
        return f"stopped for a fault: {standing.fault}"
    if standing.winner:
        return (
            f'clear winner: an impression of "{standing.winner}" is worth more than '
            f"one of {_others(standing)}"
        )
    if standing.runner is None:
        return "no clear difference yet: there is one variant only"
    why = f"shares held, {standing.held}" if standing.held else _what_it_takes(standing)
    return f"no clear difference yet: {why}"


def days_needed(standing: Standing) -> int | None:
    """Return how many more days a difference as large as it looks would take to be clear."""
    if standing.conversions == 0 or standing.noise == float("inf"):
        return None
    # What the evidence must come to, less what the best of its bets gains on average.
    needed = 2 * log(2 * 7 * standing.comparisons / 0.05)
    seen = log(1 + max(standing.lift, SMALLEST_LIFT)) ** 2 / standing.noise
    times = max(needed / seen, standing.least_conversions / standing.conversions)
    return max(1, ceil(standing.days * (times - 1)))


def _what_it_takes(standing: Standing) -> str:
    days = days_needed(standing)
    few = ""
    if standing.conversions < standing.least_conversions:
        few = f"{standing.conversions} of {standing.least_conversions} conversions, "
    if days is None:
        return f"{few}too few to say how many days it would take"
    return f"{few}{_span(days)} to {_lift(standing)}{_rate(standing)}"


def _lift(standing: Standing) -> str:
    if standing.lift < SMALLEST_LIFT:
        return f"see a difference of {SMALLEST_LIFT:.0%}"
    lift = f"{min(standing.lift, 19):.0%}"
    return f'be sure of the {lift} by which "{standing.leader}" seems ahead'


def _rate(standing: Standing) -> str:
    if not standing.rate_differs:
        return ""
    how = "oftener" if standing.rate_differs > 0 else "less often"
    return f'; "{standing.leader}" does convert {how}, but amounts differ too'


def _span(days: int) -> str:
    if days > 3 * _YEAR_DAYS:
        return "more than three years"
    return "about 1 more day" if days == 1 else f"about {days} more days"


def _others(standing: Standing) -> str:
    return f'"{standing.runner}"' if standing.comparisons == 1 else "each other variant"
