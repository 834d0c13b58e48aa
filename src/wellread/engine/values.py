"""Values as they arrive in JSON: read strictly, or refused with the path of the fault."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any, Self, TypeVar

T = TypeVar("T")
Reader = Callable[[Any], T]

DAY_S = 86_400
# Beyond this JavaScript can no longer tell two neighbouring whole numbers apart.
LARGEST_WHOLE = 2**53 - 1
MOMENT = re.compile(
    r"(?:19[7-9][0-9]|[2-9][0-9]{3})-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z"
)
COUNTRY = re.compile(r"[A-Z]{2}")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
IDENTIFIER = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Fault(ValueError):
    """A value that cannot be used: `problem` says why, `path` leads to it from the outside."""

    def __init__(self, problem: str, path: str = "") -> None:
        super().__init__(problem, path)
        self.problem = problem
        self.path = path

    def __str__(self) -> str:
        message = f"{self.path}: {self.problem}" if self.path else self.problem
        # JSON may hold half a surrogate pair, which no terminal or response could print.
        return message.encode(errors="backslashreplace").decode()

    def under(self, outer: str) -> Self:
        """Return the same fault, seen from one level further out."""
        joint = "." if self.path and not self.path.startswith("[") else ""
        return type(self)(self.problem, f"{outer}{joint}{self.path}")


class NotKnown(Fault):
    """A key or a word of another version of the format: a missing key, an extra one, a new word."""


def decode(data: bytes | str) -> object:
    """Return the JSON value in UTF-8 `data`; raise Fault for what is not JSON, NaN included."""
    try:
        text_of_it = data.decode() if isinstance(data, bytes) else data
        # The mark that some editors put at the start of a file is no part of its content.
        return json.loads(text_of_it.removeprefix("\ufeff"), parse_constant=_refuse_constant)
    except Fault:
        raise
    except UnicodeDecodeError as error:
        raise Fault(f"must be UTF-8, got a stray byte at {error.start}") from error
    except json.JSONDecodeError as error:
        raise Fault(f"must be JSON: {error.msg} at character {error.pos}") from error
    except RecursionError as error:
        raise Fault("must be JSON of a sensible depth") from error
    except ValueError as error:
        raise Fault(f"must be JSON: {error}") from error


def fingerprint(content: object) -> str:
    """Return ten hexadecimal digits naming this JSON content, whatever its order of keys."""
    canonical = json.dumps(_plain(content), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:10]


def must(demand: str, got: object) -> Fault:
    """Return the fault of a value that does not meet a demand, worded for an editor."""
    return Fault(f"must be {demand}, got {_shown(got)}")


def step(key: str) -> str:
    """Return how a path names a key that may be any text."""
    return key if IDENTIFIER.fullmatch(key) else f"[{_shown(key)}]"


def text(value: Any) -> str:
    """Read any text."""
    if isinstance(value, str):
        return value
    raise must("text", value)


def identifier(value: Any) -> str:
    """Read an id of a campaign, variant, draw, edition or published document."""
    if isinstance(value, str) and IDENTIFIER.fullmatch(value):
        return value
    raise must("1 to 64 letters, digits, dots, underscores or hyphens", value)


def country(value: Any) -> str:
    """Read an ISO 3166 country code."""
    if isinstance(value, str) and COUNTRY.fullmatch(value):
        return value
    raise must("a country code of two capital letters", value)


def language(value: Any) -> str:
    """Read a language tag; it is returned in lower case."""
    if isinstance(value, str) and LANGUAGE.fullmatch(value):
        return value.lower()
    raise must("a language tag like en or en-GB", value)


def boolean(value: Any) -> bool:
    """Read true or false."""
    if value is True or value is False:
        return bool(value)
    raise must("true or false", value)


def share(value: Any) -> float:
    """Read a number from 0 to 1."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    raise must("a number from 0 to 1", value)


