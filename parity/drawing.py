"""Documents drawn from the schema: every key, every word, every edge of a number.

What matters only when it meets its like (sections, campaigns, days, times) is told, by the part and
its key: `{"Countries.only": …}`. A key that came later is drawn with the rest, and may be missing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from schema.fields import Field, fields_of, plain

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Draw:
    """One case's chance, and its time."""

    random: Random
    now: int

    def one(self, values: Sequence[T]) -> T:
        """Return one of these."""
        return self.random.choice(values)

    def some(self, values: Sequence[T], most: int = 3) -> list[T]:
        """Return up to so many of these, in any order, some of them twice."""
        return self.random.choices(values, k=self.random.randint(0, most))

    def happens(self, chance: float) -> bool:
        """Tell whether something of this chance is so."""
        return self.random.random() < chance


Drawer = Callable[[Draw], Any]
Told = Mapping[str, Drawer]


def drawer(part: type[msgspec.Struct], told: Told) -> Drawer:
    """Return what draws the JSON object of a part, without keys of which one excludes another."""
    fields = [
        one for one in fields_of(part) if one.is_required or one.default is not msgspec.NODEFAULT
    ]
    drawers = [(one.key, one.is_required, _of_field(part, one, told)) for one in fields]

    def draw_document(draw: Draw) -> dict[str, Any]:
        return {
            key: draw_value(draw)
            for key, is_required, draw_value in drawers
            if is_required or draw.happens(0.7)
        }

    return draw_document


def _of_field(part: type[msgspec.Struct], field: Field, told: Told) -> Drawer:
    if f"{part.__name__}.{field.key}" in told:
        return told[f"{part.__name__}.{field.key}"]
    if field.words:
        return lambda draw: draw.one(field.words)
    drawn = _of_kind(field.kind, field.said, told)
    if field.may_be_null:
        return lambda draw: None if draw.happens(0.5) else drawn(draw)
    return drawn


def _of_kind(kind: inspect.Type, said: dict[str, Any], told: Told) -> Drawer:
    if isinstance(kind, inspect.StructType):
        return drawer(kind.cls, told)
    if isinstance(kind, inspect.CollectionType):
        item, _, of_item, _ = plain(kind.item_type)
        draw_item, least = _of_kind(item, of_item, told), kind.min_length or 0
        return lambda draw: [draw_item(draw) for _ in range(draw.random.randint(least, 3))]
    if isinstance(kind, inspect.IntType):
        least, most = kind.ge or 0, kind.le or 2**53 - 1
        return lambda draw: draw.one((least, most, float(least), draw.random.randint(least, most)))
    if isinstance(kind, inspect.FloatType):
        return lambda draw: draw.one((0, 1, 0.5, draw.random.random()))
    if isinstance(kind, inspect.BoolType):
        return lambda draw: draw.happens(0.5)
    if isinstance(kind, inspect.CustomType):
        return told["Moment"]
    assert isinstance(kind, inspect.StrType), kind
    assert not kind.pattern, f"{said}: text of this shape is to be told"
    return told["text"]
