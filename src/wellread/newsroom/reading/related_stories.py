"""What stands beside a story: the newest of its section, kept in memory until one changes."""

from collections.abc import Set as AbstractSet
from typing import NamedTuple

from django.db.models import Q

from wellread.newsroom import shown
from wellread.newsroom.models import Section, listings
from wellread.newsroom.rendering.navigation import navigation
from wellread.newsroom.rendering.pages import Teaser
from wellread.newsroom.rendering.stories import (
    Row,
    bylines_of,
    in_live_sections,
    live_rows,
    teasers,
)

# One row on a desktop.
SHOWN = 4
# Among so many of the newest there are as many that nobody paid for.
LOOKED_AT = 25


class Newest(NamedTuple):
    """The newest stories of a section, with the names of what was looked at to tell them."""

    teasers: tuple[Teaser, ...]
    names: AbstractSet[str]


_newest: dict[str, Newest] = {}


def related(row: Row) -> tuple[Teaser, ...]:
    """Return what to read after a story; no query while its section stays as it is."""
    # What is read while something is published goes into the dict that is thrown away.
    newest, section = _newest, row["path"][: -Section.steplen]
    if section not in newest:
        newest[section] = _read(section)
    found = newest[section]
    shown.add(*found.names)
    others = [teaser for teaser in found.teasers if teaser.id != str(row["pk"])]
    return tuple(others[:SHOWN])


def forget(changed: AbstractSet[str] | None = None) -> None:
    """Read a section again at the next look if any of these shows there, None for each."""
    global _newest
    _newest = {
        section: found
        for section, found in list(_newest.items())
        if changed is not None and found.names.isdisjoint(changed)
    }


def _read(section: str) -> Newest:
    key = navigation().section_keys[section]
    with shown.collected() as names:
        ids = listings.ids(listings.of_section(key), 0, LOOKED_AT)
        found = live_rows().filter(~Q(kind="sponsored"), pk__in=ids)
        rows = in_live_sections(found[: SHOWN + 1])
        shown.add_stories(_looked_at(ids, [row["pk"] for row in rows]))
        return Newest(teasers(rows, bylines_of(row["pk"] for row in rows)), names)


def _looked_at(ids: list[int], taken: list[int]) -> list[int]:
    """Return the stories that were weighed: what comes after the last one taken was not."""
    is_full = len(taken) == SHOWN + 1
    return ids[: ids.index(taken[-1]) + 1] if is_full else ids
