"""Where the marks of a chart stand: numbers for a template, no drawing library."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import ceil, floor, log10
from typing import NamedTuple

from wellread.desk.funnel import CampaignFigures
from wellread.language.editors import for_editors

# Units of the picture, which is stretched to the screen's width.
WIDTH = 900
PANEL_HEIGHT = 120
LABEL_WIDTH = 48
HALF_A_DATE = 24
LINE_HEIGHT = 34
NAME_WIDTH = 220


class Bar(NamedTuple):
    """One day's bar, with the words of its title."""

    x: float
    y: float
    width: float
    height: float
    words: str


class Panel(NamedTuple):
    """One quantity over the days, with the round number its top line stands for."""

    title: str
    top: int
    bars: tuple[Bar, ...]


class DayLabel(NamedTuple):
    """A date under the bars."""

    x: float
    words: str


class Days(NamedTuple):
    """Views and conversions a day, one above the other on the same days."""

    panels: tuple[Panel, ...]
    labels: tuple[DayLabel, ...]


class Whisker(NamedTuple):
    """A variant's rate as a dot, its 95 % interval as a line; `x` is None without impressions."""

    name: str
    y: float
    x: float | None
    least: float
    most: float
    words: str


class Rates(NamedTuple):
    """The variants of a campaign under each other on one scale from 0."""

    height: float
    top: float
    whiskers: tuple[Whisker, ...]


def days(
    since: date, until: date, views: Mapping[date, int], conversions: Mapping[date, int]
) -> Days:
    """Place a bar for every day from `since` to `until`, both included."""
    every = [since + timedelta(days=number) for number in range((until - since).days + 1)]
    step = (WIDTH - LABEL_WIDTH) / len(every)
    return Days(
        (_panel("Views", every, views, step), _panel("Conversions", every, conversions, step)),
        tuple(
            DayLabel(
                # The last date is as wide as several bars and must not leave the picture.
                min(round(LABEL_WIDTH + (place + 0.5) * step, 1), WIDTH - HALF_A_DATE),
                f"{every[place]:%-d %b}",
            )
            for place in _spread(len(every))
        ),
    )


def rates(campaign: CampaignFigures) -> Rates:
    """Place a campaign's variants by their conversions per 1,000 impressions."""
    known = [one.rate for one in campaign.variants if one.rate]
    top = round_up(max((rate.most for rate in known), default=1))
    scale = (WIDTH - NAME_WIDTH - 20) / top

    def across(value: float) -> float:
        return round(NAME_WIDTH + value * scale, 1)

    whiskers = []
    for place, one in enumerate(campaign.variants):
        y = 20 + place * LINE_HEIGHT
        if one.rate is None:
            whiskers.append(Whisker(one.row.variant, y, None, 0, 0, for_editors("not shown yet")))
            continue
        ends = across(one.rate.value), across(one.rate.least), across(one.rate.most)
        whiskers.append(Whisker(one.row.variant, y, *ends, one.rate.words))
    return Rates(20 + len(whiskers) * LINE_HEIGHT - 10, top, tuple(whiskers))


def round_up(value: float) -> float:
    """Return the next number with one figure, such as 3 or 60, for the end of a scale."""
    if value <= 0:
        return 1
    power = 10.0 ** floor(log10(value))
    return next(
        step * power for step in (1, 2, 3, 4, 5, 6, 8, 10) if value <= step * power * (1 + 1e-12)
    )


def _panel(title: str, every: Sequence[date], numbers: Mapping[date, int], step: float) -> Panel:
    top = ceil(round_up(max(numbers.values(), default=0)))
    bars = []
    for place, day in enumerate(every):
        number = numbers.get(day, 0)
        height = round(PANEL_HEIGHT * number / top, 1)
        bars.append(
            Bar(
                round(LABEL_WIDTH + place * step + step * 0.1, 1),
                round(PANEL_HEIGHT - height, 1),
                round(step * 0.8, 1),
                height,
                f"{day:%-d %B %Y}: {number} {title.lower()}",
            )
        )
    return Panel(title, top, tuple(bars))


def _spread(count: int) -> list[int]:
    """Return at most eight places that stand evenly, the last one among them."""
    step = max(1, ceil(count / 8))
    return sorted(range(count - 1, -1, -step))
