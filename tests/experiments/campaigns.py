"""Made-up campaigns, hour by hour, each the same for its seed."""

from math import exp
from random import Random

from wellread.engine.values import Moment
from wellread.experiments.hours import Hour, Showing
from wellread.experiments.judging import Judge, Verdict

FIRST_HOUR = Moment(1_793_491_200)  # 2026-11-01T00:00:00Z


def hour(number=0, **variants):
    """An hour; each variant as its impressions and the values of its conversions."""
    return Hour(
        Moment(FIRST_HOUR + 3600 * number),
        {name: Showing(shown, tuple(values)) for name, (shown, *values) in variants.items()},
    )


def verdicts(
    judge: Judge,
    *,
    seed,
    lift=0.0,
    hours=336,
    traffic=3000,
    rate=0.002,
    amounts=(800, 9600),
    lost=0.0,
    follows=False,
) -> list[Verdict]:
    """Hear a campaign of `a` and `b`, whose rate is higher by `lift`, the day's mood on both."""
    chance, heard, shares = Random(seed), [], {"a": 0.5, "b": 0.5}
    for number in range(hours):
        mood = 0.6 + 0.8 * ((number * 7) % 24) / 23
        variants = {}
        for name in "ab":
            shown = poisson(chance, traffic * shares[name])
            expected = shown * rate * mood * (1 + lift if name == "b" else 1)
            values = [chance.choice(amounts) for _ in range(poisson(chance, expected))]
            kept = round(shown * (1 - lost)) if name == "b" else shown
            variants[name] = (kept, *values)
        heard.append(judge.hear(hour(number, **variants)))
        if follows:
            shares = heard[-1].shares
    return heard


def poisson(chance: Random, mean: float) -> int:
    """A number of things that come by themselves, so many on average."""
    if mean > 50:
        return max(0, round(chance.gauss(mean, mean**0.5)))
    number, left = 0, chance.random()
    while left > exp(-mean):
        left *= chance.random()
        number += 1
    return number
