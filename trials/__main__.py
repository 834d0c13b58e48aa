"""Simulate campaigns and print the tables of docs/explain/experiments.md.

Each campaign's result is written down as soon as it is known: broken off, it goes on where it was.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from trials.lifetimes import ranked
from trials.running import Found, earned, judged
from trials.scenarios import (
    ALIKE,
    ALIKE_FOUR,
    SCENARIOS,
    TALLER,
    TALLER_BY_VIEWS,
    TWENTY,
)
from trials.tables import LIFETIMES, printed

Job = Callable[[str], Found]


def main() -> int:
    """Run what is not yet written down, then print."""
    parser = argparse.ArgumentParser(prog="python -m trials", description=__doc__)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--alike", type=int, default=1000, help="A/A campaigns in each mode")
    parser.add_argument("--campaigns", type=int, default=400, help="of each scenario, for value")
    parser.add_argument("--lifetimes", type=int, default=1000, help="pairs followed for 24 months")
    parser.add_argument("--folder", type=Path, default=Path("var/experiments"))
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    file = options.folder / f"{options.seed}.jsonl"
    done = {tuple(key): found for key, found in _read(file)}
    jobs = list(_jobs(options.alike, options.campaigns, options.lifetimes))
    console = Console(stderr=True)
    with file.open("a") as kept, Progress(console=console) as progress:
        bar = progress.add_task("Campaigns", total=len(jobs))
        for kind, number, job in jobs:
            if (kind, number) not in done:
                found = job(f"{options.seed}/{kind}/{number}")
                done[kind, number] = found
                kept.write(json.dumps([[kind, number], found]) + "\n")
                kept.flush()
            progress.advance(bar)
            if not console.is_terminal and number % 100 == 99:
                print(f"{kind}: {number + 1}", file=sys.stderr, flush=True)
    wanted = {(kind, number) for kind, number, _ in jobs}
    print(printed({key: found for key, found in done.items() if key in wanted}, options.seed))
    return 0


def _jobs(alike: int, campaigns: int, lifetimes: int) -> Iterator[tuple[str, int, Job]]:
    for number in range(lifetimes):
        yield LIFETIMES, number, ranked
    for number in range(max(alike, campaigns)):
        if number < alike:
            for scenario in (ALIKE, TWENTY):
                for mode in ("measure", "optimise"):
                    if scenario is ALIKE or number < alike // 5:
                        job = partial(judged, scenario, mode)  # type: ignore[arg-type]
                        yield f"{scenario.name}, {mode}", number, job
            if number < alike // 5:
                for scenario in (ALIKE_FOUR, TALLER, TALLER_BY_VIEWS):
                    yield f"{scenario.name}, measure", number, partial(judged, scenario, "measure")
        if number < campaigns:
            for scenario in SCENARIOS:
                yield scenario.name, number, partial(earned, scenario)


def _read(file: Path) -> Iterator[tuple[list[object], Found]]:
    if file.exists():
        for line in file.read_text().splitlines():
            # The last line may have been broken off with the program.
            try:
                yield json.loads(line)
            except ValueError:
                continue


if __name__ == "__main__":
    sys.exit(main())
