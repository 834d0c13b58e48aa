"""A campaign judged hour by hour: who won, what is known of the difference, and the next shares."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Literal, NamedTuple

from wellread.engine.values import Fault, Moment, spell
from wellread.experiments import shares as allocation
from wellread.experiments.comparing import Advantage, Pair
from wellread.experiments.credits import Credits, stratum_of
from wellread.experiments.hours import HOUR_S, Hour
from wellread.experiments.sample_ratio import ALARM, RatioEvidence
from wellread.experiments.wording import Standing, words

Mode = Literal["measure", "optimise"]
Shares = dict[str, float]

# Of naming a winner that is none, or of an interval that ever misses the truth.
RISK = 0.05
LEAST_CONVERSIONS = 100
# In minor units: 250.00 in most currencies.
CAP_MINOR = 25_000
# Where nothing came in while so many conversions were due, something is broken: the shares hold.
SILENCE = 5.0
QUIET_HOURS = 2


class Verdict(NamedTuple):
    """What can be said after an hour; `shares` are those of the next one."""

    at: Moment
    winner: str | None
    reason: str
    difference: Advantage | None
    shares: Shares

    def as_json(self) -> dict[str, object]:
        """Return it as `wellread judge` prints it."""
        return {
            "at": spell(self.at),
            "winner": self.winner,
            "reason": self.reason,
            "difference": None if self.difference is None else self.difference.as_json(),
            "shares": self.shares,
        }


class Judge:
    """One campaign, told of its hours in their order; what it says depends on these alone."""

    def __init__(
        self,
        mode: Mode,
        *,
        cap_minor: int = CAP_MINOR,
        cv: float = allocation.FIRST_CV,
        amount_spread: allocation.AmountSpread = allocation.UNKNOWN_SPREAD,
    ) -> None:
        self._mode = mode
        self._cap_minor = cap_minor
        self._cv = cv
        self._amount_spread = amount_spread
        self._hours: tuple[Moment, Moment] | None = None
        self._shown: dict[str, int] = {}
        self._strata: dict[int, dict[str, int]] = {}
        self._credits = Credits(cap_minor)
        self._pairs: dict[tuple[str, str], Pair] = {}
        self._shares: Shares = {}
        # Of a file it is not told whether our shares were used: it may follow either.
        self._ratio_to_published, self._ratio_to_equal = RatioEvidence(), RatioEvidence()
        self._fault = ""
        self._due = 0.0

    def hear(self, hour: Hour) -> Verdict:
        """Take in one hour and judge; raise Fault for one that does not follow the last."""
        told = _told_shares(hour)
        held = self._follow(hour)
        self._check_ratio(hour, told)
        self._count(hour)
        self._settle(hour)
        if not held and self._due > SILENCE:
            held = "no conversion came in where five were due"
        self._shares = self._next_shares(hour, told, holds=bool(held))
        return self._verdict(hour, held)

    def _follow(self, hour: Hour) -> str:
        """Note the hour; return what was not heard before it."""
        first, last = self._hours or (hour.at, hour.at - HOUR_S)
        if hour.at < last:
            raise Fault(f"{spell(hour.at)} is out of order, {spell(last)} was told already", "at")
        if hour.at == last:
            raise Fault(f"{spell(hour.at)} is told twice", "at")
        if hour.at - last < HOUR_S:
            raise Fault(f"{spell(hour.at)} is less than an hour after {spell(last)}", "at")
        self._hours = first, hour.at
        if hour.at - last <= QUIET_HOURS * HOUR_S:
            return ""
        return f"nothing was heard from {spell(last + HOUR_S)} to {spell(hour.at)}"

    def _check_ratio(self, hour: Hour, told: Shares) -> None:
        impressions = {name: one.impressions for name, one in hour.variants.items()}
        equal = dict.fromkeys(impressions, 1 / len(impressions))
        if told:
            self._ratio_to_published.add(impressions, told)
            self._ratio_to_equal.add(impressions, told)
        elif self._shares.keys() in (set(), impressions.keys()):
            self._ratio_to_published.add(impressions, self._shares or equal)
            self._ratio_to_equal.add(impressions, equal)
        likeliest = min(
            self._ratio_to_published, self._ratio_to_equal, key=lambda one: one.evidence
        )
        if not self._fault and likeliest.evidence > ALARM:
            self._fault = (
                f"by {spell(Moment(hour.at + HOUR_S))} impressions did not follow the shares, "
                f'least of all those of "{likeliest.suspect}"; shown equally from then on'
            )

    def _count(self, hour: Hour) -> None:
        impressions = {name: one.impressions for name, one in hour.variants.items()}
        before = sum(self._shown.values())
        self._due += self._credits.number / before * sum(impressions.values()) if before else 0.0
        stratum = self._strata.setdefault(stratum_of(hour.at), {})
        for name, number in impressions.items():
            self._shown[name] = self._shown.get(name, 0) + number
            stratum[name] = stratum.get(name, 0) + number
        for pair in combinations(sorted(self._shown), 2):
            both = self._pairs.setdefault(pair, Pair(*pair, self._cap_minor))
            both.show((impressions.get(pair[0], 0), impressions.get(pair[1], 0)))

    def _settle(self, hour: Hour) -> None:
        """Give each new conversion its credit, and take back what was refunded."""
        for name, one in hour.variants.items():
            came, went = self._credits.hear(name, one.values_minor, hour.at)
            if came:
                self._due = 0.0
            for pair, both in self._pairs.items():
                if name in pair:
                    both.take_back(name, went)
                    both.credit(name, came)

    def _next_shares(self, hour: Hour, told: Shares, *, holds: bool) -> Shares:
        names = sorted(hour.variants)
        equal = dict.fromkeys(names, 1 / len(names))
        if self._fault:
            return _in_units(equal)
        if self._mode == "measure":
            return {name: told[name] for name in names} if told else _in_units(equal)
        before = told or _among(self._shares, names)
        if holds:
            return _in_units(before)
        to = allocation.target(
            self._strata_of(names),
            [self._credits.amounts(name) for name in names],
            cv=self._cv,
            amount_spread=self._amount_spread,
        )
        moved = allocation.moved([before[name] for name in names], to)
        return _in_units(dict(zip(names, moved, strict=True)))

    def _strata_of(self, names: Sequence[str]) -> list[allocation.Stratum]:
        return [
            allocation.Stratum(
                [shown.get(name, 0) for name in names],
                [self._credits.in_stratum(stratum, name) for name in names],
            )
            for stratum, shown in self._strata.items()
        ]

    def _verdict(self, hour: Hour, held: str) -> Verdict:
        leader, *others = sorted(hour.variants, key=lambda name: (-self._worth(name), name))
        differences = [self._difference(leader, other) for other in others]
        leads = bool(others) and all(one.value.least > 0 for one in differences)
        enough = self._credits.number >= LEAST_CONVERSIONS
        winner = leader if leads and enough and not self._fault else None
        rate = differences[0].rate if others else None
        assert self._hours
        standing = Standing(
            winner=winner,
            leader=leader,
            runner=others[0] if others else None,
            fault=self._fault,
            held=held,
            conversions=self._credits.number,
            least_conversions=LEAST_CONVERSIONS,
            days=(hour.at + HOUR_S - self._hours[0]) / 86_400,
            lift=self._lift(leader, others[0]) if others else 0.0,
            noise=self._noise(leader, others[0]) if others else float("inf"),
            comparisons=self._comparisons,
            rate_differs=(rate.least > 0) - (rate.most < 0) if rate else 0,
        )
        return Verdict(
            hour.at, winner, words(standing), differences[0] if others else None, self._shares
        )

    @property
    def _comparisons(self) -> int:
        """With how many others one is compared; each of these has its part of the risk."""
        return max(1, len(self._shown) - 1)

    def _difference(self, of: str, over: str) -> Advantage:
        pair = self._pairs[(of, over) if of < over else (over, of)]
        return pair.difference(of, RISK / self._comparisons)

    def _worth(self, name: str) -> float:
        """Return what an impression of it brought so far, in minor units."""
        shown = self._shown[name]
        return self._credits.amounts(name).total / shown if shown else 0.0

    def _lift(self, first: str, second: str) -> float:
        worth = self._worth(second)
        return self._worth(first) / worth - 1 if worth > 0 else 0.0

    def _noise(self, first: str, second: str) -> float:
        """Return the variance of the logarithm of one's worth over the other's."""
        amounts = [self._credits.amounts(name) for name in (first, second)]
        if any(one.total <= 0 for one in amounts):
            return float("inf")
        return sum(one.squares / one.total**2 for one in amounts)


def _told_shares(hour: Hour) -> Shares:
    """Return the shares that the hour says it was shown by, or none."""
    told = {name: one.share for name, one in hour.variants.items() if one.share is not None}
    if told and len(told) < len(hour.variants):
        missing = next(name for name in hour.variants if name not in told)
        raise Fault("is required where others have one", f"variants.{missing}.share")
    if told and abs(sum(told.values()) - 1) > 1e-6:
        raise Fault(f"must have shares that sum to 1, got {sum(told.values()):g}", "variants")
    return told


def _among(shares: Mapping[str, float], names: Sequence[str]) -> Shares:
    """Return the shares among these variants; a new one begins with an equal part."""
    known = {name: shares[name] for name in names if name in shares}
    if not known:
        return dict.fromkeys(names, 1 / len(names))
    for_known = len(known) / len(names)
    whole = sum(known.values())
    return {
        name: known[name] / whole * for_known if name in known else 1 / len(names) for name in names
    }


def _in_units(shares: Shares) -> Shares:
    return dict(zip(shares, allocation.in_units(list(shares.values())), strict=True))
