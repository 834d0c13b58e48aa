"""Two rules of asking at once: which reader is asked by which, and what an editor may try."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from tests.appeals.facts import make_campaign
from wellread.appeals import queries
from wellread.appeals.actions import publish_line_up
from wellread.appeals.models import Campaign
from wellread.appeals.rehearsal import rehearsal
from wellread.appeals.telling import told
from wellread.engine.case import parse_case
from wellread.engine.decision import explain
from wellread.engine.line_up import parse_line_up

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh(db):
    queries.forget()


def published(**facts):
    make_campaign(cap_counts="all", cap_gap_days=0, **facts)
    publish_line_up("en", NOW)
    return json.loads(queries.published("en").document)


def rules(document):
    return {
        one["id"]: (one["audience"]["articles"]["min"], one["cap"]["views"], one["holdout"])
        for one in document["campaigns"]
    }


@pytest.mark.parametrize(
    ("facts", "own", "besides"),
    [
        ({"other_min_articles": 4}, (8, 4, 0.0), (4, 4, 0.7)),
        ({"other_min_articles": 12}, (12, 4, 0.0), (8, 4, 0.3)),
        ({"other_min_articles": 1}, (8, 4, 0.0), (1, 4, 0.7)),
        ({"other_cap_views": 2}, (8, 2, 0.0), (8, 4, 0.3)),
        ({"other_cap_views": 9}, (8, 4, 0.0), (8, 9, 0.7)),
        ({"other_cap_views": 9, "cap_views": None}, (8, 9, 0.0), (8, None, 0.3)),
    ],
)
def test_the_stricter_rule_is_the_campaigns_and_the_other_holds_the_rest_out(facts, own, besides):
    document = published(other_percent=30, **facts)

    assert rules(document) == {"autumn-letter": own, "autumn-letter.other": besides}


def test_without_another_rule_there_is_one_campaign():
    assert [*rules(published())] == ["autumn-letter"]


def asked(line_up, seat, articles, times=0, dismissed=()):
    """Return which campaign asks a reader, "" where none does."""
    before = (NOW - timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
    met = {"campaign": "autumn-letter.other", "placement": "overlay", "at": before}
    case = parse_case(
        {
            "reader": {
                "seat": seat,
                "seat_kept": True,
                "country": "GB",
                "language": "en",
                "device": "phone",
                "is_member": False,
                "was_member": False,
                "signed_in": False,
                "consent": "given",
                "count_allowed": True,
                "visit_started_at": "2026-11-22T09:58:00Z",
                "counts": {"30": articles},
                "asked": [met] * times,
                "dismissed": [*dismissed],
                "contributed_at": None,
            },
            "page": {
                "article": "a2",
                "kind": "article",
                "section": "world",
                "topics": [],
                "sensitive": False,
                "sponsored": False,
            },
            "now": "2026-11-22T10:00:00Z",
        }
    )
    shown = explain(line_up, case).shown
    return shown["overlay"].campaign if "overlay" in shown else ""


def test_a_reader_is_on_one_side_at_every_number():
    line_up = parse_line_up(published(other_percent=30, other_min_articles=4))

    sides = {seat: asked(line_up, seat, 4) for seat in range(400)}

    sooner = [seat for seat, one in sides.items() if one == "autumn-letter.other"]
    assert 0.2 < len(sooner) / 400 < 0.4
    assert {sides[seat] for seat in range(400) if seat not in sooner} == {""}
    for articles in (4, 5, 7):
        assert [seat for seat in range(400) if asked(line_up, seat, articles)] == sooner
    assert {asked(line_up, seat, 8) for seat in range(400)} == {"autumn-letter"}
    assert {asked(line_up, seat, 3) for seat in range(400)} == {""}


def test_by_another_cap_some_are_asked_once_more():
    line_up = parse_line_up(published(other_percent=50, other_cap_views=2))

    once = {asked(line_up, seat, 9, times=1) for seat in range(50)}
    twice = {asked(line_up, seat, 9, times=2) for seat in range(50)}
    often = {asked(line_up, seat, 9, times=4) for seat in range(50)}

    assert (once, twice, often) == ({"autumn-letter"}, {"autumn-letter.other", ""}, {""})


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({}, "other_percent"),
        ({"other_min_articles": 4, "other_cap_views": 2}, "other_percent"),
        ({"other_min_articles": 8}, "other_min_articles"),
        ({"other_min_articles": 30, "max_articles": 20}, "other_min_articles"),
        ({"other_cap_views": 4}, "other_cap_views"),
        ({"other_min_articles": 4, "cap_counts": "campaign"}, "cap_counts"),
        ({"other_min_articles": 4, "holdout_percent": 5}, "holdout_percent"),
        ({"other_min_articles": 4, "key": "k" * 59}, "key"),
    ],
)
def test_what_cannot_be_told_apart_is_refused_at_its_field(facts, field):
    campaign = make_campaign()
    for name, value in {"other_percent": 30, **facts}.items():
        setattr(campaign, name, value)

    with pytest.raises(ValidationError) as refused:
        campaign.full_clean()

    assert field in refused.value.message_dict


def test_both_have_names_and_the_form_says_what_each_reader_meets():
    published(other_percent=30, other_min_articles=12)
    campaign = Campaign.objects.get()

    assert queries.campaign_names() == {
        "autumn-letter": "Autumn letter",
        "autumn-letter.other": "Autumn letter: what the other rule asks besides",
    }
    assert (
        "By chance, 30 % of readers are asked from 12 articles on, the others from 8 articles on."
        in told(campaign, NOW).notes
    )
    assert [one.id for one in rehearsal(NOW, drafts=True).line_up.campaigns] == [
        "autumn-letter",
        "autumn-letter.other",
    ]


def test_a_fault_elsewhere_keeps_the_other_rule_as_it_stops_with_its_campaign():
    published(other_percent=30, other_min_articles=12)
    make_campaign(key="faulty")
    Campaign.objects.get(key="faulty").variants.update(share_percent=50)

    publish_line_up("en", NOW)
    kept = [*rules(json.loads(queries.published("en").document))]
    Campaign.objects.filter(key="autumn-letter").update(live=False)
    publish_line_up("en", NOW + timedelta(minutes=1))

    assert kept == ["autumn-letter", "autumn-letter.other"]
    assert rules(json.loads(queries.published("en").document)) == {}


def test_a_client_that_keeps_its_own_dismissals_rests_both_ids_as_the_reference_shows():
    reference = (ROOT / "docs" / "reference" / "case.md").read_text()
    [example] = re.findall(r"gives both back in `dismissed`:\n\n```js\n(.+?)\n```", reference, re.S)
    dismissed = json.loads(example)["dismissed"]
    line_up = parse_line_up(published(other_percent=30, other_min_articles=4))
    sooner = next(seat for seat in range(400) if asked(line_up, seat, 4))

    assert asked(line_up, sooner, 4, dismissed=dismissed) == ""
    assert asked(line_up, sooner, 8, dismissed=dismissed) == ""
    # With one of them alone the other would ask.
    assert asked(line_up, sooner, 8, dismissed=dismissed[:1]) == "autumn-letter.other"
