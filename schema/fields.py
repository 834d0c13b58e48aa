"""The fields of a part of the schema, as the writers of this package need them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect

from wellread.engine.schema import words_of


class Field(NamedTuple):
    """One key: its kind without null, what the schema says of it, and its example if it has one."""

    key: str
    kind: inspect.Type
    may_be_null: bool
    said: dict[str, Any]
    words: tuple[Any, ...]
    meaning: str
    examples: tuple[Any, ...]
    is_required: bool
    default: Any


def fields_of(part: type[msgspec.Struct]) -> list[Field]:
    """Return the keys of a part in their order."""
    words = words_of(part)
    return [_field(one, words.get(one.encode_name, ())) for one in _described(part).fields]


def parts_of(part: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    """Return a part and those in it, each before its own parts, each once."""
    found = {part: None}
    for field in fields_of(part):
        inner = part_in(field.kind)
        if inner:
            found |= dict.fromkeys(parts_of(inner))
    return list(found)


def part_in(kind: inspect.Type) -> type[msgspec.Struct] | None:
    """Return the part that a field holds, alone, in a list or under keys."""
    if isinstance(kind, inspect.StructType):
        return kind.cls
    for inner in _inner(kind):
        if found := part_in(plain(inner)[0]):
            return found
    return None


def plain(kind: inspect.Type) -> tuple[inspect.Type, bool, dict[str, Any], dict[str, Any]]:
    """Return a kind bare of null and of what is said of it: (kind, may be null, said, JSON)."""
    said: dict[str, Any] = {}
    json: dict[str, Any] = {}
    may_be_null = False
    while isinstance(kind, inspect.Metadata | inspect.UnionType):
        if isinstance(kind, inspect.Metadata):
            said = {**(kind.extra or {}), **said}
            json = {**(kind.extra_json_schema or {}), **json}
            kind = kind.type
        else:
            may_be_null = may_be_null or kind.includes_none
            [kind] = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
    return kind, may_be_null, said, json


def _inner(kind: inspect.Type) -> Iterator[inspect.Type]:
    if isinstance(kind, inspect.CollectionType):
        yield kind.item_type
    if isinstance(kind, inspect.DictType):
        yield kind.value_type


def _field(one: inspect.Field, words: tuple[Any, ...]) -> Field:
    kind, may_be_null, said, json = plain(one.type)
    return Field(
        key=one.encode_name,
        kind=kind,
        may_be_null=may_be_null,
        said=said,
        words=words,
        meaning=json["description"],
        examples=tuple(json.get("examples") or ()),
        is_required=one.required,
        default=one.default,
    )


def _described(part: type[msgspec.Struct]) -> inspect.StructType:
    described = inspect.type_info(part)
    assert isinstance(described, inspect.StructType)
    return described
