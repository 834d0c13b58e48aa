"""Answers as bytes: the same for the command line, HTTP, and the tests."""

import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from wellread.engine.case import CaseFault, parse_case
from wellread.engine.decision import Explanation, explain
from wellread.engine.line_up import LineUp
from wellread.engine.values import Fault, decode

# A history of a thousand views takes about half of it.
LARGEST_CASE_BYTES = 256 * 1024


def answer(line_up: LineUp, case_bytes: bytes) -> bytes:
    """Return the answer to one JSON case as JSON; raise CaseFault with the path of a fault."""
    if len(case_bytes) > LARGEST_CASE_BYTES:
        raise CaseFault(f"must have at most {LARGEST_CASE_BYTES} bytes")
    try:
        document = decode(case_bytes)
    except Fault as fault:
        raise CaseFault(fault.problem, fault.path) from fault
    return _encode(as_json(explain(line_up, parse_case(document))))


def answer_lines(line_up: LineUp, lines: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield an answer and True for each line, or an error object and False; skip empty lines."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield answer(line_up, line.rstrip(b"\r\n")), True
        except CaseFault as fault:
            yield _encode({"error": str(fault), "line": number}), False


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """Yield each line, one longer than a case only so far that this shows."""
    most = LARGEST_CASE_BYTES + len(b"\r\n")
    while line := stream.readline(most):
        yield line
        while line and not line.endswith(b"\n"):
            line = stream.readline(most)


def as_json(explanation: Explanation) -> dict[str, object]:
    """Return an explanation in the shape of the published answer."""
    return {
        "article_count": explanation.article_count,
        "shown": {place: one._asdict() for place, one in explanation.shown.items()},
        "refusals": explanation.refusals,
    }


def _encode(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()
