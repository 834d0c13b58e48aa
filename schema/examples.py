"""A full document of each kind, put together from the fields' examples."""

from typing import Any

import msgspec
from msgspec import inspect

from schema.fields import Field, fields_of, part_in


def example_of(part: type[msgspec.Struct]) -> dict[str, Any]:
    """Return a document with every key that its schema has an example for."""
    return {
        field.key: _value(field) for field in fields_of(part) if field.examples or field.is_required
    }


def _value(field: Field) -> Any:
    if field.examples:
        return field.examples[0]
    inner = part_in(field.kind)
    assert inner, f"{field.key} needs an example"
    if isinstance(field.kind, inspect.CollectionType):
        return [example_of(inner)]
    if isinstance(field.kind, inspect.DictType):
        return {"en": example_of(inner)}
    return example_of(inner)
