import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from tests.appeals.facts import make_campaign
from tests.appeals.test_admin import ASK, VARIANT, form
from tests.staff import sign_in_staff
from wellread.appeals import ranking
from wellread.appeals.models import Campaign
from wellread.appeals.sentence import sentence
from wellread.appeals.telling import told
from wellread.insights.models import EventTotal, Kind
from wellread.language import editors, writing

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_a_new_campaign_says_what_its_defaults_come_to():
    assert sentence(Campaign()) == (
        "Readers who are not members are asked under articles and live blogs, at most 4 times in "
        "30 days (all campaigns counted), 3 days apart, not for 14 days after closing it."
    )


def test_everything_that_narrows_it_is_said():
    campaign = Campaign(
        membership="former_members",
        sign_in="signed_in",
        consent="given",
        newsletter="readers",
        devices="phone",
        countries_except="FR, DE",
        languages="en",
        min_articles=8,
        max_articles=20,
        kinds="article",
        placement="overlay",
        cap_views=1,
        cap_days=1,
        cap_counts="campaign",
        cap_gap_days=0,
        rest_days=0,
        starts_at=datetime(2026, 12, 1, 9, tzinfo=UTC),
        ends_at=datetime(2026, 12, 24, tzinfo=UTC),
    )

    assert sentence(campaign) == (
        "Former members, signed in, who have consented or need not, who take the newsletter, on "
        "phones, outside France and Germany, reading in English, who have read 8 to 20 articles "
        "in 30 days, are asked over articles, at most once in one day (this campaign alone "
        "counted), from 1 Dec 2026, 09:00, until 24 Dec 2026, 00:00."
    )


@pytest.mark.parametrize(
    ("least", "most", "days", "said"),
    [
        (1, None, 1, "who have read at least one article in one day,"),
        (2, None, 30, "who have read at least 2 articles in 30 days,"),
        (None, 1, 7, "who have read at most one article in 7 days,"),
        (None, 5, 1, "who have read at most 5 articles in one day,"),
        (1, 1, 30, "who have read exactly one article in 30 days,"),
        (1, 2, 30, "who have read 1 to 2 articles in 30 days,"),
    ],
)
def test_one_article_and_one_day_are_not_said_as_many(least, most, days, said):
    campaign = Campaign(min_articles=least, max_articles=most, count_days=days)

    assert said in sentence(campaign)


def test_a_long_list_is_counted():
    campaign = Campaign(countries_only="AT, BE, CH, DE, DK, ES, FR")

    assert "in Austria, Belgium, Switzerland, Germany and 3 others" in sentence(campaign)


def test_a_form_that_cannot_be_read_says_what_it_can():
    campaign = Campaign(membership="", placement="", kinds="", devices="", cap_views=None)

    assert sentence(campaign).startswith("All readers and members are asked under articles")


@pytest.fixture
def editor(client, db):
    sign_in_staff(client)
    return client


def tell(editor, pk=None, **fields):
    address = reverse("campaign_sentence", args=[pk] if pk else [])
    return editor.post(address, form(**fields)).json()


def test_the_form_as_it_stands_is_told_and_saved_nowhere(editor):
    told = tell(editor, min_articles="12", placement="end_of_article")

    assert "at least 12 articles in 30 days" in told["sentence"]
    assert told["notes"] == [
        "How many readers that is, is not known: under “Settings”, “Counting readers” has it "
        "counted."
    ]
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    ("placement", "place"),
    [
        ("banner", "are asked at the foot of live blogs' screens"),
        ("inline", "are asked between the updates of live blogs"),
        ("header", "are asked above live blogs"),
    ],
)
def test_each_place_is_told_in_its_own_words(editor, placement, place):
    told = tell(editor, placement=placement, kinds="live_blog")

    assert place in told["sentence"]


def test_the_page_comes_with_the_sentence_and_the_address_that_keeps_it_true(editor):
    campaign = make_campaign(key="autumn", min_articles=9)

    page = editor.get(reverse("wagtailsnippets_appeals_campaign:edit", args=[campaign.pk]))

    assert "at least 9 articles in 30 days" in page.content.decode()
    assert reverse("campaign_sentence", args=[campaign.pk]) in page.content.decode()
    assert "appeals/sentence.js" in page.content.decode()


