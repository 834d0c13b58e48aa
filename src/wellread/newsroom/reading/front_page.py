"""The front: what editors picked, then the newest of every section."""

from datetime import datetime

from wellread.newsroom import shown
from wellread.newsroom.models import FrontPick, LiveBlog, listings
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
    places = _places()
    sections = [listings.of_section(pk) for pk in navigation().section_keys.values()]
    newest_of = listings.newest_of_each([*sections, listings.OPINION], now, NEWEST)
    opinions = newest_of[listings.OPINION][:OPINION]
    fillers = {pk for section in sections for pk in newest_of[section]}
    open_blogs = _open_blog(now)
    asked = {*places, *fillers, *opinions, *open_blogs}
    shown.add_stories(asked)
    found = _until(now).filter(pk__in=asked)
    rows = {row["pk"]: row for row in in_live_sections(found)}
    picked = sorted(
        (row for pk, row in rows.items() if pk in places), key=lambda row: places[row["pk"]] or 0
    )
    newest = [row for pk, row in rows.items() if pk in fillers]
    drawn = _drawn(rows)
    tops = _tops(picked, newest)
    opinion = [rows[pk] for pk in opinions if pk in rows and rows[pk] not in tops]
    taken = {row["pk"] for row in (*tops, *opinion)}
    return FrontPage(
        lead=drawn[tops[0]["pk"]] if tops else None,
        tops=tuple(drawn[row["pk"]] for row in tops[1:]),
        live=next(
            (drawn[pk] for pk in open_blogs if pk in rows and rows[pk] not in tops[:1]), None
        ),
        opinion=tuple(drawn[row["pk"]] for row in opinion),
        groups=_groups([row for row in newest if row["pk"] not in taken], drawn),
        most_recent=tuple(drawn[row["pk"]] for row in _unpaid(newest)[:RECENT]),
        canonical_url=absolute("/"),
    )


def _until(now: datetime) -> Rows:
    return live_rows().filter(published_at__lte=now)


def _places() -> dict[int, int | None]:
    """Return the place that editors gave each story that they picked."""
    shown.add(shown.FRONT)
    picks = FrontPick.objects.filter(front__live=True).order_by("-sort_order")
    return dict(picks.values_list("story", "sort_order"))


def _open_blog(now: datetime) -> list[int]:
    """Return the id of the newest live blog that is being written, if there is one."""
    shown.add(shown.LIVE_BLOGS)
    blogs = LiveBlog.objects.filter(live=True, ended_at=None, published_at__lte=now)
    return list(blogs.order_by("-published_at", "-pk").values_list("pk", flat=True)[:1])


def _drawn(rows: dict[int, Row]) -> dict[int, Teaser]:
    bylines = bylines_of(rows)
    return {pk: teaser(row, bylines.get(pk, ())) for pk, row in rows.items()}


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
