"""The reference pages: what each key of a document means, and a full example."""

import json
from inspect import cleandoc
from typing import Any

import msgspec
from msgspec import inspect

from schema.examples import example_of
from schema.fields import Field, fields_of, part_in, parts_of, plain
from wellread.engine.refusal import Refusal

MADE = "<!-- Made by `make schema` from the engine's schema. -->\n"
REFUSALS = (
    "Why a campaign did not ask, in the order in which the reasons are checked; the first that "
    "applies is the one reported. “Why was this reader not asked?” on the desk, `wellread decide` "
    "and `POST /appeals/decide` all use these words."
)
TABLE = "| key | holds | meaning |\n|---|---|---|\n"


def page(title: str, opening: str, name: str, document: type[msgspec.Struct]) -> str:
    """Return the page of a document; `name` is that of its JSON Schema."""
    example = json.dumps(example_of(document), indent=2, ensure_ascii=False)
    parts = "\n".join(_section(part) for part in parts_of(document))
    return (
        f"{MADE}# {title}\n\n{opening}\n\n"
        "Every key is required unless a default is named, and no other key is known; a fault is "
        f"told with its path. The same as JSON Schema: [{name}]({name}).\n\n"
        f"```json\n{example}\n```\n\n{parts}"
    )


def refusals() -> str:
    """Return the page of the reasons not to ask."""
    rows = "".join(f"| `{one}` | {one.meaning} |\n" for one in Refusal)
    return f"{MADE}# Refusals\n\n{REFUSALS}\n\n| refusal | what it means |\n|---|---|\n{rows}"


def _section(part: type[msgspec.Struct]) -> str:
    rows = "".join(_row(field) for field in fields_of(part))
    return f"## {part.__name__}\n\n{cleandoc(part.__doc__ or '')}\n\n{TABLE}{rows}"


def _row(field: Field) -> str:
    holds = _holds(field.kind, field.said, field.words) + (" or null" if field.may_be_null else "")
    if not field.is_required:
        holds += _default(field.default)
    return f"| `{field.key}` | {holds} | {field.meaning} |\n"


def _default(default: Any) -> str:
    if default is msgspec.UNSET or default is msgspec.NODEFAULT:
        return "; may be missing"
    shown = list(default) if isinstance(default, tuple) else default
    return f"; `{json.dumps(shown)}` when missing"


def _holds(kind: inspect.Type, said: dict[str, Any], words: tuple[Any, ...]) -> str:
    if words:
        return ", ".join(f"`{one}`" for one in words)
    if inner := part_in(kind):
        link = f"[{inner.__name__}](#{inner.__name__.lower()})"
        if isinstance(kind, inspect.StructType):
            return link
        return f"by language, {link}" if isinstance(kind, inspect.DictType) else f"list of {link}"
    if isinstance(kind, inspect.CollectionType):
        item, _, of_item, _ = plain(kind.item_type)
        return f"list: {_holds(item, of_item, ())}"
    if isinstance(kind, inspect.DictType):
        return f"whole numbers of {plain(kind.value_type)[2]['unit']} by number of days"
    return _simple(kind, said)


def _simple(kind: inspect.Type, said: dict[str, Any]) -> str:
    if isinstance(kind, inspect.IntType):
        least = f", {kind.ge} or more" if kind.ge is not None else ""
        return f"whole number of {said['unit']}{least}"
    if isinstance(kind, inspect.CustomType):
        return "time in UTC, such as 2026-11-22T10:00:00Z"
    if isinstance(kind, inspect.BoolType):
        return "true or false"
    return str(said.get("demand", "text"))
