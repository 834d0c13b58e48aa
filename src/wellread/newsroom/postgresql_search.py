"""Wagtail's search in PostgreSQL, with titles weighed when the index is made anew."""

from modelsearch.backends.database.postgres.postgres import PostgresIndex, PostgresSearchBackend

from wellread.newsroom.title_weights import WeighedByRebuilding


class StillPostgresIndex(WeighedByRebuilding, PostgresIndex):  # type: ignore[misc]  # Wagtail is untyped
    """An index whose other rows stay as they are when one is added."""


class StillPostgresBackend(PostgresSearchBackend):  # type: ignore[misc]  # Wagtail is untyped
    """Wagtail's backend for PostgreSQL, whose cost of adding does not grow."""

    index_class = StillPostgresIndex
