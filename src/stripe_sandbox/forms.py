"""Bracketed form bodies: `items[0][price]=p` becomes {"items": [{"price": "p"}]}."""

import re
from typing import Any
from urllib.parse import parse_qsl

from stripe_sandbox.errors import ApiError
from stripe_sandbox.shapes import Json

KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")


def parse(text: str) -> Json:
    """Return the nested parameters of a query or body; brackets may be raw or encoded."""
    tree: Json = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        plant(tree, path_of(key), value)
    return {key: listed(branch) for key, branch in tree.items()}


def path_of(key: str) -> list[str]:
    """Return `a[b][]` as ["a", "b", ""]."""
    match = KEY.fullmatch(key)
    if match is None:
        raise ApiError(f"Invalid request: the parameter {key} is malformed", param=key)
    return [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]


def plant(tree: Json, path: list[str], value: str) -> None:
    """Put one value at its path, numbering the members of `a[]`."""
    for step in path[:-1]:
        branch = tree.setdefault(step or str(len(tree)), {})
        if not isinstance(branch, dict):
            raise ApiError(f"Invalid request: {path[0]} is both a value and a hash", param=path[0])
        tree = branch
    tree[path[-1] or str(len(tree))] = value


def listed(branch: Any) -> Any:
    """Return the branch with every hash of 0, 1, 2… turned into a list."""
    if not isinstance(branch, dict):
        return branch
    members = {key: listed(inner) for key, inner in branch.items()}
    if members and all(key.isdigit() for key in members):
        return [members[key] for key in sorted(members, key=int)]
    return members
