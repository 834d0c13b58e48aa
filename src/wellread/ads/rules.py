"""Slots of fixed size, and whose turn it is to fill one."""

import zlib
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Size(NamedTuple):
    """Pixels on the page; the place is kept before anything fills it."""

    width: int
    height: int


class Slot(NamedTuple):
    """A place on a page: its size on wide screens and on phones, and the pages that have it."""

    name: str
    label: str
    wide: Size
    narrow: Size
    kinds: frozenset[str]


SLOTS = (
    Slot(
        "billboard",
        "Billboard on the front page (970 × 250, phones 320 × 100)",
        Size(970, 250),
        Size(320, 100),
        frozenset({"front"}),
    ),
    Slot(
        "rectangle",
        "Rectangle beside a story (300 × 250)",
        Size(300, 250),
        Size(300, 250),
        frozenset({"article", "live_blog"}),
    ),
)

SLOT_NAMED = {slot.name: slot for slot in SLOTS}


def turn(choices: Sequence[tuple[T, int]], key: str) -> T | None:
    """Return the choice that this key draws by weight: the same one for the same key, always."""
    total = sum(weight for _, weight in choices)
    if not total:
        return None
    position = zlib.crc32(key.encode()) % total
    for choice, weight in choices:
        if position < weight:
            return choice
        position -= weight
    return None
