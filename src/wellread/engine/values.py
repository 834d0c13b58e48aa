"""Values as JSON holds them: times, names of content, and what is said of a value of no use."""

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any, Self

DAY_S = 86_400
# Beyond this JavaScript can no longer tell two neighbouring whole numbers apart.
LARGEST_WHOLE = 2**53 - 1
MOMENT = re.compile(
    r"(?:19[7-9][0-9]|[2-9][0-9]{3})-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z"
)
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


class Moment(int):
    """A time in UTC as epoch seconds; in JSON it is text like 2026-11-22T10:00:00Z."""

    __slots__ = ()


def decode(data: bytes | str, *, keys_once: bool = False) -> object:
    """Return the JSON value in UTF-8 `data`; raise Fault for what is not JSON, NaN included.

    Of a key that stands twice the last one counts, as in browsers, or neither with `keys_once`.
    """
    try:
        text = data.decode() if isinstance(data, bytes) else data
        # The mark that some editors put at the start of a file is no part of its content.
        return json.loads(
            text.removeprefix("\ufeff"),
            parse_constant=_refuse_constant,
            object_pairs_hook=_once if keys_once else None,
        )
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
    return digest(content)[:10]


def digest(content: object) -> str:
    """Return the SHA-256 of this JSON content in hexadecimal digits, whatever its order of keys."""
    canonical = json.dumps(plain(content), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def must(demand: str, got: object) -> Fault:
    """Return the fault of a value that does not meet a demand, worded for an editor."""
    return Fault(f"must be {demand}, got {_shown(got)}")


def step(key: str) -> str:
    """Return how a path names a key that may be any text."""
    return key if IDENTIFIER.fullmatch(key) else f"[{_shown(key)}]"


def moment(value: Any) -> Moment:
    """Read a time in UTC to the second."""
    if isinstance(value, str) and MOMENT.fullmatch(value):
        try:
            return Moment(datetime.fromisoformat(value).timestamp())
        except ValueError:
            raise must("a date that exists", value) from None
    raise must("a time like 2026-11-22T10:00:00Z", value)


def spell(at: int) -> str:
    """Return epoch seconds as the text that `moment` reads."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%S}Z"


def plain(content: Any) -> Any:
    """Return the content with 8.0 as 8, which is one number in JSON."""
    if isinstance(content, dict):
        return {key: plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [plain(value) for value in content]
    if isinstance(content, float) and content.is_integer():
        return int(content)
    return content


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in found if keys.count(key) > 1)
        raise Fault(f"must have each key once, got {json.dumps(twice)} {keys.count(twice)} times")
    return found


def _refuse_constant(name: str) -> object:
    raise Fault(f"must be JSON, which has no {name}")


def _shown(value: object) -> str:
    try:
        spelled = json.dumps(value, ensure_ascii=False, default=repr)
    except RecursionError:
        # Reading nests a little deeper than writing can.
        return "something nested very deeply"
    return spelled if len(spelled) <= 60 else f"{spelled[:57]}..."
