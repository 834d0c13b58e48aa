import argparse
import json
import re
from pathlib import Path
from typing import get_args

import pytest

from schema.__main__ import made
from schema.fields import fields_of, parts_of
from wellread.cli import _parser
from wellread.engine.case import Case
from wellread.engine.copy import Copy
from wellread.engine.line_up import LineUp
from wellread.engine.reading import read
from wellread.engine.refusal import Refusal
from wellread.insights.rules import Event
from wellread.payments.inbox import HANDLERS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def test_what_follows_from_the_schema_is_made_anew():
    lagging = [path.name for path, text in made().items() if path.read_text() != text]

    assert lagging == [], "run `make schema`"


@pytest.mark.parametrize(
    ("name", "document"), [("line-up", LineUp), ("case", Case), ("copy", Copy)]
)
def test_the_example_of_each_page_is_read_and_has_every_key(name, document):
    text = (REFERENCE / f"{name}.md").read_text()

    example = json.loads(text.partition("```json")[2].partition("```")[0])

    read(document, example)
    # Ready counts stand in place of a history, a newsletter in place of the asks.
    assert keys_of(document) - keys_in(example) <= {"counts", "key"}


def keys_of(document):
    return {field.key for part in parts_of(document) for field in fields_of(part)}


def keys_in(example):
    if isinstance(example, list):
        return set().union(*map(keys_in, example))
    if not isinstance(example, dict):
        return set()
    return set(example).union(*map(keys_in, example.values()))


def first_column(page):
    return re.findall(r"^\| `([^`]+)` \|", (REFERENCE / page).read_text(), re.MULTILINE)


def commands(parser, before):
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                below = list(commands(child, f"{before} {name}"))
                yield from below or [f"{before} {name}"]


def test_the_refusals_page_lists_every_refusal_in_its_order():
    assert first_column("refusals.md") == [refusal.value for refusal in Refusal]


def test_the_commands_page_lists_every_command():
    assert sorted(first_column("commands.md")) == sorted(commands(_parser(), "wellread"))


def test_the_events_page_lists_what_the_webhook_acts_on_and_what_readers_pages_send():
    kinds = get_args(Event.__annotations__["kind"])

    assert first_column("events.md") == [*HANDLERS, *kinds]
