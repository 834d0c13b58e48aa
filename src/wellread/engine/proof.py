"""A reader's proof of why they were asked: the line-up, what was known of them, and the answer.

A file of format "wellread-proof-1" is a JSON object `{"format": "wellread-proof-1", "line_up": …,
"signature": …, "case": …, "answer": …}`: the line-up as it was published, what the paper signed of
it or null, one case and the answer of the device, in the shapes of docs/reference/line-up.md and
case.md. It may hold `"copies"`, what campaigns say by its name, as in copy.md. Whoever has it can
come to the answer anew.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from wellread.engine.answering import as_json
from wellread.engine.case import parse_case
from wellread.engine.copy import copy_hash
from wellread.engine.decision import explain
from wellread.engine.line_up import LineUp, read_line_up, version_of
from wellread.engine.values import Fault, decode, digest

FORMAT = "wellread-proof-1"
# What a device puts into words: {article_count}.
PRINTED = re.compile(r"\{\w+\}")
# A line-up of a thousand campaigns and a history of a thousand views have half of it.
LARGEST_BYTES = 4 * 1024 * 1024


class Checked(NamedTuple):
    """What came of recomputing: the answer, and where the file says something else."""

    version: str
    line_up_sha256: str
    # As the file has it: None where there is none, and it may be anything.
    signature: object
    is_version_of_content: bool
    answer: dict[str, Any]
    differences: tuple[str, ...]
    headlines: dict[str, str]

    @property
    def holds(self) -> bool:
        """Whether the file says what is true of its own line-up and case."""
        return self.is_version_of_content and not self.differences


def check(data: bytes) -> Checked:
    """Return what a proof comes to when it is computed anew.

    Raises Fault with the path of what cannot be read.
    """
    if len(data) > LARGEST_BYTES:
        raise Fault(f"must have at most {LARGEST_BYTES} bytes, got {len(data)}")
    document = decode(data)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise Fault(f"must be {FORMAT!r}", "format")
    parts: dict[str, dict[str, Any]] = {}
    for name in ("line_up", "case", "answer"):
        part = document.get(name)
        if not isinstance(part, dict):
            raise Fault("must be an object", name)
        parts[name] = part
    try:
        line_up = read_line_up(parts["line_up"])
    except Fault as fault:
        raise fault.under("line_up") from None
    try:
        case = parse_case(parts["case"])
    except Fault as fault:
        raise fault.under("case") from None
    # A device skips a campaign of a later format, and so does this.
    answer = as_json(explain(line_up, case))
    version = str(line_up.version)
    return Checked(
        version,
        digest(parts["line_up"]),
        document.get("signature"),
        version_of(parts["line_up"]) == version,
        answer,
        tuple(_differences(answer, parts["answer"])),
        dict(_headlines(line_up, document.get("copies"))),
    )


def _headlines(line_up: LineUp, copies: object) -> Iterator[tuple[str, str]]:
    """Yield what campaigns say first, where the file's copy is what its name says."""
    known = copies if isinstance(copies, dict) else {}
    for campaign in line_up.campaigns:
        for variant in campaign.variants[:1]:
            headline = _headline(known.get(variant.copy), str(variant.copy))
            if headline:
                yield str(campaign.id), PRINTED.sub("…", headline)


def _headline(copy: object, name: str) -> str | None:
    """Return what a copy says first; None where it is none, or not the one of this name."""
    try:
        if copy_hash(copy) != name:
            return None
    # Numbers without end, and what is nested too deep to be spelled, have no name.
    except (ValueError, RecursionError):
        return None
    match copy:
        case {"copy": {**by_language}}:
            match next(iter(by_language.values()), None):
                case {"headline": str(headline)}:
                    return headline
    return None


def _differences(found: dict[str, Any], said: dict[str, Any]) -> list[str]:
    return [
        f"answer.{key}: computed anew it is {found[key]}, and not {said.get(key)}"
        for key in ("article_count", "shown", "refusals")
        if found[key] != said.get(key)
    ]
