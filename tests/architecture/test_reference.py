import argparse
import re
from pathlib import Path

from wellread.cli import _parser
from wellread.engine.refusal import Refusal

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
