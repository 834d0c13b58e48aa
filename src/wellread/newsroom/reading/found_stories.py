"""What is found for some words, and where they stand in it."""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext, pgettext

from wellread.newsroom import rules, search_terms
from wellread.newsroom.models import RenderedBody, searched_stories
from wellread.newsroom.reading import marking
from wellread.newsroom.rendering.addresses import absolute
from wellread.newsroom.rendering.navigation import navigation
from wellread.newsroom.rendering.pages import SearchPage, SearchResult
from wellread.newsroom.rendering.stories import Row, bylines_of, rows_of, teaser
from wellread.newsroom.rules import TEASERS_A_PAGE

# 25 pages, further than anybody turns.
MOST_FOUND = 500
PATH = "/search/"


class SearchWords(NamedTuple):
    """What a reader looks for: words, in one section (its slug) or all, best or newest first."""

    words: str
    section: str = ""
    by_date: bool = False


def asked_for(words: str, section: str = "", order: str = "") -> SearchWords:
    """Return a question in one spelling; a section or an order that there is not asks nothing."""
    slugs = {link.slug for link in navigation().sections.values()}
    return SearchWords(
        " ".join(words.split())[:200], section if section in slugs else "", order == "newest"
    )


def search(asked: SearchWords, page: int = 1) -> SearchPage | None:
    """Return a page of the stories that hold all the words; none for no words."""
    question = _question(asked)
    # One more tells whether there are more than are counted.
    ids = searched_stories.ids(question, MOST_FOUND + 1) if question.terms else []
    count, first = min(len(ids), MOST_FOUND), (page - 1) * TEASERS_A_PAGE
    if page < 1 or (page > 1 and first >= count):
        return None
    shown = ids[first : min(first + TEASERS_A_PAGE, count)]
    place = {pk: number for number, pk in enumerate(shown)}
    return SearchPage(
        title=_title(asked.words),
        canonical_url=absolute(_address(asked, page)),
        words=asked.words,
        found=_marked(sorted(rows_of(shown), key=lambda row: place[row["pk"]]), question),
        found_count=count,
        is_more=len(ids) > MOST_FOUND,
        sections=tuple(navigation().sections.values()),
        section=asked.section,
        by_date=asked.by_date,
        best_url=_address(asked._replace(by_date=False)),
        newest_url=_address(asked._replace(by_date=True)),
        everywhere_url=_address(asked._replace(section="")),
        page_number=page,
        newer_url=_address(asked, page - 1) if page > 1 else None,
        older_url=_address(asked, page + 1) if first + TEASERS_A_PAGE < count else None,
    )


def _question(asked: SearchWords) -> searched_stories.Question:
    language, tree = settings.LANGUAGE_CODE, navigation()
    before, begun = search_terms.of_beginning(asked.words, language)
    sections = (
        tree.section_keys[path]
        for path, link in tree.sections.items()
        if link.slug == asked.section
    )
    return searched_stories.Question(
        terms=search_terms.of_question(asked.words, language),
        words_before=before,
        begun=begun,
        section=next(sections, None),
        by_date=asked.by_date,
    )


def _marked(rows: list[Row], question: searched_stories.Question) -> tuple[SearchResult, ...]:
    bylines = bylines_of(row["pk"] for row in rows)
    marker = marking.Marker(question.terms.split(), question.begun)
    unseen = [
        row["pk"]
        for row in rows
        if not marker.is_in(row["title"]) and not marker.is_in(row["standfirst"])
    ]
    texts = _open_texts(unseen)
    return tuple(
        SearchResult(
            teaser(row, bylines.get(row["pk"], ())),
            headline=marker.mark(row["title"]),
            excerpt=marker.excerpt(texts.get(row["pk"], "")) or marker.mark(row["standfirst"]),
        )
        for row in rows
    )


def _open_texts(stories: Iterable[int]) -> dict[int, str]:
    """Return what everyone may read of stories, without its markup."""
    bodies = RenderedBody.objects.filter(story__in=list(stories))
    found = bodies.values_list("story", "html", "variant", "story__community_only")
    return {
        story: rules.plain_text(html)
        for story, html, variant, is_closed in found
        if variant == (RenderedBody.OPENING if is_closed else RenderedBody.WHOLE)
    }


def _title(words: str) -> str:
    if not words:
        return pgettext("the paper", "Search")
    return gettext("Search: %(words)s") % {"words": words}


def _address(asked: SearchWords, page: int = 1) -> str:
    keys: dict[str, str | int] = {}
    if asked.words:
        keys["q"] = asked.words
    if asked.section:
        keys["section"] = asked.section
    if asked.by_date:
        keys["order"] = "newest"
    if page > 1:
        keys["page"] = page
    return f"{PATH}?{urlencode(keys)}" if keys else PATH
