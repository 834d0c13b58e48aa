import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.appeals.facts import ask, make_campaign, variant
from wellread.appeals import actions, queries
from wellread.appeals.actions import publish_line_up
from wellread.appeals.documents import copy_document
from wellread.appeals.models import Campaign, Copy, LineUp, LineUpSettings, Publication, Variant
from wellread.engine.line_up import parse_line_up, version_of

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
WHOLE = {
    "id": "autumn-letter",
    "draw": "1",
    "placement": "overlay",
    "starts_at": None,
    "ends_at": None,
    "audience": {
        "membership": "non_members",
        "sign_in": "any",
        "consent": "any",
        "countries": {"only": [], "except": []},
        "languages": [],
        "devices": [],
        "articles": {"min": 8, "max": None, "days": 30, "sections": [], "topics": []},
        "rest_after_contribution_days": 180,
    },
    "pages": {
        "kinds": ["article", "live_blog"],
        "sections": {"only": [], "except": []},
        "topics": {"any": [], "none": []},
        "sensitive": False,
    },
    "cap": {"views": 4, "days": 30, "gap_days": 3, "counts": "all", "rest_days": 14},
    "holdout": 0.0,
}


@pytest.fixture(autouse=True)
def _fresh(db):
    queries.forget()


def published(now=NOW):
    publish_line_up("en", now)
    return json.loads(queries.published("en").document)


def ids(document):
    return [campaign["id"] for campaign in document["campaigns"]]


def test_a_published_campaign_is_in_the_line_up_word_for_word():
    make_campaign()

    (campaign,) = published()["campaigns"]

    (only,) = campaign.pop("variants")
    assert campaign == WHOLE
    assert only == {
        "id": "control",
        "share": 1.0,
        "prints_count": True,
        "works_without_count": False,
        "copy": Copy.objects.get().hash,
    }


def test_a_copy_holds_the_words_and_the_amounts_in_minor_units():
    make_campaign()

    published()

    assert json.loads(Copy.objects.get().document) == {
        "copy": {
            "en": {
                "headline": "You have read {article_count} articles this month",
                "body": ["Our harbour does not report on itself.", "Readers pay for this paper."],
                "signature": {"name": "Mara Ellison", "role": "Editor", "portrait": None},
                "join": "Support us with {amount}",
                "sign_in": "Already a member? Sign in",
            }
        },
        "copy_without_count": None,
        "asks": [
            {
                "countries": [],
                "interval": "month",
                "currency": "USD",
                "amounts": [600, 1000, 2000],
                "preset": 1000,
                "minimum": 600,
                "digits": 2,
                "pattern": "${amount}",
                "written": ["$6", "$10", "$20"],
            }
        ],
    }


@pytest.mark.parametrize(
    ("currency", "language", "amounts", "written", "pattern"),
    [
        ("CAD", "en", "6, 10.50", ["CA$6", "CA$10.50"], "CA${amount}"),
        ("HUF", "en", "2000, 3500", ["HUF\u00a02,000", "HUF\u00a03,500"], "HUF\u00a0{amount}"),
        ("ISK", "de", "800, 1500", ["800\u00a0ISK", "1.500\u00a0ISK"], "{amount}\u00a0ISK"),
        ("JPY", "fr", "800, 1500", ["800\u00a0JPY", "1\u202f500\u00a0JPY"], "{amount}\u00a0JPY"),
        ("ILS", "he", "20, 30", ["\u200f20\u00a0\u200f₪", "\u200f30\u00a0\u200f₪"], None),
    ],
)
def test_amounts_are_written_in_the_editions_language_with_stripes_digits(
    settings, currency, language, amounts, written, pattern
):
    settings.LANGUAGE_CODE = language
    least, preset = amounts.split(", ")
    facts = ask(currency=currency, amounts=amounts, preset=preset, minimum=least)
    make_campaign(variants=[variant(asks=[facts])])

    published()

    [made] = json.loads(Copy.objects.get().document)["asks"]
    assert made["written"] == written
    assert pattern is None or made["pattern"] == pattern


def test_copy_says_whether_its_readers_may_be_reminded():
    make_campaign("asks-now")
    make_campaign("or-later", offers_reminder=True)

    now, later = (
        copy_document(campaign.variants.get()) for campaign in Campaign.objects.order_by("key")
    )

    assert ("remind" in now, later["remind"]) == (False, True)


def test_a_campaign_for_whoever_takes_the_newsletter_or_not_says_nothing_of_it():
    make_campaign("either")
    make_campaign("its-readers", newsletter="readers")

    either, readers = published()["campaigns"]

    assert "newsletter" not in either["audience"]
    assert readers["audience"]["newsletter"] == "readers"


