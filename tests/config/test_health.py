import pytest
from django.db import DatabaseError, connection

pytestmark = pytest.mark.django_db


def test_a_site_with_all_its_tables_is_ready(client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (200, b"ready")
    assert answer["Cache-Control"] == "no-store"


def test_a_database_that_lacks_a_migration_is_not_ready_and_says_which(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'pageview'")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.content == b"database: migrations are missing, pageview.0001_initial first"


def test_a_database_that_can_only_be_read_is_ready(client):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA query_only = ON")
    try:
        assert client.get("/readyz").status_code == 200
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA query_only = OFF")


def test_a_process_without_a_database_lives_and_is_not_ready(client, monkeypatch):
    def no_answer():
        raise DatabaseError("no answer")

    monkeypatch.setattr("wellread.config.health.connection.cursor", no_answer)

    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 503]
