"""A story's page: its columns, its stored body, its byline, topics and neighbours."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from wellread.newsroom import rules, shown
from wellread.newsroom.models import Topic
from wellread.newsroom.reading import live_blogs
from wellread.newsroom.reading.related_stories import related
from wellread.newsroom.rendering.addresses import absolute
from wellread.newsroom.rendering.pages import ArticlePage, Byline, EntryPage, Teaser, TopicLink
from wellread.newsroom.rendering.prepared import Prepared
from wellread.newsroom.rendering.stories import (
    COLUMNS_WITH_BODY,
    Row,
    byline_of,
    in_live_sections,
    kind_of,
    label_of,
    live_rows_with_body,
    picture_of,
    section_of,
    shared_pictures_of,
)


def article(path: str, *, community_content: bool, page_number: int = 1) -> ArticlePage | None:
    """Return the story at a path as this reader may see it, or None; three queries."""
    row = _row_at(path, community_content=community_content)
    if row is None:
        return None
    if page_number != 1 and not row["liveblog__pk"]:
        return None
    page = compose(
        row,
        html=row["html"] or "",
        is_whole=community_content or not row["community_only"],
        bylines=byline_of(row["pk"]),
        topics=_topics_of(row["pk"]),
        beside=related(row),
    )
    return live_blogs.with_entries(page, row, page_number) if row["liveblog__pk"] else page


def compose(
    row: Row,
    *,
    html: str,
    is_whole: bool,
    bylines: tuple[Byline, ...],
    topics: tuple[TopicLink, ...],
    beside: tuple[Teaser, ...] = (),
) -> ArticlePage:
    """Return a page from a story's columns and what belongs to it; no query."""
    section, path = section_of(row), rules.public_path(row["url_path"])
    return ArticlePage(
        id=str(row["pk"]),
        kind=kind_of(row),
        path=path,
        canonical_url=absolute(path),
        headline=row["title"],
        standfirst=row["standfirst"],
        section=section,
        label=label_of(row),
        article_kind=row["kind"],
        bylines=bylines,
        topics=topics,
        published_at=row["published_at"],
        updated_at=row["rendering__changed_at"],
        picture=picture_of(row, "lead"),
        body_html=html,
        opening_html="" if is_whole else html,
        community_only=row["community_only"],
        is_whole=is_whole,
        sensitive=row["sensitive"],
        sponsored_by=row["sponsored_by"],
        related=beside,
        reading_minutes=row["rendering__reading_minutes"] or 0,
        language=row["language"],
        facts=page_facts(row, topics),
        live=None,
        shared_pictures=shared_pictures_of(row),
    )


def page_facts(row: Row, topics: Sequence[TopicLink]) -> dict[str, Any]:
    """Return what the meter and the line-up ask about a page."""
    return {
        "article": str(row["pk"]),
        "kind": kind_of(row),
        "section": section_of(row).slug,
        "topics": [topic.slug for topic in topics],
        "sensitive": row["sensitive"],
        "sponsored": row["kind"] == "sponsored" or bool(row["sponsored_by"]),
        "silent": row["silent"],
    }


def entry(path: str, number: int, *, community_content: bool = False) -> EntryPage | None:
    """Return one published entry of the live blog at a path, or None."""
    row = _row_at(path, community_content=community_content)
    if row is None or not row["liveblog__pk"]:
        return None
    blog = compose(
        row,
        html="",
        is_whole=True,
        bylines=byline_of(row["pk"]),
        topics=_topics_of(row["pk"]),
    )
    return live_blogs.entry_page(blog, row, number)


def _row_at(path: str, *, community_content: bool) -> Row | None:
    """Return the columns of the live story at a path with the body this reader may have."""
    slug = path.rstrip("/").rpartition("/")[2]
    found = _story_at(community_content).rows(slug, f"{rules.FRONT_PATH}{path}")
    stories = in_live_sections(dict(zip(COLUMNS_WITH_BODY, row, strict=True)) for row in found)
    shown.add_stories(row["pk"] for row in stories)
    return stories[0] if stories else None


@cache
def _story_at(community_content: bool) -> Prepared:
    # The slug has an index; the path, which says which section, has none.
    slug, path = "the slug", "the path"
    rows = live_rows_with_body(community_content=community_content)
    return Prepared(rows.filter(slug=slug, url_path=path).order_by(), slug, path)


def _topics_of(story: int) -> tuple[TopicLink, ...]:
    found = list(_topics().rows(story))
    shown.add(*(shown.topic(pk) for pk, *_ in found))
    return tuple(TopicLink(name, slug, f"/topic/{slug}/") for _, name, slug in found)


@cache
def _topics() -> Prepared:
    story = -1
    return Prepared(Topic.objects.filter(stories=story).values_list("pk", "name", "slug"), story)
