"""Reading typed values out of form parameters, with Stripe's complaints."""

import re
from collections.abc import Iterable

from stripe_sandbox.errors import ApiError, missing_parameter, unknown_parameter
from stripe_sandbox.shapes import Json

# Stripe takes at most eight digits.
LARGEST_AMOUNT = 99_999_999


def only(params: Json, names: str, *, within: str = "") -> None:
    """Refuse a parameter this sandbox does not play: ignoring one would hide a mistake."""
    known = set(names.split()) | {"expand"}
    for name in params:
        if name not in known:
            raise unknown_parameter(f"{within}[{name}]" if within else name)


def text(params: Json, name: str, default: str | None = None) -> str | None:
    """Return a string, or None for the empty string that unsets."""
    value = params.get(name, default)
    if isinstance(value, dict | list):
        raise ApiError(f"Invalid string: {name}", param=name)
    return value or None


def required(params: Json, name: str) -> str:
    """Return a string that has to be there."""
    value = text(params, name)
    if value is None:
        raise missing_parameter(name)
    return value


def url(params: Json, name: str) -> str | None:
    """Return an address a browser can be sent to, or None when absent."""
    value = text(params, name)
    # Our pages link to it, so `javascript:` and the like must not get this far.
    if value is not None and not value.startswith(("http://", "https://")):
        raise ApiError("Not a valid URL", code="url_invalid", param=name)
    return value


def integer(params: Json, name: str) -> int | None:
    """Return a whole number, or None when absent or unset."""
    value = text(params, name)
    if value is None:
        return None
    if not re.fullmatch(r"-?\d{1,15}", value):
        raise ApiError(f"Invalid integer: {value}", code="parameter_invalid_integer", param=name)
    return int(value)


def amount(params: Json, name: str) -> int | None:
    """Return minor units that may be charged: none or more, at most eight digits."""
    value = integer(params, name)
    if value is not None and value < 0:
        raise ApiError("Invalid non-negative integer", code="parameter_invalid_integer", param=name)
    if value is not None and value > LARGEST_AMOUNT:
        raise ApiError(
            "Amount must be no more than $999,999.99", code="amount_too_large", param=name
        )
    return value


def currency(params: Json, name: str = "currency") -> str:
    """Return a three-letter code in lower case."""
    value = required(params, name).lower()
    if not re.fullmatch(r"[a-z]{3}", value):
        raise ApiError(f"Invalid currency: {value}.", param=name)
    return value


def flag(params: Json, name: str, default: bool = False) -> bool:
    """Return true or false."""
    value = params.get(name)
    if value in (None, ""):
        return default
    if value not in ("true", "false"):
        raise ApiError(f"Invalid boolean: {value}", param=name)
    return bool(value == "true")


def choice(params: Json, name: str, allowed: Iterable[str], default: str | None = None) -> str:
    """Return one of the allowed words."""
    value = text(params, name, default)
    if value is None:
        raise missing_parameter(name)
    if value not in (words := list(allowed)):
        raise ApiError(f"Invalid {name}: must be one of {', '.join(words)}", param=name)
    return value


def table(params: Json, name: str) -> Json:
    """Return a hash, empty when absent or unset."""
    value = params.get(name) or {}
    if not isinstance(value, dict):
        raise ApiError("Invalid object", param=name)
    return value


def rows(params: Json, name: str) -> list[Json]:
    """Return a list of hashes, empty when absent."""
    value = params.get(name) or []
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise ApiError("Invalid array", param=name)
    return value


def metadata(params: Json, held: Json | None = None) -> Json:
    """Return held metadata with the request's changes: "" drops one key, or all of them."""
    given = params.get("metadata")
    if given == "":
        return {}
    merged = {**(held or {}), **table(params, "metadata")}
    return {key: value for key, value in merged.items() if value != ""}
