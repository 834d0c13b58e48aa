"""Wagtail's search, by which editors find stories; that of readers is `searched_stories`."""

from typing import Any

from modelsearch.backends.database import SearchBackend as search_backend_of
from wagtail.search.backends.base import BaseSearchBackend


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:
    """Return the backend of this database; the name is the one Wagtail looks for."""
    backend = search_backend_of(params)
    if type(backend).__name__ != "SQLiteSearchBackend":
        return backend
    # Where there is no SQLite with FTS5, Wagtail has no tables for it and nothing to import.
    from wellread.newsroom.sqlite_search import RankingOnceBackend

    return RankingOnceBackend(params)
