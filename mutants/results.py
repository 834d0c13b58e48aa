"""What became of each mutant, kept in `var/mutants` so that a run may be broken off."""

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

from mutants.parts import KEPT_IN, Part

KILLED, SURVIVED, TIMED_OUT, NOT_REACHED = "killed", "survived", "timed out", "not reached"
# What a test noticed: a mutant that never ends is noticed by its limit.
NOTICED = frozenset({KILLED, TIMED_OUT})


class Results:
    """The outcomes of one part, a line each; what its source no longer holds is forgotten."""

    def __init__(self, part: Part) -> None:
        self.path = KEPT_IN / f"{part.name.replace('/', '-')}.jsonl"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.stamps = {path.name: _stamp(path) for path in part.sources()}
        self.outcomes: dict[str, str] = {}
        for line in self._lines():
            if self.stamps.get(Path(line["file"]).name) == line["stamp"]:
                self.outcomes[line["mutant"]] = line["outcome"]

    def note(self, file: str, mutant: str, outcome: str, seconds: float = 0) -> None:
        """Write down what became of a mutant."""
        self.outcomes[mutant] = outcome
        stamp = self.stamps[Path(file).name]
        line = {"file": file, "stamp": stamp, "mutant": mutant, "outcome": outcome}
        took = {"seconds": round(seconds, 3)}
        with self.path.open("a", encoding="utf-8") as kept:
            kept.write(json.dumps(line | took, ensure_ascii=False) + "\n")

    def is_settled(self, mutant: str) -> bool:
        """Whether it need not be tried again: tests that noticed it once are still there."""
        return self.outcomes.get(mutant) in NOTICED

    def _lines(self) -> list[dict[str, Any]]:
        if not self.path.exists():
            return []
        return [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]


def score(outcomes: dict[str, str], equivalent: frozenset[str]) -> tuple[int, int]:
    """Return how many mutants were noticed, and how many there were to notice."""
    counted = Counter(
        outcome in NOTICED for mutant, outcome in outcomes.items() if mutant not in equivalent
    )
    return counted[True], counted.total()


def _stamp(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
