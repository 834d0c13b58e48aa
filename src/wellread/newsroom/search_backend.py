"""Wagtail's search, by which editors find stories; that of readers is `searched_stories`."""

from typing import Any

from django.db import connection
from modelsearch.backends import database
from wagtail.search.backends.base import BaseSearchBackend


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:
    """Return the backend of this database; the name is the one Wagtail looks for."""
    backend: BaseSearchBackend = database.SearchBackend(params)
    # Asked for a backend, Wagtail has looked for FTS5.
    if connection.vendor == "sqlite" and database.USE_SQLITE_FTS:
        # It can be imported only where Wagtail has its tables.
        from wellread.newsroom.sqlite_search import RankingOnceBackend

        return RankingOnceBackend(params)
    if connection.vendor == "postgresql":
        # It can be imported only where Wagtail has its tables.
        from wellread.newsroom.postgresql_search import StillPostgresBackend

        return StillPostgresBackend(params)
    return backend
