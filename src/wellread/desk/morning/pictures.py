"""Where the marks of the morning's charts stand."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from wellread.desk.charts import LABEL_WIDTH, WIDTH, round_up

HEIGHT = 180
# A bar's share of a month's width.
FILLED = 0.7
# Days of a month.
_LONGEST = 31


class Mark(NamedTuple):
    """A rectangle with its words."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    words: str


class Label(NamedTuple):
    """Words under the months, or beside the scale."""

    x: float
    y: float
    words: str


class Tick(NamedTuple):
    """A day on which something happened."""

    x: float
    words: str


class Band(NamedTuple):
    """What a month may bring, as a line from least to most and a dot between."""

    x: float
    least: float
    middle: float
    most: float
    words: str


class MonthsChart(NamedTuple):
    """A chart over months."""

    marks: tuple[Mark, ...]
    bands: tuple[Band, ...]
    months: tuple[Label, ...]
    scale: tuple[Label, ...]
    zero: float


def comings_and_goings(rows: Sequence[dict[str, Any]], words: Sequence[str]) -> MonthsChart:
    """Place who came above the line and who left below it; `words` title each month."""
    top = round_up(max((row["new"] + row["back"] for row in rows), default=0))
    bottom = round_up(max((row["lost"] for row in rows), default=0))
    unit = HEIGHT / (top + bottom)
    zero = round(top * unit, 1)
    step = (WIDTH - LABEL_WIDTH) / max(1, len(rows))
    marks = []
    for place, (row, said) in enumerate(zip(rows, words, strict=True)):
        x, width = _bar(place, step)
        back, new, lost = (round(row[name] * unit, 1) for name in ("back", "new", "lost"))
        marks += [
            Mark("new", x, round(zero - new, 1), width, new, said),
            Mark("back", x, round(zero - new - back, 1), width, back, said),
            Mark("lost", x, zero, width, lost, said),
        ]
    scale = (
        Label(LABEL_WIDTH - 6, 10, f"+{top:g}"),
        Label(LABEL_WIDTH - 6, HEIGHT, f"−{bottom:g}"),
    )
    return MonthsChart(tuple(marks), (), _months(rows, step), scale, zero)


def recurring(
    rows: Sequence[dict[str, Any]],
    foreseen: Sequence[dict[str, Any]],
    words: Sequence[str],
    top_words: Any,
) -> MonthsChart:
    """Place what members pay in a month at each month's end, and what the next may bring."""
    amounts = [row["end_minor"] for row in rows] + [one["most_minor"] for one in foreseen]
    top = round_up(max(amounts, default=0) or 1)
    unit = HEIGHT / top
    step = (WIDTH - LABEL_WIDTH) / max(1, len(rows) + len(foreseen))
    marks = tuple(
        Mark("end", *_upright(place, step, row["end_minor"] * unit), said)
        for place, (row, said) in enumerate(zip(rows, words, strict=False))
    )
    bands = tuple(
        Band(
            x=round(LABEL_WIDTH + (len(rows) + place + 0.5) * step, 1),
            least=round(HEIGHT - one["least_minor"] * unit, 1),
            middle=round(HEIGHT - one["middle_minor"] * unit, 1),
            most=round(HEIGHT - one["most_minor"] * unit, 1),
            words=said,
        )
        for place, (one, said) in enumerate(zip(foreseen, words[len(rows) :], strict=True))
    )
    # Sums are wider than the place beside the bars.
    scale = (Label(0, 10, top_words(round(top))),)
    return MonthsChart(marks, bands, _months(rows, step), scale, HEIGHT)


def ticks(
    notes: Sequence[tuple[date, str]], months: Sequence[str], foreseen: int = 0
) -> tuple[Tick, ...]:
    """Place what happened on a chart of these months (2026-11), the foreseen ones at its end."""
    step = (WIDTH - LABEL_WIDTH) / max(1, len(months) + foreseen)
    places = {month: place for place, month in enumerate(months)}
    return tuple(
        Tick(
            round(LABEL_WIDTH + (places[f"{day:%Y-%m}"] + (day.day - 0.5) / _LONGEST) * step, 1),
            words,
        )
        for day, words in notes
        if f"{day:%Y-%m}" in places
    )


def _bar(place: int, step: float) -> tuple[float, float]:
    return round(LABEL_WIDTH + (place + (1 - FILLED) / 2) * step, 1), round(step * FILLED, 1)


def _upright(place: int, step: float, height: float) -> tuple[float, float, float, float]:
    x, width = _bar(place, step)
    return x, round(HEIGHT - height, 1), width, round(height, 1)


def _months(rows: Sequence[dict[str, Any]], step: float) -> tuple[Label, ...]:
    # Every second one, so that they do not touch on a narrow screen; the last one among them.
    return tuple(
        Label(round(LABEL_WIDTH + (place + 0.5) * step, 1), HEIGHT + 22, row["label"])
        for place, row in enumerate(rows)
        if (len(rows) - 1 - place) % 2 == 0
    )
