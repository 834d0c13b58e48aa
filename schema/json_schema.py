"""The JSON Schema of each document, for programs in other languages."""

import json
from typing import Any

import msgspec

from wellread.engine.values import MOMENT, Moment

# msgspec knows no "one of these two keys".
ONE_OF = {"Reader": [{"required": ["history"]}, {"required": ["counts"]}]}


def schema(document: type[msgspec.Struct]) -> str:
    """Return the schema of a document as JSON text."""
    made = msgspec.json.schema(document, schema_hook=_of_moment)
    for name, part in made["$defs"].items():
        if name in ONE_OF:
            part["oneOf"] = ONE_OF[name]
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_open(made)}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _of_moment(kind: type) -> dict[str, Any]:
    if kind is Moment:
        return {"type": "string", "pattern": f"^{MOMENT.pattern}$"}
    raise NotImplementedError(kind)


def _open(made: Any) -> Any:
    """Let a set hold a word twice, as reading does, and end patterns as JSON Schema does."""
    if isinstance(made, list):
        return [_open(one) for one in made]
    if not isinstance(made, dict):
        return made
    kept = {key: _open(value) for key, value in made.items() if key != "uniqueItems"}
    if isinstance(kept.get("pattern"), str):
        kept["pattern"] = kept["pattern"].removesuffix(r"(?!\n)")
    return kept
