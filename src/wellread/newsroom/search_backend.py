"""Wagtail's search, by which editors find stories; that of readers is `searched_stories`."""

from typing import Any

from modelsearch.backends.database import SearchBackend as search_backend_of
from wagtail.search.backends.base import BaseSearchBackend


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:
    """Return the backend of this database; the name is the one Wagtail looks for."""
    backend = search_backend_of(params)
    match type(backend).__name__:
        case "SQLiteSearchBackend":
            # It can be imported only where Wagtail has its tables.
            from wellread.newsroom.sqlite_search import RankingOnceBackend

            return RankingOnceBackend(params)
        case "PostgresSearchBackend":
            # It can be imported only where Wagtail has its tables.
            from wellread.newsroom.postgresql_search import StillPostgresBackend

            return StillPostgresBackend(params)
    return backend
