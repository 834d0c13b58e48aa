"""Wagtail's search, as this paper asks it."""

from typing import Any

from django.db.models import QuerySet
from modelsearch.backends.database import SearchBackend as search_backend_of
from wagtail.search.backends import get_search_backend
from wagtail.search.backends.base import BaseSearchBackend


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:
    """Return the backend of this database; the name is the one Wagtail looks for."""
    backend = search_backend_of(params)
    if type(backend).__name__ != "SQLiteSearchBackend":
        return backend
    # Where there is no SQLite with FTS5, Wagtail has no tables for it and nothing to import.
    from wellread.newsroom.sqlite_search import RankingOnceBackend

    return RankingOnceBackend(params)


def best_ids(words: str, among: QuerySet[Any], most: int) -> list[int]:
    """Return the ids of at most so many pages that hold all the words, the best first."""
    found = get_search_backend().search(words, among)[:most]
    if hasattr(found, "ids"):
        ids: list[int] = found.ids()
        return ids
    return list(found.get_queryset().values_list("pk", flat=True))
