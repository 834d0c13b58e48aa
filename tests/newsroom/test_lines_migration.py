import importlib
import json

import pytest
from django.apps import apps
from wagtail.models import Revision

from tests.newsroom.press import make_article
from wellread.newsroom.models import Story

pytestmark = pytest.mark.django_db

migration = importlib.import_module(
    "wellread.newsroom.migrations.0009_tables_and_captions_with_links"
)


def test_plain_captions_and_sources_say_the_same_as_html_in_every_version():
    quote = {"text": "<p>Aye &amp; nay.</p>", "source": "R&D, a <b"}
    story = make_article(body=[("quote", quote)], lead_caption="Fish & chips <3")
    story.save_revision()

    migration.write_lines_as_html(apps, None)

    story = Story.objects.get()
    version = Revision.objects.get().content
    assert story.lead_caption == version["lead_caption"] == "Fish &amp; chips &lt;3"
    for blocks in (list(story.body.raw_data), json.loads(version["body"])):
        assert blocks[0]["value"] == {
            "text": "<p>Aye &amp; nay.</p>",
            "source": "R&amp;D, a &lt;b",
        }
