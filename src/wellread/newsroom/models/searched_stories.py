"""The readers' search: every story that they may find, the newest first, under its terms.

What is found comes in the order of its dates from the index itself, so a search stops at the page
that is asked for, whether ten stories have the word or all of them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, models, transaction

from wellread.newsroom import search_terms
from wellread.newsroom.models import listings

# A place is seconds since 1970, then the story's number: the newest is the largest.
NUMBER_BITS = 26
# Before terms of the headline, and before a section's number; no term of a text begins with them.
OF_HEADLINE, OF_SECTION = "¶", "§"
# PostgreSQL takes no longer ones than 2,046 bytes; nobody asks for a longer one than this.
LONGEST = 100
# Among so many of the newest a word of many stories is found often enough.
NEWEST_LOOKED_AT = 2_000
# Fewer than a page: then a word whose beginning was typed is looked for too.
FEW = 20


class SearchedStory(models.Model):
    """A published story's terms, apart by spaces: of all that is open, and those of its headline.

    The first is its section's. Each database has its own index of them: see the migration that
    makes it.
    """

    place = models.BigIntegerField(primary_key=True)
    story = models.OneToOneField("newsroom.Story", on_delete=models.CASCADE, related_name="+")
    terms = models.TextField()


class Question(NamedTuple):
    """What is looked for: terms that a story must all have, and a section that it stands in.

    The last word may be no more than the beginning of one: ``begun`` is its letters as they were
    typed, without which ``terms`` are those of ``words_before`` it.
    """

    terms: str
    words_before: str = ""
    begun: str = ""
    section: int | None = None
    by_date: bool = False


def place_of(published_at: datetime, story: int) -> int:
    """Return where a story stands in the order of dates."""
    return (int(published_at.timestamp()) << NUMBER_BITS) + story


def terms_of(headline: str, terms: str) -> str:
    """Return under which terms a story is stored: those of its open text, and its headline's."""
    of_headline = search_terms.of_text(headline, settings.LANGUAGE_CODE).split()
    return " ".join([*_short(terms.split()), *(OF_HEADLINE + term for term in _short(of_headline))])


def keep(story: Any) -> None:
    """Have a story found by what everyone may read of it now; one that is not live by nothing."""
    wanted = []
    if story.live and story.published_at:
        place = place_of(story.published_at, story.pk)
        terms = terms_of(story.title, story.search_terms)
        wanted = [
            SearchedStory(
                place=place, story_id=story.pk, terms=" ".join([*_sections_of(story), terms])
            )
        ]
    with transaction.atomic():
        SearchedStory.objects.filter(story=story.pk).delete()
        SearchedStory.objects.bulk_create(wanted)


def keep_section(story: Any) -> None:
    """Have a story that is found already found in the section where it stands now."""
    for found in SearchedStory.objects.filter(story=story.pk):
        terms = [term for term in found.terms.split(" ") if not term.startswith(OF_SECTION)]
        now = " ".join([*_sections_of(story), *terms])
        if found.terms != now:
            found.terms = now
            found.save(update_fields=["terms"])


def _sections_of(story: Any) -> list[str]:
    return [f"{OF_SECTION}{pk}" for pk in listings.sections_holding(story)]


def ids(question: Question, count: int) -> list[int]:
    """Return so many ids of stories that have all the terms, best first or by date.

    Best are those with all of them in the headline; within both groups the newest comes first.
    Where few have them, those follow in which the last word only begins.
    """
    found = _found(question, question.terms.split(), "", count)
    if question.begun and len(found) < FEW:
        found |= _found(question, question.words_before.split(), question.begun, count)
    places = sorted(found, reverse=True) if question.by_date else [*found]
    return [place & ((1 << NUMBER_BITS) - 1) for place in places[:count]]


def _found(question: Question, terms: list[str], begun: str, count: int) -> dict[int, None]:
    """Return places, the best first."""
    asked = list(_short(terms))
    within = [] if question.section is None else [f"{OF_SECTION}{question.section}"]
    found: dict[int, None] = {}
    if not question.by_date:
        of_headline = [OF_HEADLINE + term for term in asked]
        found = _newest([*within, *of_headline], begun and OF_HEADLINE + begun, count)
    if len(found) < count:
        found |= _newest([*within, *asked], begun, count)
    return found


def _short(terms: Iterable[str]) -> Iterable[str]:
    return (term[:LONGEST] for term in terms)


def _newest(terms: list[str], begun: str, count: int) -> dict[int, None]:
    find = _newest_in_sqlite if connection.vendor == "sqlite" else _newest_in_postgresql
    return dict.fromkeys(find(terms, begun, count))


def _newest_in_sqlite(terms: list[str], begun: str, count: int) -> list[int]:
    # Terms are letters and digits: quoted, none of them is an operator.
    asked = " ".join([*(f'"{term}"' for term in terms), *([f'"{begun}"*'] if begun else [])])
    return _places(
        "SELECT rowid FROM newsroom_terms WHERE newsroom_terms MATCH %s"
        " ORDER BY rowid DESC LIMIT %s",
        [asked, count],
    )


def _newest_in_postgresql(terms: list[str], begun: str, count: int) -> list[int]:
    asked = " & ".join([*(f"'{term}'" for term in terms), *([f"'{begun}':*"] if begun else [])])
    found = _places(
        "SELECT place FROM (SELECT place, vector FROM newsroom_searchedstory"
        " ORDER BY place DESC LIMIT %s) newest WHERE vector @@ %s::tsquery"
        " ORDER BY place DESC LIMIT %s",
        [NEWEST_LOOKED_AT, asked, count],
    )
    return found if len(found) == count else _all_in_postgresql(asked, count)


def _all_in_postgresql(asked: str, count: int) -> list[int]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Its index knows which stories have all the terms; guesses from how often each is met
            # would have every story read.
            cursor.execute("SET LOCAL enable_seqscan = off")
        return _places(
            "WITH found AS MATERIALIZED (SELECT place FROM newsroom_searchedstory"
            " WHERE vector @@ %s::tsquery) SELECT place FROM found ORDER BY place DESC LIMIT %s",
            [asked, count],
        )


def _places(sql: str, parameters: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [place for (place,) in cursor.fetchall()]
