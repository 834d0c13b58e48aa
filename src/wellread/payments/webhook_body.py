"""Reading the body of a message strictly: what no database of ours could keep is no message."""

import json
import math
from collections.abc import Callable
from typing import Any, NoReturn

# Stripe's deepest objects have some ten levels.
DEEPEST = 64


def read(payload: bytes) -> dict[str, Any]:
    """Return the JSON object in a body; raise ValueError naming what is wrong, and where."""
    text = payload.decode()
    try:
        told = json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            object_pairs_hook=_without_repeats,
        )
    except RecursionError as fault:
        raise ValueError("it is nested too deeply") from fault
    if not isinstance(told, dict):
        raise ValueError("it is no JSON object")
    # UTF-8 holds no half characters, and JSON no NUL, but where they are written as escapes.
    _check(told, "body", 0, _check_text if "\\u" in text else _trust_text)
    return told


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:40]} is too large a number")
    return number


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice in an object")
    return made


def _check(value: Any, place: str, depth: int, check_text: Callable[[str, str], None]) -> None:
    if depth > DEEPEST:
        raise ValueError(f"{place[:100]} is nested too deeply")
    if isinstance(value, str):
        check_text(value, place)
    elif isinstance(value, dict):
        for key, part in value.items():
            check_text(key, place)
            if isinstance(part, str | dict | list):
                _check(part, f"{place}.{key}", depth + 1, check_text)
    elif isinstance(value, list):
        for number, part in enumerate(value):
            if isinstance(part, str | dict | list):
                _check(part, f"{place}[{number}]", depth + 1, check_text)


def _trust_text(text: str, place: str) -> None:
    """Leave a text alone that can hold nothing odd."""


def _check_text(text: str, place: str) -> None:
    """Refuse what PostgreSQL keeps in no JSON: the NUL character, and half a character."""
    if "\0" in text:
        raise ValueError(f"{place[:100]} holds a NUL character")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError(f"{place[:100]} holds half a character")
