"""Stories as facts: one row of columns becomes a teaser or the head of a page."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When

from wellread.newsroom import rules, shown
from wellread.newsroom.models import RenderedBody, Story, StoryAuthor
from wellread.newsroom.rendering.navigation import navigation
from wellread.newsroom.rendering.pages import Byline, Picture, SectionLink, Teaser
from wellread.newsroom.rendering.pictures import picture
from wellread.newsroom.rendering.prepared import Prepared

COLUMNS = (
    "pk",
    "title",
    "standfirst",
    "kind",
    "path",
    "url_path",
    "published_at",
    "community_only",
    "sensitive",
    "silent",
    "sponsored_by",
    "language",
    "rendering__pictures",
    "rendering__reading_minutes",
    "rendering__changed_at",
    "liveblog__pk",
    "liveblog__started_at",
    "liveblog__ended_at",
)
COLUMNS_WITH_BODY = (*COLUMNS, "html")
Row = dict[str, Any]


Rows = QuerySet[Story, Row]


def live(now: datetime | None = None) -> QuerySet[Story]:
    """Return what readers may see, newest first."""
    stories = Story.objects.filter(live=True, published_at__isnull=False)
    if now is not None:
        stories = stories.filter(published_at__lte=now)
    return stories.order_by("-published_at", "-pk")


# Naming columns across four tables is half of a query's cost, so these are made once;
# a filter works on a copy.
@cache
def live_rows() -> Rows:
    """Return the columns of what readers may see, newest first."""
    rows: Rows = live().values(*COLUMNS)
    return rows


@cache
def live_rows_with_body(*, community_content: bool = False) -> Rows:
    """Return the columns with ``html``: the stored body, or its opening where that is all."""
    variant: Any = Value(RenderedBody.WHOLE)
    if not community_content:
        variant = Case(
            When(story__community_only=True, then=Value(RenderedBody.OPENING)),
            default=Value(RenderedBody.WHOLE),
        )
    bodies = RenderedBody.objects.filter(story=OuterRef("pk"), variant=variant).values("html")
    rows: Rows = live().annotate(html=Subquery(bodies[:1])).values(*COLUMNS_WITH_BODY)
    return rows


def in_live_sections(found: Iterable[Row]) -> list[Row]:
    """Return the rows whose section is live too."""
    section_of = navigation().section_of
    return [row for row in found if section_of(row["path"])]


def rows_of(ids: Iterable[int]) -> list[Row]:
    """Return the columns of those of these stories that readers may see, newest first."""
    asked = list(ids)
    shown.add_stories(asked)
    return in_live_sections(live_rows().filter(pk__in=asked))


def teasers(found: Sequence[Row], bylines: dict[int, tuple[Byline, ...]]) -> tuple[Teaser, ...]:
    """Return rows as lists show them."""
    return tuple(teaser(row, bylines.get(row["pk"], ())) for row in found)


def teaser(row: Row, bylines: tuple[Byline, ...]) -> Teaser:
    """Return one row as lists show it."""
    return Teaser(
        id=str(row["pk"]),
        headline=row["title"],
        standfirst=row["standfirst"],
        url=rules.public_path(row["url_path"]),
        section=section_of(row),
        kind=kind_of(row),
        article_kind=row["kind"],
        label=label_of(row),
        published_at=row["published_at"],
        updated_at=row["rendering__changed_at"],
        picture=picture_of(row, "teaser"),
        bylines=bylines,
        community_only=row["community_only"],
        is_live_open=is_open(row),
        sponsored_by=row["sponsored_by"],
        reading_minutes=row["rendering__reading_minutes"] or 0,
        language=row["language"],
    )


def bylines_of(ids: Iterable[int]) -> dict[int, tuple[Byline, ...]]:
    """Return the bylines of many stories in one query."""
    named: dict[int, list[Byline]] = {}
    for story, role, pk, *author in _named().filter(story_id__in=list(ids)):
        shown.add(shown.author(pk))
        named.setdefault(story, []).append(byline(role, *author))
    return {story: tuple(names) for story, names in named.items()}


def byline_of(story: int) -> tuple[Byline, ...]:
    """Return the byline of one story."""
    found = list(_named_on_one().rows(story))
    shown.add(*(shown.author(pk) for _, _, pk, *_ in found))
    return tuple(byline(role, *author) for _, role, _, *author in found)


@cache
def _named_on_one() -> Prepared:
    story = -1
    return Prepared(_named().filter(story_id=story), story)


@cache
def _named() -> QuerySet[StoryAuthor, tuple[Any, ...]]:
    author = ("author_id", "author__name", "author__slug", "author__portrait_picture")
    columns = ("story_id", "role", *author)
    return StoryAuthor.objects.order_by("sort_order", "pk").values_list(*columns)


def byline(role: str, name: str, slug: str, portrait: dict[str, Any] | None) -> Byline:
    """Return one author as a story names them."""
    return Byline(name, f"/author/{slug}/", role, picture(portrait))


def section_of(row: Row) -> SectionLink:
    """Return the section of a row that was kept because it has one."""
    section = navigation().section_of(row["path"])
    assert section is not None
    return section


def kind_of(row: Row) -> str:
    """Return the word by which the meter and the line-up know this page."""
    return "live_blog" if row["liveblog__pk"] else "article"


def is_open(row: Row) -> bool:
    """Return whether a live blog is still being written."""
    return row["liveblog__pk"] is not None and row["liveblog__ended_at"] is None


def label_of(row: Row) -> str:
    """Return the word above the headline."""
    return rules.label(
        row["kind"],
        sponsored_by=row["sponsored_by"],
        is_live=row["liveblog__pk"] is not None,
        is_open=is_open(row),
    )


def shared_pictures_of(row: Row) -> tuple[tuple[str, int, int], ...]:
    """Return the lead image in the shapes that other sites cut to: address, width, height."""
    shared = (row["rendering__pictures"] or {}).get("shared", ())
    return tuple((address, width, height) for address, width, height in shared)


def picture_of(row: Row, use: str) -> Picture | None:
    """Return the lead image for a use: "lead" or "teaser"."""
    return picture((row["rendering__pictures"] or {}).get(use))
