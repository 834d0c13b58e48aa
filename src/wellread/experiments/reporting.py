"""Verdicts as JSON lines, each as soon as its hour is told."""

import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from wellread.engine.values import Fault
from wellread.experiments.hours import LARGEST_LINE_BYTES, read_hour
from wellread.experiments.judging import Judge


def judge_lines(judge: Judge, lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the verdict of each line, empty ones skipped; raise Fault naming the first bad one.

    What follows a bad line is not judged: a verdict on a part of the truth is none.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                verdict = judge.hear(read_hour(line))
            except Fault as fault:
                raise Fault(str(fault), f"line {number}") from fault
            yield json.dumps(verdict.as_json(), separators=(", ", ": ")).encode()


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """Yield each line; one that is too long only so far that this shows."""
    while line := stream.readline(LARGEST_LINE_BYTES + 1):
        yield line
