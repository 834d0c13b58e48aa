"""What an editor changed in a campaign: both values, whose, and the way back."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests.appeals.facts import ask, make_campaign, variant
from tests.staff import sign_in_staff
from wellread.appeals.models import Ask, Campaign, Translation, Variant
from wellread.appeals.revisions import changes

pytestmark = pytest.mark.django_db
CAMPAIGN = "wagtailsnippets_appeals_campaign"


@pytest.fixture
def campaign():
    return make_campaign(
        countries_only="GB",
        variants=[
            variant(share_percent=50, asks=[ask(countries="GB", currency="GBP"), ask()]),
            variant(key="short", share_percent=50),
        ],
    )


def edited(campaign, change):
    """Return a campaign as it was saved last, and as it is after a change."""
    before = campaign.latest_revision.as_object()
    after = campaign.latest_revision.as_object()
    change(after)
    return before, after


def told(campaign, change):
    return [tuple(one) for one in changes(*edited(campaign, change))]


def setting(**values):
    def change(campaign):
        for name, value in values.items():
            setattr(campaign, name, value)

    return change


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"name": "Spring letter"}, ("", "Name", "Autumn letter", "Spring letter")),
        ({"min_articles": None}, ("", "At least this many articles", "8", "")),
        ({"min_articles": 12000}, ("", "At least this many articles", "8", "12,000")),
        ({"allow_sensitive": True}, ("", "Also on sensitive stories", "no", "yes")),
        (
            {"countries_only": "GB, IE"},
            ("", "Only in these countries", "United Kingdom", "United Kingdom, Ireland"),
        ),
        (
            {"membership": "former_members"},
            ("", "Membership", "Everyone who is not a member", "Former members"),
        ),
        (
            {"ends_at": datetime(2026, 12, 1, 9, tzinfo=UTC)},
            ("", "End", "", "1 Dec 2026, 09:00"),
        ),
    ],
)
def test_a_field_is_told_with_both_values_in_words(campaign, values, line):
    assert told(campaign, setting(**values)) == [line]


def test_nothing_is_told_of_what_stayed_nor_of_how_a_browser_ends_lines(campaign):
    def retyped(one):
        first = one.variants.all()[0]
        first.body = first.body.replace("\n", "\r\n")

    assert told(campaign, retyped) == []


def test_amounts_of_a_variant_are_told_with_their_place(campaign):
    def dearer(one):
        one.variants.all()[0].asks.all()[1].amounts = "6, 12, 20"

    assert told(campaign, dearer) == [
        ("Variant “control” · Amounts, row 2", "Amounts", "6, 10, 20", "6, 12, 20")
    ]


def test_rows_that_come_and_go_are_told_whole(campaign):
    def another(one):
        kept, _ = one.variants.all()
        new = Variant(key="long", headline="Read on", body="Do.", sort_order=1)
        new.asks.set([Ask(amounts="5", preset="5", minimum="5", currency="USD")])
        one.variants.set([kept, new])
        kept.translations.set([Translation(language="es", headline="Hola", body="Lee.")])

    lines = told(campaign, another)

    assert ("Variant “control” · In Spanish", "This row", "not there", "there") in lines
    assert ("Variant “control” · In Spanish", "Headline", "", "Hola") in lines
    assert ("Variant “long”", "This row", "not there", "there") in lines
    assert ("Variant “long” · Amounts, row 1", "Amounts", "", "5") in lines
    assert ("Variant “short”", "This row", "there", "not there") in lines
    assert ("Variant “short” · Amounts, row 1", "Amounts", "6, 10, 20", "") in lines


def test_a_row_of_a_draft_is_the_same_after_it_was_published(campaign):
    def with_draft(one):
        new = Variant(key="new", headline="A", body="B", sort_order=2)
        one.variants.set([*one.variants.all(), new])

    _, draft = edited(campaign, with_draft)
    _, published = edited(campaign, with_draft)
    new = published.variants.all()[2]
    new.pk, new.headline = 4321, "C"

    assert [tuple(one) for one in changes(draft, published)] == [
        ("Variant “new”", "Headline", "A", "C")
    ]


def test_another_order_is_told(campaign):
    def turned(one):
        rows = [*reversed(one.variants.all())]
        for place, row in enumerate(rows):
            row.sort_order = place
        one.variants.set(rows)

    assert told(campaign, turned) == [("", "Order", "control; short", "short; control")]


def test_the_page_says_who_and_when_and_leads_back(client, campaign):
    editor = sign_in_staff(client, email="night@saltmere.example")
    first = campaign.latest_revision
    campaign.name, campaign.min_articles = "<b>Spring</b> letter", 12
    second = campaign.save_revision(user=editor, log_action=True)
    compare = reverse(f"{CAMPAIGN}:revisions_compare", args=[campaign.pk, first.pk, second.pk])

    page = client.get(compare).content.decode()

    assert "by night@saltmere.example" in page
    assert "<del>8</del>" in page
    assert "<ins>12</ins>" in page
    assert "<b>Spring</b>" not in page
    back = reverse(f"{CAMPAIGN}:revisions_revert", args=[campaign.pk, first.pk])
    assert back in page
    assert 'value="Autumn letter"' in client.get(back).content.decode()


@pytest.mark.parametrize(
    ("before", "after"), [("live", "latest"), ("earliest", "latest"), ("live", "live")]
)
def test_states_are_compared_by_what_they_are_called_too(client, campaign, before, after):
    sign_in_staff(client)
    campaign.name = "Spring letter"
    campaign.save_revision()
    address = reverse(f"{CAMPAIGN}:revisions_compare", args=[campaign.pk, before, after])

    page = client.get(address).content.decode()

    assert ("Both say the same." in page) is (before == after)


def test_a_campaign_is_in_its_own_history_from_the_first_day(client, campaign):
    sign_in_staff(client)
    campaign.name = "Spring letter"
    campaign.save_revision(log_action=True)

    page = client.get(reverse(f"{CAMPAIGN}:history", args=[campaign.pk])).content.decode()

    first = Campaign.objects.get().revisions.order_by("pk").first()
    assert reverse(f"{CAMPAIGN}:revisions_revert", args=[campaign.pk, first.pk]) in page
