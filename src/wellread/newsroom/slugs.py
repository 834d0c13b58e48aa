"""What may stand between two slashes of an address."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class Slug(StringConverter):
    """Any text a slug may have been made of; PostgreSQL takes no NUL.

    No slug has a dot: what asks for a file finds none, at once and without a query.
    """

    regex = r"[^/.\x00-\x1f]+"


register_converter(Slug, "name")