def test_the_version_names_the_content_whenever_it_is_published():
    make_campaign()

    first, later = published(), published(NOW + timedelta(minutes=5))

    assert first["version"] == version_of(first) == later["version"]
    assert LineUp.objects.count() == 1


def test_what_starts_within_the_hour_is_in_and_what_has_ended_is_out():
    make_campaign("soon", starts_at=NOW + timedelta(hours=1))
    make_campaign("later", starts_at=NOW + timedelta(hours=1, seconds=1))
    make_campaign("over", ends_at=NOW)
    make_campaign("still", ends_at=NOW + timedelta(seconds=1))

    assert ids(published()) == ["soon", "still"]


def test_the_order_of_the_list_is_the_order_of_weighing():
    make_campaign("second", sort_order=2)
    make_campaign("first", sort_order=1)

    assert ids(published()) == ["first", "second"]


def test_a_draft_is_not_in_the_line_up_and_its_unpublished_words_are_not_either():
    live = make_campaign("live")
    Campaign.objects.filter(pk=make_campaign("draft").pk).update(live=False)
    live.min_articles = 99
    live.save_revision()

    document = published()

    assert ids(document) == ["live"]
    assert document["campaigns"][0]["audience"]["articles"]["min"] == 8


def test_silence_and_the_holdout_of_everyone_come_from_the_settings():
    LineUpSettings.objects.create(
        silent_sections="obituaries, puzzles", silent_topics="", holdout_percent=5, holdout_draw="7"
    )

    document = published()

    assert document["silence"] == {"sections": ["obituaries", "puzzles"], "topics": []}
    assert document["holdout"] == {"share": 0.05, "draw": "7"}


def test_shares_of_thirds_sum_to_one():
    thirds = [("a", "33.33"), ("b", "33.33"), ("c", "33.34")]
    make_campaign(variants=[variant(key=key, share_percent=share) for key, share in thirds])

    campaign = parse_line_up(published()).campaigns[0]

    assert [one.share for one in campaign.variants] == [0.3333, 0.3333, 0.3334]


def test_a_fault_names_its_path_and_leaves_the_last_good_line_up_out():
    make_campaign()
    good = published()
    Variant.objects.update(share_percent=90)

    fault = publish_line_up("en", NOW)

    assert fault == "campaigns[0].variants: must have shares that sum to 1, got 0.9"
    assert json.loads(queries.published("en").document) == good
    assert [one.fault for one in queries.faults()] == [fault]


def test_a_fault_in_the_amounts_names_its_path():
    make_campaign()
    Variant.objects.get().asks.update(amounts="six")

    fault = publish_line_up("en", NOW)

    assert fault.split(": ")[0] == "campaigns[0].variants[0].copy.asks[0]"


def test_a_mended_fault_is_forgotten():
    make_campaign()
    Variant.objects.update(share_percent=90)
    publish_line_up("en", NOW)
    Variant.objects.update(share_percent=100)

    assert publish_line_up("en", NOW) == ""
    assert queries.faults() == []


@pytest.mark.django_db(transaction=True)
def test_publishing_withdrawing_and_deleting_rebuild_the_line_up():
    def served():
        return ids(json.loads(queries.published("en").document))

    campaign = make_campaign()
    make_campaign("other")
    both = served()
    campaign.unpublish()
    one = served()
    Campaign.objects.get(key="other").delete()

    assert [both, one, served()] == [["autumn-letter", "other"], ["other"], []]


def test_the_line_up_in_memory_costs_no_query_within_a_second(django_assert_num_queries):
    make_campaign()
    publish_line_up("en", NOW)
    queries.forget()

    first = queries.line_up("en")
    with django_assert_num_queries(0):
        again = queries.line_up("en")

    assert again is first
    assert [campaign.id for campaign in first.campaigns] == ["autumn-letter"]


def test_an_edition_that_never_published_asks_nothing():
    assert queries.line_up("en").campaigns == ()
    assert Publication.objects.count() == 0


def test_a_version_tells_what_it_could_show():
    make_campaign(variants=[variant(key="a", share_percent=50), variant(key="b", share_percent=50)])
    document = published()

    assert queries.offers(document["version"]) == {
        ("autumn-letter", "a", "overlay"),
        ("autumn-letter", "b", "overlay"),
    }
    assert queries.offers("0000000000") is None


