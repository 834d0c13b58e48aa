"""Hold our formulas against kept libraries: scipy, lifelines and tea-tasting.

They are large and no part of Wellread's own tests: `make oracles` gives them an environment of
their own. (`expectation`, which has e-processes too, needs Python 3.12.)
"""

import sys
from math import exp, log, sqrt
from random import Random

import numpy as np
import pandas as pd
import tea_tasting as tt
from lifelines import KaplanMeierFitter
from scipy import integrate, stats

from wellread.experiments.bets import ValueEvidence
from wellread.experiments.rates import _WEIGHTS, RateEvidence
from wellread.experiments.ratios import LOGARITHMS
from wellread.experiments.retention import Stay, kaplan_meier
from wellread.experiments.sample_ratio import ALARM, BUNDLE, RatioEvidence
from wellread.experiments.shares import Stratum, Sums, _Belief, _chances_below, chances_to_be_best


def main() -> int:
    """Compare all; return 1 where anything differs by more than is said beside it."""
    checks = [
        ("Kaplan-Meier and its intervals, lifelines", _kept(), 1e-9),
        ("gamma beside a normal logarithm, scipy", _below(), 0.002),
        ("chances to be best, a million numpy draws", _best(), 0.005),
        ("likelihood of rates, scipy's binomial", _rates(), 1e-9),
        ("ratio of values, tea-tasting's delta method", _ratio(), 0.02),
        ("impressions beside shares, tea-tasting", _sample_ratio(), 0.0),
    ]
    for name, difference, allowed in checks:
        verdict = "agrees" if difference <= allowed else "DIFFERS"
        print(f"{verdict:8} {difference:.2g} (at most {allowed:g})  {name}")
    return int(any(difference > allowed for _, difference, allowed in checks))


def _kept() -> float:
    chance = Random(1)
    stays = [
        Stay(min(36, int(chance.expovariate(1 / 14))), chance.random() < 0.7) for _ in range(400)
    ]
    fitter = KaplanMeierFitter().fit([one.months for one in stays], [one.ended for one in stays])
    bounds = fitter.confidence_interval_
    differences = []
    for one in kaplan_meier(stays):
        least, most = bounds.loc[one.month]
        theirs = (fitter.survival_function_at_times(one.month).iloc[0], least, most)
        differences += [
            abs(a - b) for a, b in zip((one.part, one.least, one.most), theirs, strict=True)
        ]
    return max(differences)


def _below() -> float:
    differences = []
    for shape in (4.0, 11.0, 60.0, 800.0):
        belief = _Belief(1.1, shape, 0.05, 0.1)
        for point in (-0.8, -0.2, 0.0, 0.1, 0.5):

            def at(amount: float, point: float = point, shape: float = shape) -> float:
                density = stats.norm.pdf(amount, 0.05, 0.1)
                return float(
                    density * stats.gamma.cdf(exp(point - amount), shape, scale=1.1 / shape)
                )

            exact, _ = integrate.quad(at, -0.95, 1.05)
            differences.append(abs(exact - _chances_below([point], belief)[0]))
    return max(differences)


def _best() -> float:
    conversions, number, mean = [90, 110, 100], 1_000_000, 2000
    found = chances_to_be_best(
        [Stratum([50_000] * 3, conversions)],
        [Sums(one, one * mean, one * 2 * mean**2) for one in conversions],
    )
    chance, prior, tau, noise = np.random.default_rng(1), 25.0, 0.08, 1.0
    drawn = []
    for own in conversions:
        spread = sqrt(tau**2 * noise / own / (tau**2 + noise / own))
        # The rates are relative to those expected of all, a hundred each.
        expected = 300 / 3
        rate = chance.gamma(prior + own, (prior + own) / (prior + expected) / (prior + own), number)
        drawn.append(rate * np.exp(chance.normal(0, spread, number)))
    wins = np.bincount(np.argmax(drawn, axis=0), minlength=3) / number
    return float(max(abs(a - b) for a, b in zip(found, wins, strict=True)))


def _rates() -> float:
    evidence = RateEvidence()
    hours = [((900, 1100), (3, 5)), ((300, 1700), (1, 2)), ((1000, 1000), (0, 4))]
    logs = np.zeros(len(LOGARITHMS))
    for impressions, conversions in hours:
        evidence.add(impressions, conversions)
        ratios = np.exp(LOGARITHMS)
        chances = impressions[1] * ratios / (impressions[0] + impressions[1] * ratios)
        logs += stats.binom.logpmf(conversions[1], sum(conversions), chances)
    none = logs[len(LOGARITHMS) // 2]
    exact = log(float(np.sum(np.array(_WEIGHTS) * np.exp(logs - none))))
    return abs(exact - evidence.against_none)


def _ratio() -> float:
    """The middle of our interval beside theirs, on the logarithm, where shares are fixed."""
    chance, rows, evidence = np.random.default_rng(3), [], ValueEvidence()
    for _ in range(200):
        credits = []
        for name, rate in enumerate((0.02, 0.026)):
            bought = chance.binomial(1, rate, 1000)
            values = bought * chance.choice([800, 2000, 9600], 1000)
            rows += [(name, 1, value) for value in values]
            credits += [(bool(name), value / 10_000) for value in values if value]
        evidence.add((1000, 1000), credits)
    data = pd.DataFrame(rows, columns=["variant", "shown", "value"])
    theirs = tt.Experiment(value=tt.RatioOfMeans("value", "shown")).analyze(data)["value"]
    ours = evidence.interval(0.05)
    assert ours.least < theirs.rel_effect_size < ours.most
    # Always valid is wider than valid once, and holds what that holds.
    assert ours.least < theirs.rel_effect_size_ci_lower
    assert ours.most > theirs.rel_effect_size_ci_upper
    middle = (log(1 + ours.least) + log(1 + ours.most)) / 2
    return abs(middle - log(1 + theirs.rel_effect_size))


def _sample_ratio() -> float:
    """How often ours and theirs disagree where the one is sure and the other should be."""
    wrong = 0
    for lost in (0.0, 0.1):
        counts = {0: 100_000, 1: round(100_000 * (1 - lost))}
        evidence = RatioEvidence()
        evidence.add({str(key): one for key, one in counts.items()}, {"0": 0.5, "1": 0.5})
        halved = pd.DataFrame(
            {"variant": [0] * round(counts[0] / BUNDLE) + [1] * round(counts[1] / BUNDLE)}
        )
        theirs = tt.Experiment(ratio=tt.SampleRatio()).analyze(halved)["ratio"]
        wrong += (theirs.pvalue < 1e-6) != (evidence.evidence > ALARM)
    return float(wrong)


if __name__ == "__main__":
    sys.exit(main())
