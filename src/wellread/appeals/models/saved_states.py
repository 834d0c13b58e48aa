"""A saved state of a campaign as it can be read today: rows that it names may be gone since."""

from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations

Row = dict[str, Any]


def readable(model: type[models.Model], row: Row) -> Row:
    """Return a saved row, and all below it, without the numbers of what was deleted since.

    By such a number modelcluster would leave out what stands below, as if it had never been said.
    """
    read = {**row, **dict.fromkeys(_gone_choices(model, row))}
    for relation in get_all_child_relations(model):
        name, below = relation.get_accessor_name(), relation.related_model
        rows = row.get(name) or []
        there = _there(below, [one["pk"] for one in rows])
        parent = {relation.field.name: None} if row["pk"] is None else {}
        read[name] = [
            readable(below, {**one, **parent, **({} if one["pk"] in there else {"pk": None})})
            for one in rows
        ]
    return read


def _gone_choices(model: type[models.Model], row: Row) -> list[str]:
    """Return what a row chose of other tables, such as a picture, that no longer is in them."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.remote_field is not None
        and field.remote_field.on_delete is models.PROTECT
        and row.get(field.name) is not None
        and not _there(field.related_model, [row[field.name]])
    ]


def _there(model: Any, numbers: list[Any]) -> set[Any]:
    known = [number for number in numbers if number is not None]
    if not known:
        return set()
    return set(model._default_manager.filter(pk__in=known).values_list("pk", flat=True))