def moment(value: Any) -> int:
    """Read a time in UTC to the second, as epoch seconds."""
    if isinstance(value, str) and MOMENT.fullmatch(value):
        try:
            return int(datetime.fromisoformat(value).timestamp())
        except ValueError:
            raise must("a date that exists", value) from None
    raise must("a time like 2026-11-22T10:00:00Z", value)


def spell(at: int) -> str:
    """Return epoch seconds as the text that `moment` reads."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%S}Z"


def whole(noun: str, *, least: int = 0, most: int = LARGEST_WHOLE) -> Reader[int]:
    """Return a reader of whole numbers of some noun; 8.0 is 8, true is not 1."""
    bound = f"a positive number of {noun}" if least else f"a number of {noun}, 0 or more"

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise must(f"a number of {noun}", value)
        if isinstance(value, float) and not (isfinite(value) and value.is_integer()):
            raise must(f"a whole number of {noun}", value)
        if value < least:
            raise must(bound, value)
        if value > most:
            raise must(f"a number of {noun}, at most {most}", value)
        return int(value)

    return read


def one_of(*words: str) -> Reader[str]:
    """Return a reader of words from a closed list."""
    known = frozenset(words)
    demand = f"one of {', '.join(words)}"

    def read(value: Any) -> str:
        if isinstance(value, str) and value in known:
            return value
        raise NotKnown(must(demand, value).problem)

    return read


def or_null(reader: Reader[T]) -> Reader[T | None]:
    """Return a reader that also takes null."""
    return lambda value: None if value is None else reader(value)


def list_of(reader: Reader[T]) -> Reader[tuple[T, ...]]:
    """Return a reader of lists."""

    def read(value: Any) -> tuple[T, ...]:
        if not isinstance(value, list | tuple):
            raise must("a list", value)
        found: list[T] = []
        try:
            found.extend(map(reader, value))
        except Fault as fault:
            # Those before the fault were added, so their number is its place.
            raise fault.under(f"[{len(found)}]") from None
        return tuple(found)

    return read


def set_of(reader: Reader[T]) -> Reader[frozenset[T]]:
    """Return a reader of lists whose order says nothing."""
    read_list = list_of(reader)
    return lambda value: frozenset(read_list(value))


def object_of(make: Callable[..., T], readers: Mapping[str, Reader[Any]]) -> Reader[T]:
    """Return a reader of objects with exactly these keys, handed to `make` in this order."""
    keys = readers.keys()
    pairs = tuple(readers.items())

    def read(value: Any) -> T:
        if not isinstance(value, dict):
            raise must("an object", value)
        if value.keys() != keys:
            raise _wrong_keys(value.keys(), keys)
        found = []
        key = ""
        try:
            for key, reader in pairs:
                found.append(reader(value[key]))
        except Fault as fault:
            raise fault.under(key) from None
        return make(*found)

    return read


def unique(ids: Iterable[str], key: str = "id") -> None:
    """Raise Fault at the first id that an earlier item of the list already has."""
    seen: set[str] = set()
    for place, one in enumerate(ids):
        if one in seen:
            raise must("unlike every other in its list", one).under(key).under(f"[{place}]")
        seen.add(one)


def _wrong_keys(got: Iterable[str], wanted: Iterable[str]) -> NotKnown:
    got, wanted = list(got), list(wanted)
    for key in got:
        if key not in wanted:
            return NotKnown("is not a key of this format", step(str(key)))
    missing = next(key for key in wanted if key not in got)
    return NotKnown("is required", missing)


def _refuse_constant(name: str) -> object:
    raise Fault(f"must be JSON, which has no {name}")


def _shown(value: object) -> str:
    try:
        spelled = json.dumps(value, ensure_ascii=False, default=repr)
    except RecursionError:
        # Reading nests a little deeper than writing can.
        return "something nested very deeply"
    return spelled if len(spelled) <= 60 else f"{spelled[:57]}..."


def _plain(content: object) -> object:
    """Return the content with 1.0 as 1, so that one content has one fingerprint."""
    if isinstance(content, dict):
        return {key: _plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    if isinstance(content, float) and content.is_integer():
        return int(content)
    return content
