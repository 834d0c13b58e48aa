"""The front: what editors picked, then the newest of every section."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Window
from django.db.models.functions import Left, RowNumber

from wellread.newsroom.models import FrontPick, Section
from wellread.newsroom.rendering.addresses import absolute
from wellread.newsroom.rendering.navigation import navigation
from wellread.newsroom.rendering.pages import FrontPage, SectionLink, Teaser
from wellread.newsroom.rendering.stories import (
    Row,
    Rows,
    bylines_of,
    in_live_sections,
    live_rows,
    teaser,
)

# The layout's places: one lead and four beside it, bands of four, a column of eight.
TOPS = 5
BAND = 4
RECENT = 8
OPINION = 4
# Enough of each section that its band is full when the tops have taken theirs.
NEWEST = BAND + TOPS


def front(now: datetime) -> FrontPage:
    """Return the front as it stands at a moment; a story has one place beside the most recent."""
    picked = _picked(now)
    newest = _newest(now)
    opinion = in_live_sections(_until(now).filter(kind="opinion")[:OPINION])
    open_blogs = in_live_sections(
        _until(now).filter(liveblog__isnull=False, liveblog__ended_at=None)[:1]
    )
    drawn = _drawn([*picked, *newest, *opinion, *open_blogs])
    tops = _tops(picked, newest)
    opinion = [row for row in opinion if row not in tops]
    taken = {row["pk"] for row in (*tops, *opinion)}
    return FrontPage(
        lead=drawn[tops[0]["pk"]] if tops else None,
        tops=tuple(drawn[row["pk"]] for row in tops[1:]),
        live=drawn[open_blogs[0]["pk"]] if open_blogs else None,
        opinion=tuple(drawn[row["pk"]] for row in opinion),
        groups=_groups([row for row in newest if row["pk"] not in taken], drawn),
        most_recent=tuple(drawn[row["pk"]] for row in _unpaid(newest)[:RECENT]),
        canonical_url=absolute("/"),
    )


def _until(now: datetime) -> Rows:
    return live_rows().filter(published_at__lte=now)


def _picked(now: datetime) -> list[Row]:
    places: dict[int, int | None] = dict(
        FrontPick.objects.filter(front__live=True)
        .order_by("-sort_order")
        .values_list("story", "sort_order")
    )
    found = in_live_sections(_until(now).filter(pk__in=places)) if places else []
    return sorted(found, key=lambda row: places[row["pk"]] or 0)


def _newest(now: datetime) -> list[Row]:
    """Return the newest few of each section, newest first."""
    section = Left("path", 3 * Section.steplen)
    place = Window(
        RowNumber(), partition_by=section, order_by=[F("published_at").desc(), F("id").desc()]
    )
    return in_live_sections(_until(now).annotate(place=place).filter(place__lte=NEWEST))


def _drawn(found: Iterable[Row]) -> dict[int, Teaser]:
    once = {row["pk"]: row for row in found}
    bylines = bylines_of(once)
    return {pk: teaser(row, bylines.get(pk, ())) for pk, row in once.items()}


def _tops(picked: list[Row], newest: list[Row]) -> list[Row]:
    chosen = {row["pk"]: row for row in (*picked, *_unpaid(newest))}
    return list(chosen.values())[:TOPS]


def _unpaid(found: list[Row]) -> list[Row]:
    return [row for row in found if row["kind"] != "sponsored"]


def _groups(
    found: list[Row], drawn: dict[int, Teaser]
) -> tuple[tuple[SectionLink, tuple[Teaser, ...]], ...]:
    groups: dict[SectionLink, list[Teaser]] = {link: [] for link in navigation().sections.values()}
    for row in found:
        story = drawn[row["pk"]]
        groups[story.section].append(story)
    return tuple((link, tuple(few[:BAND])) for link, few in groups.items() if few)
