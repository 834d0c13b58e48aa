"""One hour of a campaign as JSON: what was shown of each variant, and what it brought."""

from datetime import timedelta
from typing import Any, NamedTuple

from wellread.engine.values import (
    IDENTIFIER,
    LARGEST_WHOLE,
    Fault,
    Moment,
    decode,
    moment,
    must,
    step,
)

HOUR_S = int(timedelta(hours=1).total_seconds())
# A hundred thousand conversions in an hour take about a tenth of it.
LARGEST_LINE_BYTES = 16 * 1024 * 1024
MOST_VARIANTS = 20


class Showing(NamedTuple):
    """One variant's hour: what each conversion is worth, refunds negative; its share if told."""

    impressions: int
    values_minor: tuple[int, ...]
    share: float | None = None


class Hour(NamedTuple):
    """What happened from `at` on, for an hour, by variant."""

    at: Moment
    variants: dict[str, Showing]


def read_hour(line: bytes) -> Hour:
    """Return the hour on a line; raise Fault with the path of what is wrong."""
    if len(line) > LARGEST_LINE_BYTES:
        raise Fault(f"must have at most {LARGEST_LINE_BYTES} bytes")
    document = _object(decode(line, keys_once=True))
    at = _within("at", moment, _required(document, "at"))
    variants = _within("variants", _object, _required(document, "variants"))
    if not 1 <= len(variants) <= MOST_VARIANTS:
        raise Fault(f"must be 1 to {MOST_VARIANTS} variants, got {len(variants)}", "variants")
    return Hour(at, {name: _showing(name, one) for name, one in variants.items()})


def _showing(name: str, value: object) -> Showing:
    path = f"variants.{step(name)}" if IDENTIFIER.fullmatch(name) else f"variants{step(name)}"
    if not IDENTIFIER.fullmatch(name):
        raise Fault("must be a variant's id, 1 to 64 of A-Z a-z 0-9 . _ -", path)
    try:
        return _read_showing(_object(value))
    except Fault as fault:
        raise fault.under(path) from None


def _read_showing(value: dict[str, Any]) -> Showing:
    impressions = _within("impressions", _whole, _required(value, "impressions"))
    if impressions < 0:
        raise must("a number of impressions, 0 or more", impressions).under("impressions")
    values = _within("values_minor", _values, _required(value, "values_minor"))
    share = value.get("share")
    return Showing(impressions, values, None if share is None else _within("share", _share, share))


def _values(value: object) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise must("a list", value)
    found = []
    for index, one in enumerate(value):
        try:
            found.append(_whole(one))
        except Fault as fault:
            raise fault.under(f"[{index}]") from None
    return tuple(found)


def _share(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise must("a share from 0 to 1", value)
    return float(value)


def _whole(value: object) -> int:
    # 8.0 is 8.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise must("a whole number", value)
    if abs(value) > LARGEST_WHOLE:
        raise must(f"at most {LARGEST_WHOLE}", value)
    return value


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise must("an object", value)
    return value


def _required(document: dict[str, Any], key: str) -> object:
    if key not in document:
        raise Fault("is required", key)
    return document[key]


def _within(path: str, read: Any, value: object) -> Any:
    try:
        return read(value)
    except Fault as fault:
        raise fault.under(path) from None
