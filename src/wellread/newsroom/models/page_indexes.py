"""Indexes of Wagtail's table of pages that its lists want and do not have.

They are not of a model of ours, and where a later Wagtail changes the table SQLite makes it anew
without them: so they are looked after whenever tables are brought up to date.
"""

from typing import Any

from django.db import connections

# An editor's list of a section: its pages, how many there are, and the latest change of each. With
# the depth alone it finds the tree's root, which Wagtail asks for on each page of the admin.
BY_PLACE = "newsroom_pages_by_place"
# What is taken down on time, asked for twice a minute.
BY_EXPIRY = "newsroom_pages_by_expiry"


def make(*, using: str = "default", **_: Any) -> None:
    """Make those that are missing."""
    connection = connections[using]
    if "wagtailcore_page" not in connection.introspection.table_names():
        return
    # Beginnings are asked for by LIKE, which PostgreSQL finds in an index made for it alone.
    path = "path varchar_pattern_ops" if connection.vendor == "postgresql" else "path"
    columns = {BY_PLACE: f"depth, {path}, latest_revision_created_at", BY_EXPIRY: "expire_at"}
    with connection.cursor() as cursor:
        for name, of in columns.items():
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON wagtailcore_page ({of})")
