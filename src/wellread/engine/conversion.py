"""The one call that makes structs of JSON values, safe for threads that begin at once."""

from threading import Lock
from typing import Any, TypeVar

import msgspec

from wellread.engine.values import Moment, moment

T = TypeVar("T")

# At the first reading of a struct msgspec (0.22.0) keeps what it learns of its fields, and shows
# it to other threads while it is half made: they read what is not there and the process ends.
# So whatever is read is learned by one thread, whole, before any reads it.
_learning = Lock()
_learned: set[type] = set()


def convert(document: object, kind: type[T]) -> T:
    """Return the value as msgspec reads it; raise its ValidationError."""
    if kind not in _learned:
        _learn(kind)
    return msgspec.convert(document, kind, dec_hook=_read_moment)


def _learn(kind: type) -> None:
    with _learning:
        # A decoder is made with all that its kind is made of.
        msgspec.json.Decoder(kind, dec_hook=_read_moment)
        _learned.add(kind)


def _read_moment(kind: type, value: Any) -> Moment:
    if kind is Moment:
        return moment(value)
    raise NotImplementedError(kind)
