"""Measure Wellread against its budgets, and print one table; the exit status is always 0.

Medians of this run on this machine. "CPU" is processor time, which other programs disturb less
than the clock; on a machine that is busy even that comes out higher.
"""

import argparse
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from bench import browser, embedding, engine, line_up, load, pages, starting, weight
from bench.site import Web, copied, serving, set_up
from bench.table import Row, show

REQUESTS_BEFORE_WEIGHING = 200

# Wide enough for the table where there is no terminal to ask.
console = Console(width=None if sys.stdout.isatty() else 120)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--start", action="store_true", help="also time the demo's two starts")
    parser.add_argument("--install", action="store_true", help="also time an installation")
    options = parser.parse_args()
    # Ended politely, this process ends the ones it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with copied() as folder:
        set_up(folder)
        rows = [*_measured(folder)]
    rows += _step("starting the demo", starting.rows_of_starts(options.start))
    rows += _step("installing", starting.rows_of_install(options.install))
    show(console, rows)


def _measured(folder: Path) -> Iterator[Row]:
    yield from _step("articles in this process", pages.rows())
    paths = pages.open_articles()
    with serving(folder) as web:
        yield from _step("articles through the server", load.rows_of_pages(web, paths[0]))
        yield from _step("the weight of a page", weight.rows(web, folder, paths))
        yield from _step("a worker's memory", _memory(web, paths))
        yield from _step("what a browser sees", browser.rows(web, folder, paths[0]))
        yield from _step("another site's page", embedding.rows(folder))
        line_up.publish()
        yield from _step("the line-up", line_up.rows())
        yield from _step("decisions through the server", load.rows_of_decisions(web))
    yield from _step("the engine", _engine())


def _engine() -> Iterator[Row]:
    for name, budget, measured in engine.in_process():
        yield Row(name, budget, measured, "µs CPU")


def _memory(web: Web, paths: list[str]) -> Iterator[Row]:
    for number in range(REQUESTS_BEFORE_WEIGHING):
        web.get(paths[number % len(paths)])
    yield Row("memory of a web worker", 150, web.memory_mb(), "MB PSS")


def _step(what: str, rows: Iterator[Row]) -> list[Row]:
    console.print(f"Measuring {what} …", style="dim")
    return list(rows)


if __name__ == "__main__":
    main()
