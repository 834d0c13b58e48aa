"""Who joined having been asked, and who having been held out, as their devices told."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from wellread.experiments.lifts import Joined
from wellread.insights.hours import counted
from wellread.insights.models import Kind, ValueSettings
from wellread.insights.valuing import Curves, curves, expected, kept_of_money
from wellread.insights.warehouse import HourQuestion

ASKED, HELD = Kind.JOINED_ASKED.value, Kind.JOINED_HELD.value


def joined(campaign: str, holdouts: Mapping[str, float], worth: "Worths") -> list[Joined]:
    """Return them by the share that was held out in the line-up by which it was decided."""
    found: dict[str, dict[str, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))
    for kind in (ASKED, HELD):
        question = HourQuestion(("version", "variant"), campaign=campaign, kind=kind)
        for (version, paid), number in counted(question).items():
            found[version][kind].append((paid, number))
    return [
        Joined(
            holdouts[version],
            _number(by[ASKED]),
            _number(by[HELD]),
            worth.of(by[ASKED]),
            worth.of(by[HELD]),
        )
        for version, by in sorted(found.items())
        if version in holdouts
    ]


class Worths:
    """What a join is worth over three years as it begins, by about what was paid."""

    def __init__(self, now: datetime) -> None:
        self.settings = ValueSettings.load()
        self._now = now
        self._known: dict[str, int | None] = {}
        self._curves: Curves | None = None
        self._part = 0.0

    def of(self, told: list[tuple[str, int]]) -> tuple[tuple[int, int], ...]:
        """Return how many are worth how much; what has no rate, or does not say it, is left out."""
        worths = [(self._one(paid), number) for paid, number in sorted(told) if paid]
        return tuple((worth, number) for worth, number in worths if worth is not None)

    def _one(self, paid: str) -> int | None:
        if self._curves is None:
            self._curves = curves(self.settings, self._now)
            self._part = kept_of_money(self._now)
        if paid not in self._known:
            self._known[paid] = expected(paid, self.settings, self._curves, self._part)
        return self._known[paid]


def _number(told: list[tuple[str, int]]) -> int:
    return sum(number for _, number in told)
