"""Wagtail's search in SQLite, with ranks that come with what is found.

Wagtail repeats the whole search for each page found, to learn its rank: the square of what is
found. 2,000 stories with the word take 4 s, 20,000 two minutes, of every thread that asks.
"""

from typing import Any

from django.db.models import BigIntegerField, CharField, QuerySet
from django.db.models.functions import Cast
from modelsearch.backends.database.sqlite.query import MatchExpression, normalize
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteAutocompleteQueryCompiler,
    SQLiteFTSIndexEntry,
    SQLiteIndex,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
    SQLiteSearchResults,
)
from modelsearch.query import MatchAll, Not
from modelsearch.utils import get_descendants_content_types_pks

from wellread.newsroom.title_weights import WeighedByRebuilding


class RankingOnce(SQLiteSearchQueryCompiler):  # type: ignore[misc]  # Wagtail is untyped
    """A search whose ranks come with what it finds."""

    def can_rank_once(self) -> bool:
        """Whether best comes first, and the question says what to find, not what to leave out."""
        asked = normalize(self.query)
        return self.order_by_relevance and not isinstance(asked, (MatchAll, Not))

    def ranked(self, config: Any) -> QuerySet[Any, str]:
        """Return the ids of what was found, as texts, the best first and of equals the newest."""
        wanted = self.build_search_query(normalize(self.query), config=config)
        matching = MatchExpression(self.fields or self.FTS_TABLE_FIELDS, wanted)
        kinds = get_descendants_content_types_pks(self.queryset.model)
        among = self.queryset.order_by().values_list(Cast("pk", CharField()))
        found = SQLiteFTSIndexEntry.objects.filter(
            matching, index_entry__content_type__in=kinds, index_entry__object_id__in=among
        )
        rank = self._build_rank_expression(self.get_search_vectors(), config)
        newest = Cast("index_entry__object_id", BigIntegerField()).desc()
        ids: QuerySet[Any, str] = found.order_by(rank, newest).values_list(
            "index_entry__object_id", flat=True
        )
        return ids


class CompletingOnce(RankingOnce, SQLiteAutocompleteQueryCompiler):  # type: ignore[misc]
    """The same where the last word is a beginning."""


class RankingOnceResults(SQLiteSearchResults):  # type: ignore[misc]
    """What was found, best first, by one search whatever is found."""

    def ids(self) -> list[int]:
        """Return the ids of what was found, the best first."""
        compiler = self.query_compiler
        found = compiler.ranked(compiler.get_config(self.backend))[self.start : self.stop]
        return [int(each) for each in found]

    def _do_search(self) -> list[Any]:
        if self._score_field is not None or not self.query_compiler.can_rank_once():
            found: list[Any] = super()._do_search()
            return found
        ids = self.ids()
        rows = {row.pk: row for row in self.query_compiler.queryset.filter(pk__in=ids)}
        return [rows[each] for each in ids]

    def _do_count(self) -> int:
        compiler = self.query_compiler
        if not compiler.can_rank_once():
            count: int = super()._do_count()
            return count
        return int(compiler.ranked(compiler.get_config(self.backend)).order_by().count())


class StillSQLiteIndex(WeighedByRebuilding, SQLiteIndex):  # type: ignore[misc]
    """An index whose other rows stay as they are when one is added."""


class RankingOnceBackend(SQLiteSearchBackend):  # type: ignore[misc]
    """Wagtail's backend for SQLite with searches that rank once."""

    query_compiler_class = RankingOnce
    autocomplete_query_compiler_class = CompletingOnce
    results_class = RankingOnceResults
    index_class = StillSQLiteIndex
