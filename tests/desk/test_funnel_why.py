import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.appeals.facts import ask, make_campaign, variant
from tests.newsroom.press import make_article
from tests.staff import sign_in_staff
from wellread.appeals import queries as appeals
from wellread.appeals.actions import _new_variant as new_variant
from wellread.appeals.actions import publish_line_up
from wellread.appeals.models import Campaign, Variant
from wellread.desk.forms import ReaderForm
from wellread.desk.why import answers, case_of
from wellread.engine.refusal import Refusal

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
STORY = {
    "article": "a1",
    "kind": "article",
    "section": "harbour",
    "topics": [],
    "sensitive": False,
    "silent": False,
    "sponsored": False,
}
READER = {
    "articles": 9,
    "membership": "never",
    "signed_in": False,
    "consent": "not_needed",
    "country": "",
    "language": "",
    "device": "",
    "asked": "",
    "asked_days_ago": None,
    "closed": "",
    "closed_days_ago": None,
    "gave_days_ago": None,
    "seat": None,
}


@pytest.fixture
def line_up(db):
    make_campaign("autumn-letter", cap_gap_days=2)
    make_campaign("second-letter", variants=[variant(headline="Stay with us")])
    make_campaign("quiet-word", placement="end_of_article", min_articles=None)
    publish_line_up("en", NOW)
    appeals.forget()
    return appeals.line_up("en")


def reasons(line_up, page=STORY, **reader):
    case = case_of(line_up, page, {**READER, **reader}, NOW)
    return [one.variant or one.reason for one in answers(line_up, case, {})]


def test_every_refusal_has_words():
    assert [one for one in Refusal if not one.meaning.endswith(".")] == []


def test_who_asks_is_told_from_who_is_outranked(line_up):
    assert reasons(line_up) == ["control", "outranked", "outranked"]


@pytest.mark.parametrize(
    ("reader", "found"),
    [
        ({"articles": 7}, ["too_few_articles", "too_few_articles", "control"]),
        ({"articles": None}, ["count_unknown"] * 3),
        ({"membership": "is"}, ["member"] * 3),
        ({"asked": "autumn-letter", "asked_days_ago": 1}, ["asked_recently"] * 3),
        (
            {"asked": "autumn-letter", "asked_days_ago": 2},
            ["control", "asked_recently", "asked_recently"],
        ),
        ({"closed": "autumn-letter", "closed_days_ago": 13}, ["dismissed", "control", "outranked"]),
        ({"closed": "quiet-word", "closed_days_ago": 6}, ["control", "outranked", "dismissed"]),
        ({"gave_days_ago": 179}, ["gave_recently"] * 3),
        ({"gave_days_ago": 180}, ["control", "outranked", "outranked"]),
    ],
)
def test_each_fact_of_the_reader_tells_in_the_answer(line_up, reader, found):
    assert reasons(line_up, **reader) == found


def test_a_sensitive_story_asks_nothing(line_up):
    assert reasons(line_up, STORY | {"sensitive": True}) == ["sensitive_page"] * 3


def test_a_campaign_that_no_reader_can_meet_is_there_with_where_it_stands(client, line_up):
    sign_in_staff(client)
    now = datetime.now(UTC)
    make_campaign("over", ends_at=now - timedelta(days=1))
    make_campaign("later", starts_at=now + timedelta(days=2))
    Campaign.objects.get(key="second-letter").unpublish()
    publish_line_up("en", now)
    appeals.forget()
    story = make_article()

    html = client.get(
        "/admin/desk/why/",
        {"path": story.get_url(), "articles": 9, "membership": "never", "consent": "given"},
    ).content.decode()

    found = re.findall(r'edit/\d+/">(.*?)</a></th>\s*<td>(\w+)</td><td>(.*?)</td>', html)
    assert [(name, asks, why.partition("<code>")[2][:-7]) for name, asks, why in found] == [
        ("Autumn letter", "Yes", ""),
        ("Quiet word", "No", "outranked"),
        ("Second letter", "No", "paused"),
        ("Over", "No", "ended"),
        ("Later", "No", "scheduled"),
    ]


def test_a_fault_that_keeps_the_newest_line_up_back_is_said_here_too(client, line_up):
    sign_in_staff(client)
    Variant.objects.update(share_percent=90)
    publish_line_up("en", NOW)

    assert "campaigns[0].variants: must have shares" in (
        client.get("/admin/desk/why/").content.decode()
    )


def test_an_unknown_story_is_said_at_the_field(client, db):
    sign_in_staff(client)

    response = client.get(
        "/admin/desk/why/",
        {"path": "/harbour/no-such-story/", "membership": "never", "consent": "given"},
    )

    assert "There is no such story; give its address as in links." in response.content.decode()


def test_the_page_opens_with_an_empty_form(client, db):
    sign_in_staff(client)

    html = client.get("/admin/desk/why/").content.decode()

    assert "Explain</button>" in html
    assert "error-message" not in html


@pytest.mark.parametrize(
    "pasted", ["https://courier.example/harbour/dredging-row/?x=1", " /harbour/dredging-row/ "]
)
def test_an_address_may_be_pasted_as_it_was_copied(pasted):
    form = ReaderForm({"path": pasted}, campaigns={})

    form.is_valid()

    assert form.cleaned_data["path"] == "/harbour/dredging-row/"


