"""What came out, as the tables of the explanation."""

from statistics import fmean, stdev

from trials.running import Found
from trials.scenarios import SCENARIOS

LIFETIMES = "lifetimes"
Results = dict[tuple[str, int], Found]


def printed(results: Results, seed: int) -> str:
    """Return the tables in Markdown."""
    return f"Seed {seed}.\n\n{_verdicts(results)}\n\n{_value(results)}\n\n{_lifetimes(results)}"


def _verdicts(results: Results) -> str:
    rows = [
        "| campaigns, each looked at 336 times | number | a winner that is none | the right one "
        "| stopped | interval of value ever missed | of rate |",
        "|---|---|---|---|---|---|---|",
    ]
    names = {LIFETIMES, *(scenario.name for scenario in SCENARIOS)}
    for kind in dict.fromkeys(kind for kind, _ in results if kind not in names):
        found = [one for (of, _), one in results.items() if of == kind]
        parts = [
            f"{100 * fmean(one[key] for one in found):.1f} %"
            for key in ("false", "right", "stopped", "missed_value", "missed_rate")
        ]
        rows.append(f"| {kind} | {len(found)} | {' | '.join(parts)} |")
    return "\n".join(rows)


def _value(results: Results) -> str:
    rows = [
        "| scenario | campaigns | uniform | roulette | epsilon-greedy 0.1 | ours "
        "| over epsilon-greedy | over roulette |",
        "|---|---|---|---|---|---|---|---|",
    ]
    gains: dict[str, list[tuple[float, float]]] = {"epsilon-greedy 0.1": [], "roulette": []}
    for scenario in SCENARIOS:
        found = [one for (kind, _), one in results.items() if kind == scenario.name]
        if len(found) < 2:
            continue
        means = {name: fmean(one[name] for one in found) for name in found[0]}
        shown = [f"{means[name]:.3f}" for name in ("uniform", "roulette", "epsilon-greedy 0.1")]
        over = []
        for name, all_gains in gains.items():
            gain, half = _gain(found, name, means[name])
            all_gains.append((gain, half))
            over.append(f"{gain:+.1f} ± {half:.1f} %")
        rows.append(
            f"| {scenario.name} | {len(found)} | {' | '.join(shown)} | {means['ours']:.3f} "
            f"| {' | '.join(over)} |"
        )
    if all(gains.values()):
        averages = [_averaged(one) for one in gains.values()]
        rows.append(f"| on average | | | | | | {' | '.join(averages)} |")
    return "\n".join(rows)


def _gain(found: list[Found], name: str, mean: float) -> tuple[float, float]:
    """Return how much more ours earned than this one in percent, and half of its 95 % interval."""
    differences = [100 * (one["ours"] - one[name]) / mean for one in found]
    return fmean(differences), 1.96 * stdev(differences) / len(differences) ** 0.5


def _averaged(gains: list[tuple[float, float]]) -> str:
    half = sum(half**2 for _, half in gains) ** 0.5 / len(gains)
    return f"{fmean(gain for gain, _ in gains):+.1f} ± {half:.1f} %"


def _lifetimes(results: Results) -> str:
    found = [one for (kind, _), one in results.items() if kind == LIFETIMES]
    rows = [
        "| pairs of variants | ranked as the oracle by worth | by the first money |",
        "|---|---|---|",
    ]
    if found:
        parts = [f"{100 * fmean(one[key] for one in found):.1f} %" for key in ("worth", "first")]
        rows.append(f"| {len(found)} | {' | '.join(parts)} |")
    return "\n".join(rows)