def test_ten_campaigns_weigh_at_most_two_and_a_half_kilobytes():
    for number in range(10):
        make_campaign(
            f"campaign-{number}",
            countries_only="GB, IE, US",
            topics_none="politics, elections",
            variants=[
                variant(key="control", share_percent=50, headline=f"Letter {number}"),
                variant(key="warmer", share_percent=50, headline=f"Other letter {number}"),
            ],
        )

    publish_line_up("en", NOW)

    compressed = gzip.compress(queries.published("en").document.encode())
    assert len(queries.line_up("en").campaigns) == 10
    assert len(compressed) <= 2500, len(compressed)


def test_asks_for_countries_come_in_the_editors_order():
    euros = ask(countries="de, fr", currency="EUR", amounts="5, 9", preset="9", minimum="5")
    make_campaign(variants=[variant(asks=[euros, ask()])])

    published()

    asks = json.loads(Copy.objects.get().document)["asks"]
    assert [(one["countries"], one["amounts"]) for one in asks] == [
        (["DE", "FR"], [500, 900]),
        ([], [600, 1000, 2000]),
    ]


def test_a_line_up_of_a_newer_release_is_read_as_clients_read_it():
    make_campaign("known")
    make_campaign("of-tomorrow")
    document = published()
    document["campaigns"][1]["placement"] = "hologram"
    LineUp.objects.update(document=json.dumps(document))
    queries.forget()

    assert [campaign.id for campaign in queries.line_up("en").campaigns] == ["known"]


def test_a_line_up_that_cannot_be_read_leaves_the_last_one_standing(monkeypatch):
    make_campaign("autumn-letter")
    publish_line_up("en", NOW)
    monkeypatch.setattr(queries, "FRESH_S", 0)
    good = queries.line_up("en")
    LineUp.objects.update(document="{}", version="0000")

    assert queries.line_up("en") is good


def test_what_did_not_change_is_not_written():
    make_campaign()
    published()

    with CaptureQueriesContext(connection) as asked:
        published(NOW + timedelta(minutes=1))

    written = [one["sql"] for one in asked if not one["sql"].startswith("SELECT")]
    assert written == []


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_line_up_is_made(monkeypatch):
    make_campaign()
    Publication.objects.all().delete()
    compose, open_meanwhile = actions.compose, []

    def watched(edition, now):
        open_meanwhile.append(connection.in_atomic_block)
        return compose(edition, now)

    monkeypatch.setattr(actions, "compose", watched)
    actions.publish_line_up("en", NOW)
    actions.turn_switch(switch="all", asks=False, by=None, at=NOW)

    assert set(open_meanwhile) == {False}


@pytest.mark.django_db(transaction=True)
def test_the_write_transaction_is_as_short_for_many_campaigns_as_for_one():
    """With a thousand it was held for seconds a minute, in which SQLite lets nobody write."""

    def statements_within():
        for model in (Publication, LineUp, Copy):
            model.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            publish_line_up("en", NOW)
        words = [one["sql"].split()[0] for one in asked]
        return words[words.index("BEGIN") :]

    make_campaign()
    for_one = statements_within()
    with transaction.atomic():
        for number in range(20):
            own = variant(headline=f"Letter {number}")
            make_campaign(f"campaign-{number}", variants=[own])

    assert statements_within() == for_one
    assert Copy.objects.count() == 21


def test_what_was_published_meanwhile_is_not_overtaken_by_what_was_made_before(monkeypatch):
    make_campaign()
    published()
    compose = actions.compose

    def slowly(edition, now):
        made = compose(edition, now)
        monkeypatch.setattr(actions, "compose", compose)
        Campaign.objects.update(live=False)
        publish_line_up(edition, now)
        return made

    Campaign.objects.update(holdout_percent=10)
    monkeypatch.setattr(actions, "compose", slowly)

    assert published()["campaigns"] == []


@pytest.mark.django_db(transaction=True)
def test_what_changes_in_one_transaction_makes_one_line_up(monkeypatch):
    compose, made = actions.compose, []

    def counted(edition, now):
        made.append(edition)
        return compose(edition, now)

    monkeypatch.setattr(actions, "compose", counted)
    with transaction.atomic():
        campaign = make_campaign()
        make_campaign("other").unpublish()
        LineUpSettings.objects.create(silent_sections="obituaries")
        actions.rename_word(kind="section", before="obituaries", after="lives")
    once = list(made)
    campaign.unpublish()

    assert (once, made) == (["en"], ["en", "en"])


@pytest.mark.django_db(transaction=True)
def test_what_was_taken_back_within_a_transaction_keeps_nothing_from_being_published():
    with transaction.atomic():
        with transaction.atomic():
            make_campaign("taken-back")
            transaction.set_rollback(True)
        make_campaign("kept")

    assert ids(json.loads(queries.published("en").document)) == ["kept"]
