import json
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from tests.appeals.facts import ask, make_campaign, variant
from tests.payments.world import make_plan
from wellread.appeals import queries as appeals
from wellread.appeals.actions import publish_line_up
from wellread.insights.collector import collector
from wellread.insights.inbox import Inbox
from wellread.insights.models import DroppedEvents, EventTotal
from wellread.newsroom.models import Topic

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def report(version, **overrides):
    event = {
        "kind": "view",
        "campaign": "autumn-letter",
        "variant": "control",
        "placement": "overlay",
        "at": "2026-11-22T10:00:00Z",
    }
    return json.dumps({"version": version, "events": [event | overrides]})


def test_a_devices_note_counts_when_that_version_of_the_line_up_offered_it(
    db, client, monkeypatch, tmp_path
):
    monkeypatch.setattr(collector, "start", lambda: None)
    monkeypatch.setattr(collector, "inbox", Inbox(tmp_path))
    make_campaign()
    publish_line_up("en", NOW)
    version = appeals.published("en").version

    for sent in (report(version), report(version, variant="invented"), report("0000000000")):
        client.post(
            "/insights/notes", sent, content_type="text/plain", HTTP_SEC_FETCH_SITE="same-origin"
        )
    collector.write_all()

    assert list(EventTotal.objects.values_list("campaign", "variant", "kind", "number")) == [
        ("autumn-letter", "control", "view", 1)
    ]
    assert list(DroppedEvents.objects.values_list("reason", "number")) == [("unknown", 2)]


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        ({"minimum": "5", "amounts": "5, 10"}, "minimum", "The plan takes no less than $6."),
        ({"currency": "EUR"}, "currency", "The plan “Friend of the Courier” is sold in USD."),
    ],
)
def test_an_ask_the_plan_could_not_take_is_refused_at_the_field(db, asked, field, words):
    make_plan()

    with pytest.raises(ValidationError) as refused:
        make_campaign(variants=[variant(asks=[ask(**asked)])])

    assert refused.value.message_dict == {field: [words]}


def test_a_topic_there_is_not_is_refused_at_the_field(db):
    Topic.objects.create(name="Trams", slug="trams")

    with pytest.raises(ValidationError) as refused:
        make_campaign(topics_any="trams, treams")

    assert refused.value.message_dict == {
        "topics_any": ["There is no topic “treams”; choose one of the list."]
    }


def test_a_newsroom_without_topics_here_may_name_its_own(db):
    assert make_campaign(topics_none="anything").live is True
