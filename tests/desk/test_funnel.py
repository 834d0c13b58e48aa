import csv
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils.html import strip_tags

from tests.appeals.facts import make_campaign, variant
from tests.newsroom.press import make_article
from tests.payments.world import make_plan
from tests.staff import sign_in_staff
from wellread.appeals import queries as appeals
from wellread.appeals.actions import publish_line_up
from wellread.appeals.models import Variant
from wellread.insights.models import Conversion, DroppedEvents, EventTotal, HourTotal

ADDRESS = "/admin/desk/funnel/"
TODAY = datetime.now(UTC).date()
QUERIES = 24


@pytest.fixture(autouse=True)
def _fresh(db):
    appeals.forget()


@pytest.fixture
def desk(client):
    sign_in_staff(client)
    return client


def note(number, kind="view", campaign="autumn-letter", variant="control", day=TODAY):
    EventTotal.objects.create(day=day, campaign=campaign, variant=variant, kind=kind, number=number)


def convert(amount_minor, campaign="autumn-letter", variant="control", currency="USD", day=TODAY):
    Conversion.objects.create(
        checkout_id=uuid4(),
        campaign=campaign,
        variant=variant,
        amount_minor=amount_minor,
        kept_minor=amount_minor,
        currency=currency,
        interval="month",
        at=datetime.now(UTC),
        day=day,
    )


def publish(*keys, **overrides):
    for key in keys:
        make_campaign(key, **overrides)
    assert publish_line_up("en", datetime.now(UTC)) == ""
    appeals.forget()


def rows(response):
    """Return the campaigns' tables as lists of cells."""
    html = response.content.decode()
    tables = re.findall(r'<section class="desk-campaign".*?<tbody>(.*?)</tbody>', html, re.S)
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for table in tables
        for row in re.findall(r"<tr>(.*?)</tr>", table, re.S)
    ]


def test_before_the_first_campaign_the_desk_says_how_to_begin(desk):
    response = desk.get(ADDRESS)

    assert response.status_code == 200
    assert "Write the first campaign" in response.content.decode()
    assert rows(response) == []


def test_a_variants_way_from_impressions_to_money(desk):
    publish("autumn-letter")
    for kind, number in [("impression", 1200), ("view", 1000), ("click", 40), ("dismissal", 300)]:
        note(number, kind)
    for amount_minor in (800, 1200, 2000):
        convert(amount_minor)

    assert rows(desk.get(ADDRESS)) == [
        ["control", "1,200", "1,000", "40", "300", "3", "2.5 (0.9 to 7.3)", "$40"]
    ]


def test_a_campaign_nobody_has_met_yet_stands_there_with_zeros(desk):
    publish("autumn-letter")

    assert rows(desk.get(ADDRESS)) == [["control", "0", "0", "0", "0", "0", "–", "–"]]


def test_a_campaign_that_is_gone_keeps_its_figures_under_its_short_name(desk):
    note(7, campaign="spring", variant="b")

    html = desk.get(ADDRESS).content.decode()

    assert 'spring <span class="w-status">not asking</span>' in html


def test_other_days_are_not_counted(desk):
    publish("autumn-letter")
    note(5, day=TODAY - timedelta(days=30))
    note(3, day=TODAY - timedelta(days=29))

    assert rows(desk.get(ADDRESS))[0][2] == "3"
    since = TODAY - timedelta(days=30)
    assert rows(desk.get(ADDRESS, {"since": since, "until": since}))[0][2] == "5"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"since": "2026-11-22", "until": "2026-11-21"}, "Must not be before the first day."),
        ({"since": "2020-01-01", "until": "2026-11-21"}, "Choose at most 400 days."),
        ({"since": "22.11.26"}, "Enter a valid date."),
    ],
)
def test_days_that_cannot_be_used_are_refused_in_words_and_the_last_thirty_are_shown(
    desk, asked, words
):
    publish("autumn-letter")
    note(3)

    response = desk.get(ADDRESS, asked)

    assert words in response.content.decode()
    assert rows(response)[0][2] == "3"


def test_sums_in_two_currencies_stand_beside_each_other(desk):
    note(10)
    convert(800)
    convert(900, currency="EUR")

    assert rows(desk.get(ADDRESS))[0][-1] == "€9 + $8"


def test_held_out_readers_and_those_who_joined_unasked_are_told_apart(desk):
    publish("autumn-letter")
    note(1204, "held_out", variant="")
    convert(2400, campaign="", variant="")

    html = desk.get(ADDRESS).content.decode()

    assert "Held out: 1,204 page views" in html
    assert "Joined without an appeal: 1 ($24)." in " ".join(strip_tags(html).split())


def test_those_who_joined_unasked_say_what_asking_brings(desk):
    publish("autumn-letter", holdout_percent=20)
    version = appeals.published("en").version

    def joined(kind, number):
        note(number, kind, variant="")
        HourTotal.objects.create(
            hour=datetime(2026, 11, 22, 10, tzinfo=UTC),
            kind=kind,
            campaign="autumn-letter",
            version=version,
            number=number,
        )

    joined("joined_asked", 900)
    joined("joined_held", 100)

    html = desk.get(ADDRESS).content.decode()

    assert "Of readers who joined, 900 had been asked and 100 held out by chance." in html
    [said] = re.findall(r"Whoever is asked joins between \+(\d+) % and \+(\d+) % oftener", html)
    assert int(said[0]) < 125 < int(said[1])


