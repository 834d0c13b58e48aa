"""Stories from the page cache while ten people search: `python -m bench.searching`.

One web process. Each searcher looks at an answer for a second and asks for other words, so that
nothing is kept for them; readers are counted alone and beside them, a second each in turn.
"""

import argparse
import statistics
import threading
import time
from contextlib import suppress
from itertools import count
from random import Random

from bench.archive import fill
from bench.pages import open_articles
from bench.site import HOST, Web, copied, serving, set_up
from bench.wire import Connection

STORIES, SEARCHERS, READERS = 2000, 10, 4
ROUNDS, ROUND_S = 15, 1.0
WORDS = ("storm", "ferry", "council", "harbour", "market", "school", "river", "winter", "train")


def main() -> None:
    """Measure, and print both rates."""
    reading = argparse.ArgumentParser(prog="python -m bench.searching", description=__doc__)
    reading.add_argument("--stories", type=int, default=STORIES)
    reading.add_argument("--pause", type=float, default=1.0, help="seconds between two searches")
    asked = reading.parse_args()
    with copied() as folder:
        set_up(folder)
        fill(asked.stories)
        path = open_articles()[0]
        with serving(folder) as web:
            alone, beside, found = _in_turn(web, path, asked.pause)
    print(f"{alone:,.0f} stories a second alone, {beside:,.0f} beside {SEARCHERS} searchers:")
    print(f"{beside / alone:.0%}; {found:,.1f} searches answered a second.")


def _in_turn(web: Web, path: str, pause_s: float) -> tuple[float, float, float]:
    searching, over = threading.Event(), threading.Event()
    found = count()
    searchers = [
        threading.Thread(target=_search, args=(web, number, pause_s, searching, over, found))
        for number in range(SEARCHERS)
    ]
    for one in searchers:
        one.start()
    alone, beside = [], []
    try:
        connections = [Connection(web.port) for _ in range(READERS)]
        for _ in range(ROUNDS):
            searching.clear()
            time.sleep(0.2)
            alone.append(_rate(connections, path))
            searching.set()
            time.sleep(0.2)
            beside.append(_rate(connections, path))
    finally:
        searching.set()
        over.set()
    for one in searchers:
        one.join()
    searched_s = ROUNDS * (ROUND_S + 0.2)
    return statistics.median(alone), statistics.median(beside), next(found) / searched_s


def _rate(connections: list[Connection], path: str) -> float:
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept-Encoding: gzip, br\r\n\r\n".encode()
    start, answers = time.perf_counter(), 0
    while time.perf_counter() < start + ROUND_S:
        for one in connections:
            one.send(request)
        for one in connections:
            one.receive()
        answers += len(connections)
    return answers / (time.perf_counter() - start)


def _search(
    web: Web,
    number: int,
    pause_s: float,
    searching: threading.Event,
    over: threading.Event,
    found: "count[int]",
) -> None:
    chance = Random(number)
    while not over.is_set():
        searching.wait()
        words = "+".join(chance.choices(WORDS, k=2))
        request = f"GET /search/?q={words}+{number} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
        # Who is told to come back in a while does not hang up on anybody else.
        with suppress(RuntimeError, OSError):
            connection = Connection(web.port)
            try:
                connection.send(request)
                connection.receive()
                next(found)
            finally:
                connection.close()
        time.sleep(pause_s)


if __name__ == "__main__":
    main()
