"""What is wrong with a value, in words for whoever wrote it: the first fault and its path."""

import re
from collections.abc import Callable, Iterable
from math import isfinite
from typing import Any

import msgspec
from msgspec import inspect

from wellread.engine.conversion import convert
from wellread.engine.schema import words_of
from wellread.engine.values import Fault, NotKnown, moment, must, plain, step

Said = dict[str, Any]


def fault_in(kind: inspect.Type, value: Any, said: Said | None = None) -> Fault | None:
    """Return the first fault of a value, or None; `said` is what the schema adds to its type."""
    if isinstance(kind, inspect.Metadata):
        return fault_in(kind.type, value, {**(said or {}), **(kind.extra or {})})
    return _FINDERS[type(kind)](kind, value, said or {})


def _in_either(kind: inspect.UnionType, value: Any, said: Said) -> Fault | None:
    if value is None and kind.includes_none:
        return None
    # The schema knows one kind of value a field, and null.
    [other] = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
    return fault_in(other, value, said)


def _in_whole(kind: inspect.IntType, value: Any, said: Said) -> Fault | None:
    unit, least, most = said["unit"], kind.ge or 0, kind.le
    if isinstance(value, bool) or not isinstance(value, int | float):
        return must(f"a number of {unit}", value)
    if isinstance(value, float) and not (isfinite(value) and value.is_integer()):
        return must(f"a whole number of {unit}", value)
    if value < least:
        bound = f"a positive number of {unit}" if least else f"a number of {unit}, 0 or more"
        return must(bound, value)
    if most is not None and value > most:
        return must(f"a number of {unit}, at most {most}", value)
    return None


def _in_share(kind: inspect.FloatType, value: Any, said: Said) -> Fault | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return None if is_number and kind.ge <= value <= kind.le else must(said["demand"], value)


def _in_text(kind: inspect.StrType, value: Any, said: Said) -> Fault | None:
    if isinstance(value, str) and re.search(kind.pattern or "", value):
        return None
    if said.get("is_key"):
        return Fault(f"must be {said['demand']}")
    return must(said.get("demand", "text"), value)


def _in_boolean(kind: inspect.BoolType, value: Any, said: Said) -> Fault | None:
    return None if value is True or value is False else must("true or false", value)


def _in_words(kind: inspect.LiteralType, value: Any, said: Said) -> Fault | None:
    words: tuple[Any, ...] = said["words"]
    if not isinstance(value, bool) and value in words:
        return None
    demand = must(words[0] if len(words) == 1 else f"one of {', '.join(words)}", value)
    return NotKnown(demand.problem) if isinstance(words[0], str) else demand


def _in_moment(kind: inspect.CustomType, value: Any, said: Said) -> Fault | None:
    try:
        moment(value)
    except Fault as fault:
        return fault
    return None


def _in_list(kind: inspect.CollectionType, value: Any, said: Said) -> Fault | None:
    if not isinstance(value, list | tuple):
        return must("a list", value)
    found = ((f"[{place}]", fault_in(kind.item_type, item)) for place, item in enumerate(value))
    return _first(found) or _too_few(kind, value, said)


def _in_row(kind: inspect.StructType, value: Any, said: Said) -> Fault | None:
    if not isinstance(value, list | tuple) or len(value) != len(kind.fields):
        return must(f"a list of {len(kind.fields)}", value)
    pairs = enumerate(zip(kind.fields, value, strict=True))
    return _first((f"[{place}]", fault_in(field.type, one)) for place, (field, one) in pairs)


def _in_map(kind: inspect.DictType, value: Any, said: Said) -> Fault | None:
    if not isinstance(value, dict):
        return must("an object", value)
    found = (
        (step(str(key)), fault_in(kind.key_type, key) or fault_in(kind.value_type, item))
        for key, item in value.items()
    )
    return _first(found) or _too_few(kind, value, said)


def _in_object(kind: inspect.StructType, value: Any, said: Said) -> Fault | None:
    if kind.array_like:
        return _in_row(kind, value, said)
    if not isinstance(value, dict):
        return must("an object", value)
    words = words_of(kind.cls)
    found = (
        (key, fault_in(field.type, value[key], {"words": words.get(key)}))
        for field in kind.fields
        if (key := field.encode_name) in value
    )
    return _in_keys(kind, value) or _first(found) or _in_the_whole(kind, value)


def _in_keys(kind: inspect.StructType, value: dict[str, Any]) -> Fault | None:
    known = {field.encode_name: field.required for field in kind.fields}
    for key in value:
        if key not in known:
            return NotKnown("is not a key of this format", step(str(key)))
    for key, is_required in known.items():
        if is_required and key not in value:
            return NotKnown("is required", key)
    return None


def _in_the_whole(kind: inspect.StructType, value: dict[str, Any]) -> Fault | None:
    """Return what no field shows alone: the struct says so itself when it is made."""
    try:
        convert(plain(value), kind.cls)
    except msgspec.ValidationError as error:
        return error.__cause__ if isinstance(error.__cause__, Fault) else Fault(str(error))
    return None


def _too_few(kind: Any, value: Any, said: Said) -> Fault | None:
    if len(value) < (kind.min_length or 0):
        return Fault(f"must have at least one {said['noun']}")
    return None


def _first(found: Iterable[tuple[str, Fault | None]]) -> Fault | None:
    return next((fault.under(outer) for outer, fault in found if fault), None)


_FINDERS: dict[type, Callable[[Any, Any, Said], Fault | None]] = {
    inspect.BoolType: _in_boolean,
    inspect.CustomType: _in_moment,
    inspect.DictType: _in_map,
    inspect.FloatType: _in_share,
    inspect.FrozenSetType: _in_list,
    inspect.IntType: _in_whole,
    inspect.LiteralType: _in_words,
    inspect.StrType: _in_text,
    inspect.StructType: _in_object,
    inspect.UnionType: _in_either,
    inspect.VarTupleType: _in_list,
}