def test_of_two_rules_the_desk_says_which_is_worth_more_by_reader_and_month(desk):
    publish("autumn-letter", other_percent=50, other_min_articles=4)
    version = appeals.published("en").version

    def joined(kind, number, paid):
        told = {"campaign": "autumn-letter.other", "variant": paid, "number": number}
        EventTotal.objects.create(day=TODAY, kind=kind, **told)
        at = datetime(2026, 11, 22, 10, tzinfo=UTC)
        HourTotal.objects.create(hour=at, kind=kind, version=version, **told)

    joined("joined_asked", 500, "once-2000-USD")
    joined("joined_asked", 7, "")
    joined("joined_held", 200, "once-5000-USD")
    joined("joined_held", 100, "once-1000-SEK")

    html = " ".join(strip_tags(desk.get(ADDRESS).content.decode()).split())

    assert "Autumn letter: what the other rule asks besides" in html
    # More join of those who are asked sooner; what they give comes to as much.
    assert (
        "of readers for whom they differ and who joined, asked or not, 507 were of those asked "
        "from 4 articles on, who are 50 % of all, and 300 of those asked from 8 articles on. Over "
        "three years they are worth about $9,500 and $9,500. By reader and month there is no "
        "clear difference yet" in html
    )


def test_a_fault_and_dropped_notes_are_on_the_page(desk):
    publish("autumn-letter")
    Variant.objects.update(share_percent=90)
    publish_line_up("en", datetime.now(UTC))
    DroppedEvents.objects.create(day=TODAY, reason="too_large", number=12)

    html = desk.get(ADDRESS).content.decode()

    assert "campaigns[0].variants: must have shares that sum to 1, got 0.9" in html
    assert '<th scope="row">Larger than 4 kB</th><td class="desk-number">12</td>' in html


def test_a_campaigns_name_is_escaped(desk):
    publish("autumn-letter", name="<script>alert(1)</script>")

    assert "&lt;script&gt;alert(1)" in desk.get(ADDRESS).content.decode()


def test_the_page_takes_as_many_queries_for_three_campaigns_as_for_one(
    desk, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(appeals, "FRESH_S", 3600)
    make_plan()
    section = make_article().get_parent().slug
    publish("autumn-letter", sections_only=section)
    note(10)
    desk.get(ADDRESS)
    with django_assert_num_queries(QUERIES):
        desk.get(ADDRESS)
    two = [variant(key="a", share_percent=50), variant(key="b", share_percent=50)]
    publish("spring", "summer", variants=two, sections_only=section)
    note(10, campaign="spring", variant="a")
    desk.get(ADDRESS)
    with django_assert_num_queries(QUERIES):
        desk.get(ADDRESS)


def sheet(desk, **asked):
    response = desk.get("/admin/desk/funnel.csv", asked)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(response.content.decode("utf-8-sig").splitlines()))


def test_the_days_figures_can_be_taken_to_a_spreadsheet(desk):
    yesterday = TODAY - timedelta(days=1)
    note(1000)
    note(1200, "impression")
    note(7, "held_out", variant="")
    note(3, day=yesterday)
    convert(800)
    convert(1250)
    convert(900, currency="EUR", campaign="", variant="")

    assert [";".join(row) for row in sheet(desk)] == [
        "day (UTC);campaign;variant;impressions;views;clicks;dismissals"
        ";asked to be left alone;held out;joins started;joined, had been asked"
        ";joined, had been held out;conversions"
        ";first money, EUR;first money, USD",
        f"{yesterday};autumn-letter;control;0;3;0;0;0;0;0;0;0;0;0;0",
        f"{TODAY};;;0;0;0;0;0;0;0;0;0;1;9;0",
        f"{TODAY};autumn-letter;;0;0;0;0;0;7;0;0;0;0;0;0",
        f"{TODAY};autumn-letter;control;1200;1000;0;0;0;0;0;0;0;2;0;20.50",
    ]
    assert len(sheet(desk, since=yesterday, until=yesterday)) == 2
    assert "?since=" in desk.get(ADDRESS).content.decode()


def test_a_campaign_in_a_link_edited_by_hand_is_no_formula(desk):
    convert(800, campaign="=HYPERLINK(1)", variant="+1")

    assert sheet(desk)[1][1:3] == ["'=HYPERLINK(1)", "'+1"]


def test_only_who_works_on_campaigns_takes_figures_away(client):
    sign_in_staff(client, "access_admin")

    assert client.get("/admin/desk/funnel.csv").status_code == 302


def test_staff_who_may_not_work_on_campaigns_are_sent_away(client):
    sign_in_staff(client, "access_admin")

    response = client.get(ADDRESS)

    assert (response.status_code, response.headers["Location"]) == (302, "/admin/")


def test_strangers_are_sent_to_sign_in(client):
    response = client.get(ADDRESS)

    assert response.status_code == 302
    assert "sign-in" in response.headers["Location"]


def test_in_a_hebrew_edition_english_labels_have_english_days_and_numbers(desk, settings):
    settings.LANGUAGE_CODE = "he"
    day = datetime(2026, 10, 5, tzinfo=UTC).date()
    note(16961, day=day)

    page = desk.get(f"{ADDRESS}?since={day}&until={day}").content.decode()

    assert '<div class="desk" lang="en" dir="ltr">' in page
    assert "5 October 2026" in page
    assert "16,961" in page
