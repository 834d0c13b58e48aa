"""What the installed client's generated types say of an answer: which of its parts are wrong.

The types stand in the client for type checkers only, so nothing in it checks an answer. Here each
answer is held against them as it came over the wire, part by part: what has to be there, of which
type, one of which words, and nothing that they do not know.
"""

import ast
import importlib
import inspect
import json
import sys
from decimal import Decimal, InvalidOperation
from functools import cache
from types import NoneType, UnionType
from typing import Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

import stripe
from stripe import ListObject, SearchResultObject, StripeObject
from stripe._object_classes import OBJECT_CLASSES
from stripe._stripe_object import UntypedStripeObject

type_of_object: dict[str, tuple[str, str]] = OBJECT_CLASSES


def faults_of(answer: dict[str, Any]) -> list[str]:
    """Return what is wrong in an answer, each with its place."""
    if answer.get("object") == "list" and "data" in answer:
        return list_faults(answer, Any, "list")
    if answer.get("deleted") is True:
        return deleted_faults(answer)
    return faults(answer, class_of(str(answer.get("object"))), str(answer.get("object")))


def class_of(name: str) -> type[StripeObject]:
    """Return the client's class for the word in an answer's `object`."""
    module, class_name = type_of_object[name]
    found: type[StripeObject] = getattr(importlib.import_module(module), class_name)
    return found


def deleted_faults(answer: dict[str, Any]) -> list[str]:
    """What is gone is told by three fields and no more."""
    return [] if set(answer) == {"id", "object", "deleted"} else [f"deleted: {sorted(answer)}"]


def faults(value: Any, hint: Any, place: str) -> list[str]:
    """Return what is wrong with a value that should be of a type."""
    origin = get_origin(hint)
    if hint is Any:
        return untyped_faults(value, place)
    if origin in (Union, UnionType):
        return union_faults(value, get_args(hint), place)
    if origin is Literal:
        return [] if value in get_args(hint) else [f"{place}: {value!r} is none of its words"]
    if origin is list:
        return members_faults(value, get_args(hint)[0], place)
    if origin in (ListObject, SearchResultObject):
        return list_faults(value, get_args(hint)[0], place)
    if origin in (dict, UntypedStripeObject):
        return table_faults(value, get_args(hint)[-1], place)
    if isinstance(hint, type) and issubclass(hint, StripeObject):
        return object_faults(value, hint, place)
    return plain_faults(value, hint, place)


def untyped_faults(value: Any, place: str) -> list[str]:
    """Whatever has no type is checked where it names its kind itself, as an event's object does."""
    if isinstance(value, dict) and value.get("object") in type_of_object and "id" in value:
        if value.get("deleted") is True:
            return deleted_faults(value)
        return faults(value, class_of(value["object"]), f"{place}:{value['object']}")
    return []


def union_faults(value: Any, hints: tuple[Any, ...], place: str) -> list[str]:
    """Return the faults against the member that fits best."""
    if value is None:
        return [] if NoneType in hints else [f"{place}: null is not allowed"]
    # "One of these words, or a later version's": for the present version the words are all.
    words = [hint for hint in hints if get_origin(hint) is Literal]
    hints = tuple(hint for hint in hints if not (words and hint is str))
    fitting = [faults(value, hint, place) for hint in hints if hint is not NoneType]
    named = [
        faults(value, hint, place)
        for hint in hints
        if isinstance(value, dict) and getattr(hint, "OBJECT_NAME", "") == value.get("object")
    ]
    return min(named or fitting, key=len)


def members_faults(value: Any, hint: Any, place: str) -> list[str]:
    if not isinstance(value, list):
        return [f"{place}: {type(value).__name__} is no list"]
    return [told for at, one in enumerate(value) for told in faults(one, hint, f"{place}[{at}]")]


