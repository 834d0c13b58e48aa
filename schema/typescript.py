"""`client/engine/types.d.ts`: the documents as the browser's code has them."""

from collections.abc import Iterable

import msgspec
from msgspec import inspect

from schema.fields import Field, fields_of, part_in, parts_of, plain

HEAD = """\
// Made by `make schema` from the engine's schema; browsers never fetch this file.
// `Time` is how times stand there: text in JSON, epoch seconds in the engine.

"""


def types(documents: Iterable[type[msgspec.Struct]]) -> str:
    """Return the declarations of documents and all their parts."""
    parts = {part: None for document in documents for part in parts_of(document)}
    return HEAD + "\n".join(_interface(part) for part in parts)


def _interface(part: type[msgspec.Struct]) -> str:
    time = "<Time = number>" if _has_times(part) else ""
    lines = [line for field in fields_of(part) for line in _lines(field)]
    head = f"/** {(part.__doc__ or '').splitlines()[0]} */\n"
    return f"{head}export interface {part.__name__}{time} {{\n" + "\n".join(lines) + "\n}\n"


def _lines(field: Field) -> Iterable[str]:
    yield f"  /** {field.meaning} */"
    mark = "" if field.is_required else "?"
    null = " | null" if field.may_be_null else ""
    yield f"  {field.key}{mark}: {_type(field.kind, field.words)}{null}"


def _type(kind: inspect.Type, words: tuple[object, ...] = ()) -> str:
    if words:
        return " | ".join(f'"{one}"' if isinstance(one, str) else str(one) for one in words)
    if isinstance(kind, inspect.StructType):
        return f"{kind.cls.__name__}<Time>" if _has_times(kind.cls) else kind.cls.__name__
    if isinstance(kind, inspect.CollectionType):
        return f"{_type(plain(kind.item_type)[0])}[]"
    if isinstance(kind, inspect.DictType):
        return f"Record<string, {_type(plain(kind.value_type)[0])}>"
    return _SIMPLE[type(kind)]


_SIMPLE = {
    inspect.BoolType: "boolean",
    inspect.CustomType: "Time",
    inspect.FloatType: "number",
    inspect.IntType: "number",
    inspect.StrType: "string",
}


def _has_times(part: type[msgspec.Struct]) -> bool:
    return any(
        isinstance(field.kind, inspect.CustomType)
        or bool((inner := part_in(field.kind)) and _has_times(inner))
        for field in fields_of(part)
    )
