"""What reading pages tell beside appeals, by the newsroom's choice."""

import json
import re

import pytest

from tests.newsroom.press import make_article
from wellread.insights.models import MeasuringSettings

pytestmark = pytest.mark.django_db


def told(client, story):
    page = client.get(story.get_url()).content.decode()
    facts = re.search(r"<script[^>]*application/json[^>]*>(.*?)</script>", page, re.S)[1]
    return json.loads(facts).get("tells")


def test_pages_tell_what_the_newsroom_chose_and_stop_when_it_chooses_otherwise(client):
    story = make_article("Ferry accident")
    before = told(client, story)
    chosen = MeasuringSettings.objects.create(counts_article_views=True, counts_decisions=True)
    during = told(client, story)
    chosen.counts_article_views = chosen.counts_decisions = False
    chosen.save()

    assert (before, during, told(client, story)) == (None, ["views", "decisions"], None)
