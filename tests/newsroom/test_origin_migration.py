import importlib

import pytest
from django.apps import apps

from wellread.newsroom import actions
from wellread.newsroom.models import Story

pytestmark = pytest.mark.django_db

migration = importlib.import_module("wellread.newsroom.migrations.0004_origins_of_imported_names")


def test_sites_are_known_without_their_scheme_and_twins_are_left_alone():
    section = actions.create_section(name="News")
    for source, number in [
        ("wxr:https://www.old.example/blog/", "1"),
        ("wxr:http://old.example/blog", "1"),
        ("wxr:http://old.example/blog", "2"),
        ("feed:old.example", "1"),
    ]:
        actions.create_article(
            section=section, headline="Tide", body=[], source=source, source_id=number
        )

    migration.name_sites_without_scheme(apps, None)

    assert sorted(Story.objects.values_list("source", "source_id")) == [
        ("feed:old.example", "1"),
        ("wxr:http://old.example/blog", "1"),
        ("wxr:old.example/blog", "1"),
        ("wxr:old.example/blog", "2"),
    ]
