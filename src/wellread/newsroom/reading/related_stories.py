"""What stands beside a story: the newest of its section, kept in memory until one changes."""

from django.db.models import Q

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

_newest: dict[str, tuple[Teaser, ...]] = {}


def related(row: Row) -> tuple[Teaser, ...]:
    """Return what to read after a story; no query while its section stays as it is."""
    # What is read while something is published goes into the dict that is thrown away.
    newest, section = _newest, row["path"][: -Section.steplen]
    if section not in newest:
        newest[section] = _read(section)
    others = [teaser for teaser in newest[section] if teaser.id != str(row["pk"])]
    return tuple(others[:SHOWN])


def forget() -> None:
    """Read each section again at the next look."""
    global _newest
    _newest = {}


def _read(section: str) -> tuple[Teaser, ...]:
    key = navigation().section_keys[section]
    ids = listings.ids(listings.of_section(key), 0, LOOKED_AT)
    found = live_rows().filter(~Q(kind="sponsored"), pk__in=ids)
    rows = in_live_sections(found[: SHOWN + 1])
    return teasers(rows, bylines_of(row["pk"] for row in rows))
