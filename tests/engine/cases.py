"""The answers that every engine must give, read from `cases/`."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "cases"


def decisions() -> list[Any]:
    """Return every decision case as a pytest parameter that carries its sentence."""
    return [
        pytest.param(case, id=f"{path.stem}: {case['name']}")
        for path in sorted(FOLDER.glob("*.json"))
        for case in json.loads(path.read_text())
    ]


def part(name: str) -> list[dict[str, Any]]:
    """Return the cases of one part of the engine."""
    return json.loads((FOLDER / "parts" / f"{name}.json").read_text())
