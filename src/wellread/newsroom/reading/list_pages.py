"""Pages of teasers: sections, topics, authors, answers to a search."""

from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext, pgettext

from wellread.newsroom import search_backend, search_terms
from wellread.newsroom.models import Author, Section, StoryAuthor, Topic
from wellread.newsroom.rendering.addresses import absolute
from wellread.newsroom.rendering.navigation import navigation
from wellread.newsroom.rendering.pages import AuthorProfile, ListPage, SectionLink
from wellread.newsroom.rendering.pictures import picture
from wellread.newsroom.rendering.stories import (
    Row,
    Rows,
    bylines_of,
    in_live_sections,
    live,
    live_rows,
    teasers,
)
from wellread.newsroom.rules import TEASERS_A_PAGE

# 25 pages, further than anybody turns.
MOST_FOUND = 500


def section(slug: str, page: int = 1) -> ListPage | None:
    """Return a page of a section's stories, or None when there is no such section or page."""
    found = Section.objects.filter(live=True, slug=slug).values("title", "description", "path")
    row = found.first()
    if row is None:
        return None
    link = navigation().sections.get(row["path"])
    return _list(
        live_rows().filter(path__startswith=row["path"]),
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
    return _list(
        live_rows().filter(topics=row.pk),
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
    return _list(
        live_rows().filter(pk__in=StoryAuthor.objects.filter(author=row.pk).values("story")),
        page,
        path=f"/author/{slug}/",
        title=row.name,
        description=row.bio,
        has_feed=True,
        author=AuthorProfile(row.name, row.role, picture(row.portrait_picture), row.profile_url),
    )


def search(words: str, page: int = 1) -> ListPage | None:
    """Return a page of the stories that hold all the words; none for no words."""
    words = " ".join(words.split())[:200]
    terms = search_terms.of_question(words, settings.LANGUAGE_CODE)
    ids = search_backend.best_ids(terms, live(), MOST_FOUND) if terms else []
    place = {pk: number for number, pk in enumerate(ids)}
    shown = in_live_sections(live_rows().filter(pk__in=ids[_span(page)]))
    return _list_of(
        sorted(shown, key=lambda row: place[row["pk"]]),
        len(ids),
        page,
        path="/search/",
        title=_search_title(words),
        asked={"q": words} if words else None,
    )


def _search_title(words: str) -> str:
    if not words:
        return pgettext("the paper", "Search")
    return gettext("Search: %(words)s") % {"words": words}


def _list(found: Rows, page: int, **said: Any) -> ListPage | None:
    """Return a page of rows; what else it says is said as _list_of takes it."""
    return _list_of(in_live_sections(found[_span(page)]), found.count(), page, **said)


def _span(page: int) -> slice:
    first = max(page, 1) - 1
    return slice(first * TEASERS_A_PAGE, (first + 1) * TEASERS_A_PAGE)


def _list_of(
    shown: list[Row],
    found: int,
    page: int,
    *,
    path: str,
    title: str,
    description: str = "",
    has_feed: bool = False,
    asked: dict[str, str] | None = None,
    section: SectionLink | None = None,
    author: AuthorProfile | None = None,
) -> ListPage | None:
    count = max(1, ceil(found / TEASERS_A_PAGE))
    if not 1 <= page <= count:
        return None
    return ListPage(
        title=title,
        description=description,
        path=path,
        canonical_url=absolute(_address(path, page, asked)),
        teasers=teasers(shown, bylines_of(row["pk"] for row in shown)),
        page_number=page,
        page_count=count,
        newer_url=_address(path, page - 1, asked) if page > 1 else None,
        older_url=_address(path, page + 1, asked) if page < count else None,
        feed_url=f"{path}feed/" if has_feed else None,
        author=author,
        section=section,
    )


def _address(path: str, page: int, asked: dict[str, str] | None) -> str:
    keys: dict[str, str | int] = {**(asked or {})}
    if page > 1:
        keys["page"] = page
    return f"{path}?{urlencode(keys)}" if keys else path
