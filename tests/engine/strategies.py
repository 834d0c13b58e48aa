"""Documents that hypothesis invents from the schema: every key, every word, every edge of a number.

What matters only when it meets its like (sections, topics, campaigns, days) is told as `known`, by
the part and its key: `{"Countries.only": …}`.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from schema.fields import Field, fields_of, plain

Known = Mapping[str, st.SearchStrategy[Any]]


def documents(part: type[msgspec.Struct], known: Known) -> st.SearchStrategy[dict[str, Any]]:
    """Invent the JSON object of a part, without the keys of which one excludes another.

    Keys that came later may be missing.
    """
    fields = [
        one for one in fields_of(part) if one.is_required or one.default is not msgspec.NODEFAULT
    ]
    invented = [(field, _of_field(part, field, known)) for field in fields]
    return st.fixed_dictionaries(
        {field.key: one for field, one in invented if field.is_required},
        optional={field.key: one for field, one in invented if not field.is_required},
    )


def _of_field(part: type[msgspec.Struct], field: Field, known: Known) -> st.SearchStrategy[Any]:
    told = known.get(f"{part.__name__}.{field.key}")
    if told is not None:
        return told
    if field.words:
        return st.sampled_from(field.words)
    invented = _of_kind(field.kind, field.said, known)
    return st.none() | invented if field.may_be_null else invented


def _of_kind(kind: inspect.Type, said: dict[str, Any], known: Known) -> st.SearchStrategy[Any]:
    if isinstance(kind, inspect.StructType):
        return documents(kind.cls, known)
    if isinstance(kind, inspect.CollectionType):
        item, _, of_item, _ = plain(kind.item_type)
        return st.lists(_of_kind(item, of_item, known), min_size=kind.min_length or 0, max_size=3)
    if isinstance(kind, inspect.IntType):
        return st.integers(kind.ge, kind.le) | st.sampled_from((kind.ge, kind.le, float(kind.ge)))
    if isinstance(kind, inspect.FloatType):
        return st.floats(kind.ge, kind.le) | st.sampled_from((0, 1))
    if isinstance(kind, inspect.BoolType):
        return st.booleans()
    if isinstance(kind, inspect.CustomType):
        return known["Moment"]
    assert isinstance(kind, inspect.StrType), kind
    return st.from_regex(kind.pattern) if kind.pattern else st.text(max_size=8)
