"""What the browser knows of a line-up: keys, and the words that a value may be.

It stands in `client/engine/line_up.js` itself, since every file of its own is one more request.
"""

import msgspec
from msgspec import inspect

from schema.fields import Field, fields_of
from wellread.engine.campaign import Campaign
from wellread.engine.line_up import LineUp

BEGIN = "// Made by `make schema` from the engine's schema; a key with ? may be missing.\n"
END = "// The end of what is made.\n"


def with_shapes(module: str) -> str:
    """Return the module with what it knows made anew."""
    before, _, rest = module.partition(BEGIN)
    _, _, after = rest.partition(END)
    shapes = f"const CAMPAIGN = {_shape(Campaign)}\nconst LINE_UP = {_shape(LineUp, Campaign)}\n"
    return before + BEGIN + shapes + END + after


def _shape(part: type[msgspec.Struct], left_out: type | None = None, depth: int = 0) -> str:
    indent = "  " * (depth + 1)
    lines = [
        f"{indent}{_key(field)}: {_known(field, left_out, depth)},\n" for field in fields_of(part)
    ]
    return "{\n" + "".join(lines) + "  " * depth + "}"


def _key(field: Field) -> str:
    return field.key if field.is_required else f'"{field.key}?"'


def _known(field: Field, left_out: type | None, depth: int) -> str:
    if field.words:
        return f'"{" ".join(map(str, field.words))}"'
    kind = field.kind
    if isinstance(kind, inspect.StructType):
        return _shape(kind.cls, left_out, depth + 1)
    if isinstance(kind, inspect.CollectionType):
        item = kind.item_type
        if isinstance(item, inspect.StructType) and item.cls is not left_out:
            return f"[{_shape(item.cls, left_out, depth + 1)}]"
    return "ANY"
