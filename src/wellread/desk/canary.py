"""Each night campaigns of alike variants are simulated and judged."""

from datetime import datetime
from math import sqrt
from typing import Any, NamedTuple

from django.utils import timezone

from wellread.desk.alike_weeks import names_a_winner
from wellread.desk.models import DeskFigures

NAME = "canary"
# In the newsroom's own time, when nobody waits for the worker.
FROM_HOUR = 2
CAMPAIGNS, AT_ONCE = 200, 10
NIGHTS_KEPT = 30
MODES = ("measure", "optimise")
# Twenty of two hundred may be; with chance against it, hardly ever more than that.
MOST = 0.05


class Night(NamedTuple):
    """How many simulated campaigns were judged in a night, and how many had a false winner."""

    day: str
    campaigns: int
    named: int

    @property
    def is_wrong(self) -> bool:
        """Whether more had one than can be chance: four deviations above what may be."""
        due = self.campaigns * MOST
        return self.named > due + 4 * sqrt(due * (1 - MOST))


def sing(now: datetime) -> None:
    """Simulate a few more of tonight's campaigns, until there are enough."""
    local = timezone.localtime(now)
    if local.hour < FROM_HOUR:
        return
    nights = _nights()
    day = local.date().isoformat()
    tonight = nights.pop() if nights and nights[-1].day == day else Night(day, 0, 0)
    if tonight.campaigns >= CAMPAIGNS:
        return
    numbers = range(tonight.campaigns, min(CAMPAIGNS, tonight.campaigns + AT_ONCE))
    named = sum(names_a_winner(f"{day}/{one}", MODES[one % 2]) for one in numbers)  # type: ignore[arg-type]
    tonight = Night(day, tonight.campaigns + len(numbers), tonight.named + named)
    content: dict[str, Any] = {
        "nights": [one._asdict() for one in [*nights, tonight][-NIGHTS_KEPT:]]
    }
    DeskFigures.objects.update_or_create(
        name=NAME, defaults={"content": content, "made_at": timezone.now()}
    )


def last_night() -> Night | None:
    """Return the last night whose campaigns are all judged."""
    whole = [one for one in _nights() if one.campaigns >= CAMPAIGNS]
    return whole[-1] if whole else None


def _nights() -> list[Night]:
    kept = DeskFigures.objects.filter(name=NAME).values_list("content", flat=True).first()
    return [Night(**one) for one in (kept or {"nights": []})["nights"]]
