"""Whether the process lives, and whether it can serve."""

import pkgutil
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; nothing else is looked at."""
    return _plain("ok")


def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether pages can be served: 200, or 503 with what is missing.

    A database that can only be read serves pages, and is fine.
    """
    try:
        if waiting := _migrations_to_come():
            return _plain(f"database: migrations are missing, {waiting} first", status=503)
    except DatabaseError:
        return _plain("database: no answer", status=503)
    return _plain("ready")


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """Return (app, name) of every migration there is, without loading two hundred modules."""
    found = set()
    for app in apps.get_app_configs():
        folder = Path(app.path) / "migrations"
        files = pkgutil.iter_modules([str(folder)])
        found |= {(app.label, file.name) for file in files if file.name[0] not in "_~"}
    return frozenset(found)


def _migrations_to_come() -> str:
    """Return the first migration of this program that the database lacks, or nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        missing = _known_migrations() - set(cursor.fetchall())
    return ".".join(min(missing)) if missing else ""


def _plain(body: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