@pytest.fixture
def in_hebrew(settings):
    settings.LANGUAGE_CODE = "he"
    with translation.override("he"):
        yield


def test_english_labels_in_a_hebrew_admin_are_english_and_run_from_left_to_right(editor, in_hebrew):
    campaign = make_campaign(
        countries_only="FR, DE",
        starts_at=datetime(2026, 12, 1, 9, tzinfo=UTC),
        first_published_at=NOW,
    )
    EventTotal.objects.create(
        day=date.fromordinal(timezone.now().date().toordinal() - 1),
        campaign=campaign.key,
        variant="control",
        kind=Kind.IMPRESSION,
        number=16961,
    )

    told_now = told(campaign, timezone.now())
    address = reverse("wagtailsnippets_appeals_campaign:add")
    page = editor.get(address, headers={"accept-language": "he"}).content.decode()

    assert "in France and Germany" in told_now.sentence
    assert "from 1 Dec 2026, 09:00" in told_now.sentence
    assert "it was shown 16,961 times" in told_now.notes[0]
    [opening] = re.findall(r'<section class="campaign-sentence[^>]*>', page)
    assert 'lang="en" dir="ltr"' in opening


def test_the_list_says_how_one_is_moved_and_its_button_mixes_no_languages(editor, in_hebrew):
    address = reverse("wagtailsnippets_appeals_campaign:list")
    page = editor.get(address, headers={"accept-language": "he"}).content.decode()

    assert "the upper one goes before the lower" in page
    assert "Add campaign" in page
    assert "הוסף campaign" not in page


def test_where_our_labels_are_translated_all_follows_them(in_hebrew, monkeypatch):
    monkeypatch.setattr(editors, "pgettext", lambda context, message: "מי יראה")

    assert editors.language() == "he"
    with editors.speaking():
        assert "אוקטובר" in writing.day(date(2026, 10, 1))


def test_what_it_was_shown_is_counted_by_whole_days(editor):
    campaign = make_campaign(key="autumn")
    today = timezone.now().date()
    EventTotal.objects.create(day=today, campaign="autumn", kind=Kind.IMPRESSION, number=9000)
    for day, number in ((1, 2800), (28, 280), (29, 9000)):
        EventTotal.objects.create(
            day=date.fromordinal(today.toordinal() - day),
            campaign="autumn",
            variant="control",
            kind=Kind.IMPRESSION,
            number=number,
        )

    told = tell(editor, campaign.pk)

    assert told["notes"][0] == (
        "As it was published, it was shown 3,080 times in the last four weeks."
    )


def test_who_stands_behind_another_is_told(editor):
    first = make_campaign(key="first", name="First letter", rest_days=7)
    second = make_campaign(key="second", name="Second letter", min_articles=20)

    cap = {"cap_counts": "all", "cap_gap_days": "3", "rest_days": "14"}

    assert (
        "“First letter”, higher in the list, asks everybody first"
        in (tell(editor, second.pk, key="second", min_articles="20", **cap)["warnings"][0])
    )
    assert tell(editor, first.pk, key="first", **cap)["warnings"] == [
        "“Second letter”, lower in the list, is left only whom this one leaves."
    ]


def test_what_nobody_could_meet_is_not_published(editor):
    make_campaign(key="first", name="First letter", rest_days=0, placement="overlay")

    refused = editor.post(
        reverse("wagtailsnippets_appeals_campaign:add"),
        form(
            (VARIANT, [ASK]),
            key="second",
            min_articles="20",
            cap_counts="all",
            cap_gap_days="3",
            **{"action-publish": "1"},
        ),
    )

    assert "Nobody will meet it: “First letter”" in refused.content.decode()
    assert not Campaign.objects.filter(key="second", live=True).exists()


def test_a_campaign_that_is_over_hides_nobody(db):
    over = make_campaign(key="over", rest_days=0)
    Campaign.objects.filter(pk=over.pk).update(ends_at=NOW)
    later = make_campaign(key="later", min_articles=20)

    assert ranking.hidden_by(later, NOW) is None


def test_who_may_not_write_campaigns_is_told_nothing(client, db):
    assert client.post(reverse("campaign_sentence")).status_code in {302, 403}
