"""How much variants of real tests differed: 417 headline tests, every ninth of those below.

From the Upworthy Research Archive (Matias, Munger, Aubin Le Quere and Ebersole, Scientific Data
2021, CC BY 4.0, https://upworthy.natematias.com), its exploratory part: tests of two headlines or
more that lie outside the months in which readers were assigned unevenly (25 June 2013 to
10 January 2014), with even impressions and 20 clicks at least.
"""

import csv
from itertools import groupby
from pathlib import Path
from random import Random
from statistics import fmean, variance
from typing import NamedTuple


class Headline(NamedTuple):
    """One of a test's headlines: how often it was shown, and clicked."""

    impressions: int
    clicks: int


def rates_like(test: list[Headline], chance: Random) -> list[float]:
    """Draw what the rates of a test may truly have been, relative to that of the whole test."""
    whole = _rate(test)
    shape = 1 / TYPICAL_CV**2
    return [
        chance.gammavariate(shape + one.clicks, 1) / (shape + one.impressions * whole)
        for one in test
    ]


def _read(file: Path) -> list[list[Headline]]:
    with file.open(newline="") as lines:
        return [
            [Headline(int(row["impressions"]), int(row["clicks"])) for row in rows]
            for _, rows in groupby(csv.DictReader(lines), key=lambda row: row["test"])
        ]


def _typical_cv(tests: list[list[Headline]]) -> float:
    """Return by how much rates differ within a test, less what chance adds."""
    found = []
    for test in tests:
        whole = _rate(test)
        seen = variance([one.clicks / one.impressions / whole for one in test])
        found.append(seen - fmean(1 / (one.impressions * whole) for one in test))
    return float(fmean(found) ** 0.5)


def _rate(test: list[Headline]) -> float:
    return sum(one.clicks for one in test) / sum(one.impressions for one in test)


HEADLINE_TESTS = _read(Path(__file__).with_name("headline_tests.csv"))
TYPICAL_CV = _typical_cv(HEADLINE_TESTS)
