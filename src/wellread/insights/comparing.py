"""Who joined having been asked, and who having been held out, as their devices told."""

from collections import defaultdict
from collections.abc import Mapping

from wellread.experiments.lifts import Joined
from wellread.insights.hours import counted
from wellread.insights.models import Kind
from wellread.insights.warehouse import HourQuestion


def joined(campaign: str, holdouts: Mapping[str, float]) -> list[Joined]:
    """Return them by the share that was held out in the line-up by which it was decided."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for kind in (Kind.JOINED_ASKED.value, Kind.JOINED_HELD.value):
        question = HourQuestion(("version",), campaign=campaign, kind=kind)
        for (version,), number in counted(question).items():
            found[version][kind] = number
    return [
        Joined(holdouts[version], by.get(Kind.JOINED_ASKED, 0), by.get(Kind.JOINED_HELD, 0))
        for version, by in sorted(found.items())
        if version in holdouts
    ]
