"""Pages below a page, and addresses that begin alike, by their index in SQLite too.

Django asks for a beginning with LIKE, which SQLite answers by a look at every row: its LIKE takes
capitals for small letters, and an index does not.
"""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import StartsWith
from django.db.models.sql.compiler import SQLCompiler
from wagtail.models import Page

LAST_CHARACTER = "\U0010ffff"


class Beginning(StartsWith):
    """A text that begins so, capitals and small letters told apart."""

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        """Return the question as a range, where what it begins with is known."""
        if not self.rhs_is_direct_value() or self.bilateral_transforms:
            sql, parameters = super().as_sql(compiler, connection)
            return sql, list(parameters)
        column, before = self.process_lhs(compiler, connection)
        return (
            f"({column} >= %s AND {column} < %s)",
            [*before, self.rhs, *before, f"{self.rhs}{LAST_CHARACTER}"],
        )


def install() -> None:
    """Have pages looked for in this way, by whoever asks for them."""
    for name in ("path", "slug", "url_path"):
        field = Page._meta.get_field(name)
        assert isinstance(field, models.Field)
        field.register_lookup(Beginning)
