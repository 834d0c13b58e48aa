"""Ask both engines about page views drawn from a seed, in four time zones, and count differences.

At the first difference it stops, and writes it down as a case that `cases/` understands, with
Python's answer.
The exit status is 0 when there is none.
"""

import argparse
import json
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from parity.clocks import TIME_ZONES
from parity.comparing import Compared, Difference, begin, compare
from parity.questions import PARTS
from wellread.engine.line_up import PLACEMENTS
from wellread.engine.refusal import Refusal

AT_ONCE = 100
TOLD_EVERY = 1000

console = Console(stderr=True)


def main() -> int:
    """Compare, tell, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m parity", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--cases", type=int, default=20_000, help="page views")
    parser.add_argument("--folder", type=Path, default=Path("var/parity"), help="for a difference")
    options = parser.parse_args()
    began = time.monotonic()
    cases, answers, differences, met = 0, 0, 0, Counter[str]()
    first: Difference | None = None
    for found in _compared(options.seed, options.cases):
        cases += found[0].cases
        answers += sum(one.answers for one in found)
        differences += sum(one.differences for one in found)
        met.update(found[0].met)
        if len({one.digest for one in found}) > 1:
            print("Python's own answers differ by time zone", file=sys.stderr)
            differences += 1
        if differences:
            first = min((one.first for one in found if one.first), default=None, key=_number)
            break
    print(
        f"seed {options.seed}: {cases} cases in {len(TIME_ZONES)} time zones "
        f"({', '.join(TIME_ZONES)}), {answers} answers, {differences} differences, "
        f"{time.monotonic() - began:.0f} s"
    )
    for words in (tuple(map(str, Refusal)), PLACEMENTS):
        print(", ".join(f"{word} {met[word]}" for word in words))
    if first:
        print(
            f"The first one, case {first.number} in {first.zone}, is {write(first, options.folder)}"
        )
        print(f"Python:     {json.dumps(first.question.answer)}")
        print(f"JavaScript: {json.dumps(first.by_javascript)}")
    return 1 if differences else 0


def write(difference: Difference, folder: Path) -> Path:
    """Write a difference as the one case of a file, named and nested as in `cases/`."""
    name = difference.question.file
    file = folder / ("parts" if name in PARTS else "") / f"{name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"[\n{json.dumps(difference.question.case)}\n]\n")
    return file


def _compared(seed: int, cases: int) -> Iterator[list[Compared]]:
    """Yield what each hundred page views came to in each time zone; show how far it is."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with ExitStack() as stack:
        progress = stack.enter_context(Progress(*columns, TimeElapsedColumn(), console=console))
        bar = progress.add_task(f"seed {seed}", total=cases)
        # The time zone of a process is its own, and not to be had from a fork of this one.
        zones = [
            stack.enter_context(
                ProcessPoolExecutor(1, get_context("spawn"), initializer=begin, initargs=(zone,))
            )
            for zone in TIME_ZONES
        ]
        for start in range(0, cases, AT_ONCE):
            numbers = range(start, min(start + AT_ONCE, cases))
            yield [one.result() for one in [each.submit(compare, seed, numbers) for each in zones]]
            progress.update(bar, completed=numbers.stop)
            if not console.is_terminal and numbers.stop % TOLD_EVERY == 0:
                print(f"{numbers.stop} of {cases}", file=sys.stderr, flush=True)


def _number(difference: Difference) -> int:
    return difference.number


if __name__ == "__main__":
    sys.exit(main())
