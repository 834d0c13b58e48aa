"""One simulated campaign: judged hour by hour, or earned from by each policy."""

from trials.policies import POLICIES, Sofar
from trials.scenarios import CAP_MINOR, HOURS, Campaign, Gift, Scenario, drawn, hours
from wellread.engine.values import Moment
from wellread.experiments.hours import HOUR_S, Hour, Showing
from wellread.experiments.judging import Judge, Mode

_FIRST_HOUR = 1_793_491_200
Found = dict[str, float]


def judged(scenario: Scenario, mode: Mode, seed: str) -> Found:
    """Whether a wrong winner, a right one or a stop was ever said, and an interval ever missed."""
    campaign = drawn(scenario, seed)
    names = [f"v{number}" for number in range(len(campaign.rates))]
    judge, follow = Judge(mode, cap_minor=CAP_MINOR), [[1 / len(names)] * len(names)]
    lifts = dict(zip(names, (0.0, *scenario.lifts), strict=True))
    best = max(lifts.values())
    found: Found = {"false": 0, "right": 0, "stopped": 0, "missed_value": 0, "missed_rate": 0}
    for number, hour in enumerate(hours(campaign, follow)):
        shown = dict(zip(names, _told(scenario, hour, follow[-1]), strict=True))
        said = judge.hear(Hour(Moment(_FIRST_HOUR + number * HOUR_S), shown))
        # Told of views, it answers with shares of views; readers are dealt out as before.
        follow.append(follow[0] if scenario.seen else [said.shares[name] for name in names])
        if said.winner:
            alone = lifts[said.winner] == best and list(lifts.values()).count(best) == 1
            found["right" if alone else "false"] = 1
        if said.reason.startswith("stopped"):
            found["stopped"] = 1
        if (seen := said.difference) is not None:
            truth = (1 + lifts[seen.of]) / (1 + lifts[seen.over]) - 1
            for key, bounds in (("missed_value", seen.value), ("missed_rate", seen.rate)):
                if not bounds.least - 1e-9 <= truth <= bounds.most + 1e-9:
                    found[key] = 1
    return found


def _told(
    scenario: Scenario, hour: list[tuple[int, list[Gift]]], shares: list[float]
) -> list[Showing]:
    """Return what the judge is told of an hour: impressions, or what was seen of them."""
    told = [(shown, tuple(gift.value for gift in gifts)) for shown, gifts in hour]
    if not scenario.seen:
        return [Showing(*one) for one in told]
    parts = [share * seen for share, seen in zip(shares, scenario.seen, strict=True)]
    return [
        Showing(round(shown * seen), values, part / sum(parts))
        for (shown, values), seen, part in zip(told, scenario.seen, parts, strict=True)
    ]


def earned(scenario: Scenario, seed: str) -> Found:
    """What each policy earned of what the best variant of each hour would have, without noise."""
    campaign = drawn(scenario, seed)
    best = sum(
        campaign.traffic[hour] * max(campaign.worth(k, hour) for k in range(len(campaign.rates)))
        for hour in range(HOURS)
    )
    return {name: _earned_by(name, campaign) / best for name in POLICIES}


def _earned_by(name: str, campaign: Campaign) -> float:
    variants = len(campaign.rates)
    follow, total = [[1 / variants] * variants], 0.0
    sofar = Sofar(variants, campaign.learned_cv, campaign.amount_cv)
    for number, hour in enumerate(hours(campaign, follow)):
        total += sum(
            campaign.traffic[number] * share * campaign.worth(k, number)
            for k, share in enumerate(follow[-1])
        )
        sofar.add(hour)
        follow.append(POLICIES[name](sofar, follow[-1]))
    return total
