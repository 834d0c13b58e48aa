"""What the fields of case, line-up and copy are made of: each kind of value, described once.

A field's meaning, unit, default and example stand in its struct (`case.py`, `campaign.py`,
`line_up.py`, `copy.py`). From there come reading and writing, the JSON Schema, the browser's types
and tolerant reading, the reference pages and the invented documents of the tests: `make schema`.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from msgspec import Meta, Struct
from msgspec.structs import fields

from wellread.engine.values import IDENTIFIER, LARGEST_WHOLE, must


class Part(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An object of the format, with exactly these keys; those with a default came later.

    Such a key may be missing, as in documents of before, and is left out where it says no more
    than its default: a browser of before then still understands the rest.
    """


def says(meaning: str, *examples: Any) -> Meta:
    """Describe a field: what it means, and the value it has in the reference's example."""
    return Meta(description=meaning, examples=list(examples) or None)


def whole(unit: str, *, least: int = 0, most: int = LARGEST_WHOLE) -> Meta:
    """Describe whole numbers of some unit; 8.0 is 8, true is not 1."""
    return Meta(ge=least, le=most, extra={"unit": unit})


def shaped(pattern: str, demand: str) -> Meta:
    """Describe text of one shape; `demand` names it in faults."""
    # In Python `$` also stands before a last line break.
    return Meta(pattern=rf"^{pattern}$(?!\n)", extra={"demand": demand})


def some(noun: str) -> Meta:
    """Describe a list or an object with at least one item."""
    return Meta(min_length=1, extra={"noun": noun})


Identifier = Annotated[
    str, shaped(IDENTIFIER.pattern, "1 to 64 letters, digits, dots, underscores or hyphens")
]
Country = Annotated[str, shaped("[A-Z]{2}", "a country code of two capital letters")]
LanguageTag = Annotated[
    str, shaped("[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", "a language tag like en or en-GB")
]
Currency = Annotated[str, shaped("[A-Z]{3}", "an ISO 4217 code like USD")]
Share = Annotated[float, Meta(ge=0, le=1, extra={"demand": "a number from 0 to 1"})]
Articles = Annotated[int, whole("articles")]
Views = Annotated[int, whole("views")]
Days = Annotated[int, whole("days")]
SomeDays = Annotated[int, whole("days", least=1)]
Place = Annotated[int, whole("places", least=1)]
# A key says what it is by its path.
WholeDays = Annotated[
    str,
    Meta(
        pattern=r"^[1-9][0-9]{0,14}$(?!\n)",
        extra={"demand": "a positive number of days", "is_key": True},
    ),
]
MinorUnits = Annotated[int, whole("minor units", least=1)]
Decimals = Annotated[int, whole("decimals", most=3)]
# A random number of 32 bits, made on the device.
Seat = Annotated[int, whole("the draw", most=2**32 - 1)]


def unique(ids: Iterable[str], key: str = "id") -> None:
    """Raise Fault at the first id that an earlier item of the list already has."""
    seen: set[str] = set()
    for place, one in enumerate(ids):
        if one in seen:
            raise must("unlike every other in its list", one).under(key).under(f"[{place}]")
        seen.add(one)


@lru_cache(maxsize=64)
def words_of(part: type[Struct]) -> dict[str, tuple[object, ...]]:
    """Return the words of each field that has a closed list of them, in the order declared."""
    hints = get_type_hints(part, include_extras=True)
    found = {one.encode_name: _words_in(hints[one.name]) for one in fields(part)}
    return {key: words for key, words in found.items() if words}


def defaults_of(part: type[Struct]) -> dict[str, object]:
    """Return what each key that came later means while it is missing."""
    return {one.encode_name: one.default for one in fields(part) if not one.required}


def _words_in(hint: Any) -> tuple[object, ...]:
    if get_origin(hint) is Literal:
        return get_args(hint)
    inner = (hint.__origin__,) if get_origin(hint) is Annotated else get_args(hint)
    return next(filter(None, map(_words_in, inner)), ())
