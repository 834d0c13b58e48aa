"""Reading JSON values into the structs of the schema, and writing them.

msgspec reads. What it refuses is looked at once more, to say what is wrong and where in the words
of the schema: the first fault, in the order of the fields.
"""

from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from wellread.engine.conversion import convert
from wellread.engine.faults import fault_in
from wellread.engine.values import Fault, Moment, plain, spell

T = TypeVar("T")


def read(kind: type[T], document: object) -> T:
    """Return the value of this JSON document; raise Fault with the path of what is wrong."""
    try:
        return convert(document, kind)
    # Half a surrogate pair is text, but no word or key that msgspec could look up.
    except (msgspec.ValidationError, UnicodeError):
        return _read_again(document, kind)


def write(value: object) -> Any:
    """Return what is read as this value; a key that says no more than its default is left out."""
    return msgspec.to_builtins(value, enc_hook=_spelled, order="deterministic")


def _read_again(document: object, kind: type[T]) -> T:
    try:
        # 8.0 is 8, but not to msgspec.
        return convert(plain(document), kind)
    except (msgspec.ValidationError, UnicodeError, RecursionError) as error:
        described = _described(kind)  # type: ignore[arg-type]
        raise fault_in(described, document) or Fault(str(error)) from None


@lru_cache(maxsize=64)
def _described(kind: Any) -> inspect.Type:
    return inspect.type_info(kind)


def _spelled(value: object) -> str:
    if isinstance(value, Moment):
        return spell(value)
    raise NotImplementedError(type(value))
