"""Pages of teasers: sections, topics, authors."""

from typing import Any

from wellread.newsroom import shown
from wellread.newsroom.models import Author, Section, Topic, listings
from wellread.newsroom.rendering.addresses import absolute
from wellread.newsroom.rendering.navigation import navigation
from wellread.newsroom.rendering.pages import AuthorProfile, ListPage, SectionLink
from wellread.newsroom.rendering.pictures import picture
from wellread.newsroom.rendering.stories import (
    Row,
    bylines_of,
    rows_of,
    teasers,
)
from wellread.newsroom.rules import TEASERS_A_PAGE


def section(slug: str, page: int = 1) -> ListPage | None:
    """Return a page of a section's stories, or None when there is no such section or page."""
    found = Section.objects.filter(live=True, slug=slug).values(
        "pk", "title", "description", "path"
    )
    row = found.first()
    if row is None:
        return None
    shown.add(shown.section(row["pk"]))
    link = navigation().sections.get(row["path"])
    return _list(
        listings.of_section(row["pk"]),
        page,
        path=f"/{slug}/",
        title=row["title"],
        description=row["description"],
        has_feed=True,
        section=link,
    )


def topic(slug: str, page: int = 1) -> ListPage | None:
    """Return a page of the stories on a topic, or None."""
    row = Topic.objects.filter(slug=slug).first()
    if row is None:
        return None
    shown.add(shown.topic(row.pk))
    return _list(
        listings.of_topic(row.pk),
        page,
        path=f"/topic/{slug}/",
        title=row.name,
        description=row.description,
        has_feed=True,
    )


def author(slug: str, page: int = 1) -> ListPage | None:
    """Return a page of what an author wrote, with who they are, or None."""
    row = Author.objects.filter(slug=slug).first()
    if row is None:
        return None
    shown.add(shown.author(row.pk))
    return _list(
        listings.of_author(row.pk),
        page,
        path=f"/author/{slug}/",
        title=row.name,
        description=row.bio,
        has_feed=True,
        author=AuthorProfile(row.name, row.role, picture(row.portrait_picture), row.profile_url),
    )


def _list(name: str, page: int, **said: Any) -> ListPage | None:
    """Return a page of a list; what else it says is said as _list_of takes it."""
    # One more tells whether there is an older page, without counting the archive.
    ids = listings.ids(name, _first(page), TEASERS_A_PAGE + 1)
    return _list_of(
        rows_of(ids[:TEASERS_A_PAGE]),
        page,
        goes_on=len(ids) > TEASERS_A_PAGE,
        is_there=page == 1 or bool(ids),
        **said,
    )


def _first(page: int) -> int:
    return (max(page, 1) - 1) * TEASERS_A_PAGE


def _list_of(
    shown: list[Row],
    page: int,
    *,
    goes_on: bool,
    is_there: bool,
    path: str,
    title: str,
    description: str = "",
    has_feed: bool = False,
    section: SectionLink | None = None,
    author: AuthorProfile | None = None,
) -> ListPage | None:
    if page < 1 or not is_there:
        return None
    return ListPage(
        title=title,
        description=description,
        path=path,
        canonical_url=absolute(_address(path, page)),
        teasers=teasers(shown, bylines_of(row["pk"] for row in shown)),
        page_number=page,
        newer_url=_address(path, page - 1) if page > 1 else None,
        older_url=_address(path, page + 1) if goes_on else None,
        feed_url=f"{path}feed/" if has_feed else None,
        author=author,
        section=section,
    )


def _address(path: str, page: int) -> str:
    return f"{path}?page={page}" if page > 1 else path
