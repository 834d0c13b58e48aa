"""Every table of ours as it is, a file each: for whoever wants more than the other files say."""

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

# What is made of other tables, runs out by itself, belongs to machines, or opens a door.
LEFT_OUT = frozenset(
    {
        "accounts.ratelimit",
        "accounts.signedindevice",
        "desk.deskfigures",
        "insights.deviceevent",
        "insights.droppedevents",
        "insights.readfile",
        "integrations.apikey",
        "integrations.toldmembership",
        "integrations.webhookdelivery",
        "integrations.webhookendpoint",
        "integrations.webhookevent",
        "newsroom.listing",
        "newsroom.renderedbody",
        "newsroom.rendering",
        "newsroom.searchedstory",
        "pageview.change",
        "pageview.epoch",
        "payments.billingevent",
        "payments.sandboxclock",
    }
)
# Of other packages: what our own rows are about.
THEIRS = (
    "account.emailaddress",
    "wagtailcore.page",
    "wagtailimages.image",
    "wagtailredirects.redirect",
)
SECRET_COLUMNS = frozenset({"password", "browser", "url", "secret", "token"})
# So many rows at a time are in memory.
STEP = 2000


def kept() -> list[type[models.Model]]:
    """Return the models whose tables are taken along, in the order of their names."""
    ours = [one for one in apps.get_models() if one.__module__.startswith("wellread.")]
    found = [one for one in ours if one._meta.label_lower not in LEFT_OUT and not one._meta.proxy]
    return sorted([*found, *map(apps.get_model, THEIRS)], key=lambda one: one._meta.label_lower)


def write(model: type[models.Model], folder: Path) -> int:
    """Write a table; return how many rows it has."""
    columns = [
        field.attname for field in model._meta.concrete_fields if field.name not in SECRET_COLUMNS
    ]
    count = 0
    file = folder / f"{model._meta.label_lower}.csv"
    with file.open("w", encoding="utf-8", newline="") as text:
        table = csv.writer(text)
        table.writerow(columns)
        for row in _rows(model, columns):
            table.writerow([_cell(value) for value in row])
            count += 1
    return count


def _rows(model: type[models.Model], columns: list[str]) -> Iterator[tuple[Any, ...]]:
    rows = model._base_manager.order_by("pk").values_list(*columns)
    yield from rows.iterator(chunk_size=STEP)


def _cell(value: Any) -> str:
    """Return a value as one text that can be read back: times in UTC, lists and such as JSON."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)