def list_faults(value: Any, hint: Any, place: str) -> list[str]:
    """A list is an object of its own, with a page of its members."""
    if not isinstance(value, dict) or value.get("object") not in ("list", "search_result"):
        return [f"{place}: no list object"]
    missing = [f"{place}.{name}: missing" for name in ("url", "has_more", "data")]
    return [told for told in missing if told.split(".")[-1].split(":")[0] not in value] + (
        members_faults(value.get("data", []), hint, f"{place}.data")
    )


def table_faults(value: Any, hint: Any, place: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{place}: {type(value).__name__} is no hash"]
    return [told for key, one in value.items() for told in faults(one, hint, f"{place}.{key}")]


def object_faults(value: Any, kind: type[StripeObject], place: str) -> list[str]:
    """Return what an object lacks, what it has too much, and what is wrong inside."""
    if not isinstance(value, dict):
        return [f"{place}: {type(value).__name__} is no object"]
    hints = fields_of(kind)
    told = [
        f"{place}.{name}: missing"
        for name, hint in hints.items()
        if name not in value and NoneType not in get_args(hint)
    ]
    told += [f"{place}.{name}: unknown" for name in value if hints and name not in hints]
    for name in value:
        if name in hints:
            told += faults(value[name], hints[name], f"{place}.{name}")
    return told


def plain_faults(value: Any, hint: Any, place: str) -> list[str]:
    """Return the fault of a text, number or boolean."""
    if hint is Decimal:
        return [] if is_decimal(value) else [f"{place}: {value!r} is no decimal text"]
    if hint is float:
        fits = isinstance(value, int | float) and not isinstance(value, bool)
    elif hint is int:
        fits = isinstance(value, int) and not isinstance(value, bool)
    else:
        fits = isinstance(value, hint)
    return [] if fits else [f"{place}: {value!r} is no {hint.__name__}"]


def is_decimal(value: Any) -> bool:
    """Stripe writes decimals as text, so that no reader makes a float of them."""
    try:
        return isinstance(value, str) and Decimal(value).is_finite()
    except InvalidOperation:
        return False


@cache
def fields_of(kind: type[StripeObject]) -> dict[str, Any]:
    """Return the types of the fields that a class itself declares, by their name on the wire."""
    own = {
        name: hint
        for name, hint in inspect.get_annotations(kind).items()
        if get_origin(hint) is not ClassVar and not name.startswith("_")
    }
    holder = type("Fields", (), {"__annotations__": own, "__module__": kind.__module__})
    names = names_in(kind.__module__)
    wire = {python: told for told, python in getattr(kind, "_field_remappings", {}).items()}
    hints = get_type_hints(holder, globalns=names, localns=names)
    return {wire.get(name, name): hint for name, hint in hints.items()}


@cache
def names_in(module_name: str) -> dict[str, Any]:
    """Return the names of a module with those that it imports for type checkers only."""
    module = sys.modules[module_name]
    names = dict(vars(module))
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("stripe"):
            if (node.module or "").startswith("stripe.params"):
                continue
            source = importlib.import_module(str(node.module))
            for one in node.names:
                names[one.asname or one.name] = getattr(source, one.name)
    return names


class CheckedClient(stripe.RequestsClient):
    """Sends requests as the client's own does, and holds each answer against the types."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.faults: list[str] = []
        self.kinds: set[str] = set()

    def request(self, method: str, url: str, headers: Any, post_data: Any = None) -> Any:
        body, status, told = super().request(method, url, headers, post_data)
        if status == 200:
            self.check(json.loads(body))
        return body, status, told

    def check(self, answer: dict[str, Any]) -> None:
        """Note the kinds and the faults of one answer."""
        self.kinds |= kinds_in(answer)
        self.faults += faults_of(answer)


def kinds_in(value: Any) -> set[str]:
    """Return every word that stands in an `object` of an answer."""
    if isinstance(value, list):
        return {kind for one in value for kind in kinds_in(one)}
    if not isinstance(value, dict):
        return set()
    own = {value["object"]} if isinstance(value.get("object"), str) else set()
    return own | {kind for one in value.values() for kind in kinds_in(one)}