def test_a_language_is_chosen_by_name(client, line_up):
    sign_in_staff(client)
    asked = {**READER, "path": make_article().get_url(), "language": "pt-BR"}
    given = {name: value for name, value in asked.items() if value not in (None, False)}

    page = client.get("/admin/desk/why/", given).content.decode()
    other = client.get("/admin/desk/why/", given | {"language": "Klingonese"}).content.decode()

    assert '<option value="pt-BR" selected>Brazilian Portuguese</option>' in page
    assert "What each campaign does" in page
    assert "Klingonese is not one of the available choices." in other


@pytest.fixture
def desk(client, db):
    """Return what the page says of each campaign: its name, whether it asks, and the reason."""
    story = make_article()
    sign_in_staff(client)

    def ask(**fields):
        facts = {"path": story.get_url(), "articles": 9, "membership": "never", **fields}
        page = client.get("/admin/desk/why/", {**facts, "consent": "not_needed"}).content.decode()
        rows = re.findall(r'<th scope="row">(.*?)</th>\s*<td>(\w+)</td><td>(.*?)</td>', page)
        return {
            re.sub("<.*?>", "", name): (asks, why.partition("<code>")[2][:-7])
            for name, asks, why in rows
        }

    return ask


def test_a_draft_is_explained_as_if_it_was_published(desk):
    draft = make_campaign("autumn-letter")
    draft.unpublish()
    publish_line_up("en", NOW)
    appeals.forget()

    assert desk() == {"Autumn letter": ("No", "paused")}
    assert desk(drafts="on") == {"Autumn letter": ("Yes", "")}


def test_changes_that_wait_count_with_the_drafts(desk):
    campaign = make_campaign("autumn-letter")
    campaign.min_articles = 20
    campaign.save_revision()
    publish_line_up("en", NOW)
    appeals.forget()

    assert desk() == {"Autumn letter": ("Yes", "")}
    assert desk(drafts="on") == {"Autumn letter": ("No", "too_few_articles")}


def test_another_day_is_asked_about(desk):
    make_campaign(
        "autumn-letter",
        starts_at=datetime(2027, 3, 1, tzinfo=UTC),
        ends_at=datetime(2027, 4, 1, tzinfo=UTC),
    )

    assert desk(at="2027-02-28T12:00") == {"Autumn letter": ("No", "not_started")}
    assert desk(at="2027-03-02T12:00") == {"Autumn letter": ("Yes", "")}
    assert desk(at="2027-04-02T12:00") == {"Autumn letter": ("No", "ended")}


def test_a_draft_that_could_not_be_published_says_why(desk):
    campaign = make_campaign("autumn-letter")
    campaign.variants.all()[0].delete()
    campaign.variants.set([])
    campaign.save_revision()

    assert desk(drafts="on") == {"Autumn letter": ("No", "fault")}


UNFIT = {
    "no amounts": {"variants": [variant(asks=[])]},
    "amounts that are none": {"variants": [variant(asks=[ask(amounts="six")])]},
    "words that are not known": {"variants": [variant(headline="{articles} read")]},
    "a goal that is none": {"goal_amount": "much"},
    "a deadline without words": {"deadline_at": datetime(2099, 1, 1, tzinfo=UTC)},
    "a deadline that is past": {
        "deadline_at": datetime(2020, 1, 1, tzinfo=UTC),
        "deadline_words": "Until {deadline}.",
    },
    "nobody to meet it": {"holdout_percent": 100},
}


@pytest.mark.parametrize("facts", UNFIT.values(), ids=UNFIT)
def test_a_draft_that_the_form_would_not_publish_says_why_and_hides_nobody(desk, facts):
    draft = make_campaign("first")
    make_campaign("second")
    for name, value in facts.items():
        if name == "variants":
            draft.variants.set([new_variant(0, **one) for one in value])
        else:
            setattr(draft, name, value)
    draft.save_revision(clean=False)

    assert desk(drafts="on") == {"First": ("No", "fault"), "Second": ("Yes", "")}


def test_a_deadline_that_passed_since_it_was_published_is_no_fault(desk):
    past = {"deadline_at": datetime(2020, 1, 1, tzinfo=UTC), "deadline_words": "Until {deadline}."}
    make_campaign("autumn-letter", **past)

    assert desk(drafts="on") == {"Autumn letter": ("Yes", "")}


@pytest.mark.parametrize("at", ["0900-01-01T00:00", "1000-01-01T00:00", "1969-12-31T12:00"])
def test_a_moment_at_which_nothing_can_be_weighed_is_refused_at_its_field(client, db, at):
    sign_in_staff(client)
    facts = {"path": make_article().get_url(), "membership": "never", "consent": "not_needed"}

    answer = client.get("/admin/desk/why/", {**facts, "at": at})

    assert answer.status_code == 200
    assert "Choose a year from 1980 to 9998." in answer.text


def test_the_first_moment_that_is_taken_can_be_weighed_with_all_that_went_before(desk):
    make_campaign("autumn-letter")
    before = {"asked": "autumn-letter", "asked_days_ago": 3650, "gave_days_ago": 3650}

    assert "Autumn letter" in desk(at="1980-01-01T00:00", **before)
