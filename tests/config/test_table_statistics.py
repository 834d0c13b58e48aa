"""The database's own statistics: they choose the index that a question is answered by."""

import pytest
from django.db import connection

from tests.newsroom.press import make_article
from wellread.config import table_statistics, worker


@pytest.mark.django_db
def test_the_database_looks_at_its_tables_again_each_hour():
    for number in range(30):
        make_article(slug=f"tide-{number}")

    seconds, refresh = worker.periodic_jobs()["look at the tables' statistics"]
    refresh()

    assert (seconds, refresh) == (3600, table_statistics.refresh)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'newsroom_story' LIMIT 1")
            rows, *_ = cursor.fetchone()[0].split()
        assert int(rows) == 30
