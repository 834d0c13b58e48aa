"""Figures of others, as they published them: to be read beside ours, not to be ranked by."""

from typing import NamedTuple

from wellread.language.editors import for_editors


class Benchmark(NamedTuple):
    """What is known elsewhere, with who says so and when."""

    figure: str
    words: str
    source: str


BENCHMARKS = (
    Benchmark("4.6 %", for_editors("of members lost in a month, the median"), "INMA, 2024"),
    Benchmark("3 %", for_editors("of members lost in a month"), "Steady, 2024"),
    Benchmark(
        "12.7 %",
        for_editors("of failed attempts to charge recovered, the median of 119 firms"),
        "Baremetrics, May 2026",
    ),
    Benchmark(
        "524",
        for_editors("new paying readers in a month for each million of users"),
        "INMA, 4th quarter of 2024",
    ),
    Benchmark(
        "70, 52, 40 %",
        for_editors("of yearly members kept after one, two and three years"),
        "Piano, 400 publishers, through INMA",
    ),
    Benchmark(
        "34, 22, 15 %",
        for_editors("of monthly members kept after one, two and three years"),
        "Piano, 400 publishers, through INMA",
    ),
    Benchmark(
        "2.4 %", for_editors("of monthly readers gave in a year"), "The Guardian, October 2025"
    ),
)
