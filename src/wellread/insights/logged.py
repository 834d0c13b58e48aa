"""What was asked of late, in the cells that another rule would have kept or left out."""

from collections import defaultdict
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Sum

from wellread.insights.hours import counted
from wellread.insights.models import DecisionTotal, Kind
from wellread.insights.value_settings import ValueSettings
from wellread.insights.valuing import curves, values
from wellread.insights.warehouse import HourQuestion

BY = ("version", "variant", "country", "device", "band")


class LoggedPlace(NamedTuple):
    """Where an appeal was shown, by all that a rule may change."""

    version: str
    variant: str
    country: str
    device: str
    band: str


class LoggedAsking(NamedTuple):
    """How often it was shown in a place, and what each conversion of there is worth."""

    shown: int
    values_minor: tuple[int, ...]


def asked(campaign: str, since: datetime, now: datetime) -> dict[LoggedPlace, LoggedAsking]:
    """Return what a campaign was shown since a moment; worth in the newsroom's currency."""
    whole = ValueSettings.load()
    worth: dict[LoggedPlace, list[int]] = defaultdict(list)
    for one in values(campaign, whole, curves(whole, now), now, since=since).found:
        worth[LoggedPlace(*(getattr(one.conversion, name) for name in BY))].append(one.worth_minor)
    sums = counted(HourQuestion(BY, since, now, campaign, Kind.IMPRESSION.value))
    shown = {LoggedPlace(*place): number for place, number in sums.items()}
    return {
        place: LoggedAsking(shown.get(place, 0), tuple(worth.get(place, ())))
        for place in shown.keys() | worth.keys()
    }


class DecidedPlace(NamedTuple):
    """What a campaign said, and to whose devices."""

    reason: str
    only: bool
    band: str
    country: str
    device: str


def decided(campaign: str, since: date, until: date) -> dict[DecidedPlace, int]:
    """Return to how many readers a campaign said what, in whole calendar months (UTC)."""
    rows = (
        DecisionTotal.objects.filter(campaign=campaign, day__gte=since, day__lt=until)
        .order_by()
        .values_list(*DecidedPlace._fields)
        .annotate(sum=Sum("number"))
    )
    return {DecidedPlace(*row[:-1]): row[-1] for row in rows}
