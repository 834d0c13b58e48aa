"""What is counted beside appeals: article views and decisions, as sums."""

import json
from datetime import UTC, datetime

import pytest

from tests.insights.test_events import body, dropped, event, make_collector
from wellread.insights import measuring
from wellread.insights.models import (
    ArticleViewTotal,
    DecisionTotal,
    DeviceEvent,
    MeasuringSettings,
)

NOON = datetime(2026, 11, 22, 12, 40, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _inbox(settings, tmp_path):
    settings.VAR = tmp_path


def count(*bodies):
    collector = make_collector()
    for one in bodies:
        collector.inbox.put(one, now=int(NOON.timestamp()))
    collector.write_all()


def read(story="57", **facts):
    return json.dumps({"read": True, "story": story, **facts}).encode()


def decisions(*told, **facts):
    facts = {"version": "9f2c41d07a", "country": "GB", "device": "phone", **facts}
    return json.dumps(facts | {"decisions": list(told)}).encode()


def too_few(band, *, only=True):
    return {"campaign": "autumn-letter", "reason": "too_few_articles", "only": only, "band": band}


def test_article_views_are_sums_of_a_story_and_an_hour(db):
    count(read(), read(), read("58"))

    rows = ArticleViewTotal.objects.order_by("story").values_list("hour", "story", "number")
    assert list(rows) == [
        (NOON.replace(minute=0), "57", 2),
        (NOON.replace(minute=0), "58", 1),
    ]
    assert {field.name for field in ArticleViewTotal._meta.get_fields()} == {
        *("id", "hour", "story", "number"),
    }


def test_a_sampled_view_counts_for_as_many_as_pages_are_told(db, settings):
    settings.EVENTS_ONE_IN = 10

    count(read(one_in=10), read(one_in=100))

    assert ArticleViewTotal.objects.get().number == 20


def test_decisions_are_sums_of_a_day(db):
    count(
        decisions(too_few("0-1"), too_few("2-4")),
        decisions(too_few("2-4"), too_few("2-4")),
        decisions({"campaign": "autumn-letter"}, country="FR"),
    )

    rows = DecisionTotal.objects.values_list("reason", "only", "band", "country", "number")
    assert sorted(rows) == [
        ("", False, "", "FR", 1),
        ("too_few_articles", True, "0-1", "GB", 1),
        ("too_few_articles", True, "2-4", "GB", 2),
    ]
    assert set(DecisionTotal.objects.values_list("day", flat=True)) == {NOON.date()}


def test_of_campaigns_that_were_never_published_nothing_is_kept(db):
    count(decisions({"campaign": "spring"}, too_few("")), decisions(too_few(""), version="unheard"))

    assert DecisionTotal.objects.get().number == 1
    assert dropped() == {"unknown": 2}


def test_one_message_may_tell_of_both(db):
    count(body(event(), read=True, story="57", decisions=[too_few("0-1")]))

    assert (ArticleViewTotal.objects.count(), DecisionTotal.objects.count()) == (1, 1)
    assert DeviceEvent.objects.count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        b'{"read": true}',
        b'{"read": false, "story": "57"}',
        b'{"read": 1, "story": "57"}',
        decisions(too_few("7")),
        decisions({"campaign": "autumn-letter", "reason": "Because"}),
        decisions({"campaign": "<script>"}),
        decisions(too_few(""), version=""),
        decisions(*[too_few("")] * 61),
    ],
)
def test_what_is_not_understood_is_dropped(db, sent):
    count(sent)

    assert dropped() == {"malformed": 1}
    assert not ArticleViewTotal.objects.exists()
    assert not DecisionTotal.objects.exists()


def test_nothing_is_told_until_the_newsroom_says_so(db):
    before = measuring.told()
    MeasuringSettings.objects.create(counts_article_views=True)
    measuring.forget()

    assert (before, measuring.told()) == ((), ("views",))
