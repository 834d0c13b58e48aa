"""What the browser knows of a line-up: keys, and the words that a value may be.

It stands in `client/engine/line_up.js` itself, since every file of its own is one more request.
"""

import re
from textwrap import fill

import msgspec
from msgspec import inspect

from schema.fields import Field, fields_of
from wellread.engine.campaign import Campaign
from wellread.engine.line_up import LineUp

BEGIN = (
    "// Made by `make schema` from the engine's schema: words, or 0 for any value; "
    "a key with ? may be missing.\n"
)
END = "// The end of what is made.\n"


def with_shapes(module: str) -> str:
    """Return the module with what it knows made anew."""
    before, _, rest = module.partition(BEGIN)
    _, _, after = rest.partition(END)
    shapes = f"const CAMPAIGN = {_lines(Campaign)}\nconst LINE_UP = {_lines(LineUp, Campaign)}\n"
    return before + BEGIN + shapes + END + after


def _lines(part: type[msgspec.Struct], left_out: type | None = None) -> str:
    """Return a part's shape in lines that break between keys, never among words."""
    text = re.sub(r'"[^"]*"', lambda words: words[0].replace(" ", "\0"), _shape(part, left_out))
    return fill(text, 90, subsequent_indent="  ", break_long_words=False).replace("\0", " ")


def _shape(part: type[msgspec.Struct], left_out: type | None) -> str:
    return "{ " + ", ".join(_key(field, left_out) for field in fields_of(part)) + " }"


def _key(field: Field, left_out: type | None) -> str:
    key = field.key if field.is_required else f'"{field.key}?"'
    return f"{key}: {_known(field, left_out)}"


def _known(field: Field, left_out: type | None) -> str:
    if field.words:
        return f'"{" ".join(map(str, field.words))}"'
    kind = field.kind
    if isinstance(kind, inspect.StructType):
        return _shape(kind.cls, left_out)
    if isinstance(kind, inspect.CollectionType):
        item = kind.item_type
        if isinstance(item, inspect.StructType) and item.cls is not left_out:
            return f"[{_shape(item.cls, left_out)}]"
    return "0"
