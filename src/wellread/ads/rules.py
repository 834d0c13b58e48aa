"""Slots of fixed size, and whose turn it is to fill one."""

import zlib
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from wellread.language.editors import for_editors

T = TypeVar("T")


class Size(NamedTuple):
    """Pixels on the page."""

    width: int
    height: int


class Slot(NamedTuple):
    """A place of fixed size on a page, the part of it a picture takes, and the pages it is on."""

    name: str
    label: str
    picture: Size
    narrow_picture: Size
    kinds: frozenset[str]


SLOTS = (
    Slot(
        "billboard",
        for_editors("Billboard on the front page (970 × 250, phones 320 × 100)"),
        Size(600, 250),
        Size(120, 100),
        frozenset({"front"}),
    ),
    Slot(
        "rectangle",
        for_editors("Rectangle beside a story (300 × 250)"),
        Size(300, 125),
        Size(300, 125),
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
