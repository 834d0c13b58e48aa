import argparse
import re
from pathlib import Path
from typing import get_args

from wellread.cli import _parser
from wellread.engine.refusal import Refusal
from wellread.insights.rules import Event
from wellread.payments.inbox import HANDLERS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


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
