"""The outline every object and list shares on the wire."""

from typing import Any

Json = dict[str, Any]


def nulls(names: str) -> Json:
    """Return the named fields, all null: Stripe sends them, and its client raises without."""
    return dict.fromkeys(names.split())


def listing(url: str, rows: list[Json], *, has_more: bool = False) -> Json:
    """Return rows as a list object."""
    return {"object": "list", "url": url, "has_more": has_more, "data": rows}


def plain(value: Any) -> Any:
    """Return a deep copy as the wire shows it: without the fields we keep for ourselves."""
    # Most are neither: asking that first spares them a call.
    if isinstance(value, dict):
        return {
            key: plain(inner) if isinstance(inner, dict | list) else inner
            for key, inner in value.items()
            if key[:1] != "_"
        }
    if isinstance(value, list):
        return [plain(inner) if isinstance(inner, dict | list) else inner for inner in value]
    return value
