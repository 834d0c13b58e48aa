"""Readers while a newsroom publishes: `python -m bench.publishing`.

Two web processes on one database, so many requests a second over so many stories, and a headline
corrected every few seconds by a third process. Prints how long readers wait, how many pages were
drawn, and how old the oldest headline was that anybody got after its correction.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from bench.archive import fill
from bench.pages import open_articles
from bench.site import HOST, NAMED_PORT, copied, free_port, set_up
from bench.wire import Connection
from wellread.demo import run as demo

STORIES, A_SECOND, EVERY_S, SECONDS = 200, 500, 5.0, 60.0
CONNECTIONS = 16
NUMBER = re.compile(rb"Correction ([0-9]+)")
COUNTED = "WELLREAD_BENCH_DRAWN"


class Answered(NamedTuple):
    """One answer: when it was asked for, how long that took, and which correction it shows."""

    path: str
    at: float
    took_s: float
    number: int


class Corrected(NamedTuple):
    """One publication, by the clock of all processes of this machine."""

    path: str
    at: float
    number: int


def main() -> None:
    """Measure, or be one of the processes that are measured."""
    reading = argparse.ArgumentParser(prog="python -m bench.publishing", description=__doc__)
    reading.add_argument("--seconds", type=float, default=SECONDS)
    reading.add_argument("--publish-in", type=Path, help="correct headlines there, and no more")
    asked = reading.parse_args()
    if asked.publish_in:
        _publish(asked.publish_in, asked.seconds)
        return
    with copied() as folder:
        set_up(folder)
        fill(STORIES)
        _report(*_run(folder, open_articles(), asked.seconds))


def _run(
    folder: Path, paths: list[str], seconds: float
) -> tuple[list[Answered], list[Corrected], int]:
    ports = [free_port(), free_port()]
    counted = [folder / f"drawn-{port}" for port in ports]
    with ExitStack() as ending:
        for port, count in zip(ports, counted, strict=True):
            ending.callback(_end, _web(folder, port, count))
        for port in ports:
            if not demo.wait_until_ready(f"http://127.0.0.1:{port}/readyz"):
                raise RuntimeError("a web process did not start")
        _ask(ports, paths, max(5.0, len(paths) * 2 / A_SECOND))
        before = _drawn(counted)
        publisher = _publisher(folder, seconds)
        ending.callback(_end, publisher)
        answers = _ask(ports, paths, seconds)
        told, _ = publisher.communicate()
        corrections = [
            Corrected(path, float(at), int(number))
            for path, at, number in (line.split() for line in told.splitlines())
        ]
        return answers, corrections, _drawn(counted) - before


def _web(folder: Path, port: int, count: Path) -> subprocess.Popen[Any]:
    command = [
        word.replace("wellread.config.wsgi:application", "bench.publishing:application")
        for word in demo.programs(port, folder)[0].command
    ]
    others = {COUNTED: str(count), "PYTHONPATH": str(Path.cwd())}
    return subprocess.Popen(
        command, env={**os.environ, **demo.demo_settings(NAMED_PORT, folder), **others}
    )


def _end(process: subprocess.Popen[Any]) -> None:
    process.terminate()
    process.wait()


def _publisher(folder: Path, seconds: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.publishing", "--publish-in", str(folder)]
    return subprocess.Popen(
        [*command, "--seconds", str(seconds)], stdout=subprocess.PIPE, text=True
    )


def _publish(folder: Path, seconds: float) -> None:
    set_up(folder)
    from wellread.newsroom.models import Article
    from wellread.newsroom.rules import public_path

    stories = list(Article.objects.filter(live=True, community_only=False).order_by("pk"))
    until, number = time.time() + seconds - EVERY_S, 0
    while time.time() < until:
        time.sleep(EVERY_S)
        number += 1
        story = Random(number).choice(stories)
        story.title = f"Correction {number}"
        story.save_revision().publish()
        print(public_path(story.url_path), time.time(), number, flush=True)


def _ask(ports: list[int], paths: list[str], seconds: float) -> list[Answered]:
    answers: list[Answered] = []
    readers = [
        threading.Thread(target=_read, args=(ports[each % 2], paths, each, seconds, answers))
        for each in range(CONNECTIONS)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return answers


def _read(port: int, paths: list[str], seed: int, seconds: float, answers: list[Answered]) -> None:
    chance, connection = Random(seed), Connection(port)
    began, each_s = time.time(), CONNECTIONS / A_SECOND
    for turn in range(int(seconds / each_s)):
        # Asked on time, whether or not the answer before was late: a queue counts as waiting.
        due = began + (turn + seed / CONNECTIONS) * each_s
        time.sleep(max(0.0, due - time.time()))
        path = chance.choice(paths)
        connection.send(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        body = connection.receive()
        found = NUMBER.search(body[: body.find(b"</h1>")])
        answers.append(Answered(path, due, time.time() - due, int(found[1]) if found else 0))
    connection.close()


def _drawn(counted: list[Path]) -> int:
    return sum(int(count.read_text() or 0) for count in counted if count.exists())


def _report(answers: list[Answered], corrections: list[Corrected], drawn: int) -> None:
    waits = statistics.quantiles([answer.took_s * 1000 for answer in answers], n=1000)
    span = max(answer.at for answer in answers) - min(answer.at for answer in answers)
    print(f"requests {len(answers)}, {len(answers) / span:.0f} a second")
    print(f"publications {len(corrections)}")
    for name, place in (("p50", 499), ("p95", 949), ("p99", 989), ("p99.9", 998)):
        print(f"{name} {waits[place]:.1f} ms")
    print(f"drawn {drawn}, {100 * drawn / len(answers):.2f} % of the requests")
    print(f"oldest after its correction {1000 * max(_ages(answers, corrections)):.0f} ms")


def _ages(answers: list[Answered], corrections: list[Corrected]) -> Iterator[float]:
    """Yield how old each answer was that did not show a correction made before it was asked for."""
    yield 0.0
    for path, at, number in corrections:
        for answer in answers:
            if answer.path == path and answer.at > at and answer.number < number:
                yield answer.at - at


def _counting() -> Any:
    """Return the site's application, which writes down how many pages it has drawn."""
    from wellread.config.wsgi import application as site
    from wellread.pageview import views

    count, drawn, draw = Path(os.environ[COUNTED]), [0], views._draw

    def counted(*given: Any, **named: Any) -> Any:
        drawn[0] += 1
        count.write_text(str(drawn[0]))
        return draw(*given, **named)

    views._draw = counted
    return site


if COUNTED in os.environ and __name__ != "__main__":
    application = _counting()
elif __name__ == "__main__":
    main()
