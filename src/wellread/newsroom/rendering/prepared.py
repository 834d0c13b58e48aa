"""Queries whose SQL is written once: of a small query's time, Django's writing of it is most."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler


class Written(NamedTuple):
    """A statement, its parameters as they stood, and what turns columns into Python's values."""

    sql: str
    parameters: Sequence[Any]
    compiler: SQLCompiler
    converters: dict[int, Any]


class Prepared:
    """A query of columns, asked again and again with other parameters.

    It is made with markers where its parameters will be: values that stand nowhere else in it.
    """

    def __init__(self, query: QuerySet[Any, Any], *markers: Any) -> None:
        self._query = query
        self._markers = markers

    def rows(self, *parameters: Any) -> Iterable[Sequence[Any]]:
        """Return the columns of each row, the parameters in the markers' order."""
        sql, before, compiler, converters = self._written
        given = dict(zip(self._markers, parameters, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(each, each) for each in before])
            found = cursor.fetchall()
        return compiler.apply_converters(found, converters) if converters else found

    @cached_property
    def _written(self) -> Written:
        compiler = self._query.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        return Written(sql, parameters, compiler, converters)
