"""Words with placeholders, as pure functions: what may be written, and what becomes of it.

An e-mail's body is Markdown's plainest part: paragraphs, lists, emphasis, links. `{amount}` is
replaced by a fact. A paragraph may begin with `{if fact}` or `{unless fact}`; one that names a fact
which is empty this time is left out. A link that is a paragraph of its own becomes a button.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

Fact = str | bool | Sequence[str]

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
CONDITION = re.compile(r"\{(if|unless) ([a-z][a-z0-9_]*)\}\s*")
# What somebody meant as a placeholder, whatever is wrong with it.
BRACES = re.compile(r"\{[^{}]*\}|[{}]")
LINK_TARGET = re.compile(r"\]\(\s*<?([^)\s>]*)")
ADDRESS = re.compile(r"(https?://[^\s{}]+|mailto:[^\s{}]+)")
BLANK_LINE = re.compile(r"\n[ \t]*\n")

# RFC 5321, 4.5.4.1: retry for 4 to 5 days, ever less often. With these it is three days.
FIRST_PAUSE = timedelta(minutes=2)
# With the doubling before it, twenty tries are about three days: mail servers' own custom.
LONGEST_PAUSE = timedelta(hours=6)
MOST_ATTEMPTS = 20
# Somebody sits and waits for a code.
URGENT_PAUSE = timedelta(seconds=5)


class Placeholder(NamedTuple):
    """One fact that an e-mail's words may name."""

    name: str
    meaning: object
    example: Fact = ""
    is_needed: bool = False
    may_be_empty: bool = False
    # Whether it is found out when the e-mail is sent, by a receiver of `email_due`.
    is_late: bool = False

    @property
    def is_flag(self) -> bool:
        """Whether it is only asked after, and never printed."""
        return isinstance(self.example, bool)

    @property
    def is_address(self) -> bool:
        """Whether it stands behind words, as a link."""
        return self.name.endswith("_url")

    @property
    def is_list(self) -> bool:
        """Whether it is printed as a list, in a paragraph of its own."""
        return not isinstance(self.example, str | bool)


class Wording(NamedTuple):
    """What an e-mail says: ours, or the newsroom's own."""

    subject: str
    preheader: str
    body: str
    signed_by: str = ""
    role: str = ""


class Block(NamedTuple):
    """One paragraph of a body, and when it is said."""

    text: str
    conditions: tuple[tuple[str, str], ...]

    def applies(self, facts: Mapping[str, Fact]) -> bool:
        """Tell whether it is to be said of these facts."""
        if any(bool(facts[name]) != (word == "if") for word, name in self.conditions):
            return False
        return all(facts[name] for name in PLACEHOLDER.findall(self.text))


def blocks(body: str) -> list[Block]:
    """Return a body's paragraphs."""
    parts = BLANK_LINE.split(body.replace("\r\n", "\n"))
    return [_block(part.strip("\n")) for part in parts if part.strip()]


def _block(text: str) -> Block:
    conditions = []
    while found := CONDITION.match(text):
        conditions.append((found[1], found[2]))
        text = text[found.end() :]
    return Block(text, tuple(conditions))


def filled(text: str, facts: Mapping[str, Fact]) -> str:
    """Return a text with every placeholder replaced by its fact."""
    return PLACEHOLDER.sub(lambda found: str(facts[found[1]]), text)


def pause(attempts: int, *, is_urgent: bool) -> timedelta | None:
    """Return how long to wait after so many attempts, or None to give up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    if is_urgent:
        return URGENT_PAUSE * min(attempts, 12)
    doubled: int = 2 ** (attempts - 1)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)
