"""The database's own statistics: they choose the index that a question is answered by."""

import pytest
from django.db import connection
from wagtail.models import Page, PageViewRestriction

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


@pytest.mark.django_db
def test_what_most_pages_do_not_have_is_found_by_its_index():
    for number in range(120):
        Page.get_first_root_node().add_child(title=f"Page {number}", slug=f"page-{number}")

    table_statistics.refresh()

    aliases = Page.objects.filter(alias_of=1).order_by("path")
    inside = Page.objects.filter(path__startswith="0001", depth__gte=2)
    private = PageViewRestriction.objects.values("page__path")
    if connection.vendor == "sqlite":
        assert "alias_of_id" in aliases.explain()
        assert "path>? AND path<?" in inside.explain()
        assert "SCAN wagtailcore_pageviewrestriction" in private.explain()


@pytest.mark.django_db
@pytest.mark.parametrize("beginning", ["0001", "0001000", "", "00010002", "z", "%", "_"])
def test_a_beginning_is_found_as_by_comparing_texts(beginning):
    for number in range(3):
        Page.get_first_root_node().add_child(title=f"Page {number}", slug=f"z{number}_x")
    paths, slugs = (list(Page.objects.values_list(name, flat=True)) for name in ("path", "slug"))

    found = {
        name: sorted(
            Page.objects.filter(**{f"{name}__startswith": beginning}).values_list(name, flat=True)
        )
        for name in ("path", "slug")
    }

    assert found == {
        "path": sorted(path for path in paths if path.startswith(beginning)),
        "slug": sorted(slug for slug in slugs if slug.startswith(beginning)),
    }
