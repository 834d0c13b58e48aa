"""What an editor changed in a campaign: both values, whose, and the way back."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests.appeals.facts import ask, make_campaign, variant
from tests.staff import sign_in_staff
from wellread.appeals.models import Ask, Campaign, Translation, Variant
from wellread.appeals.revisions import changes
from wellread.newsletters.models import Newsletter

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


def sent(form):
    """Return what a browser sends for a form as it stands, with all rows below it."""
    fields = {bound.html_name: _typed(bound) for bound in form if bound.value() is not False}
    for formset in getattr(form, "formsets", {}).values():
        fields |= {bound.html_name: bound.value() for bound in formset.management_form}
        for row in formset.forms:
            fields |= sent(row)
    return fields


def faults_of(form):
    """Return every fault of a form and of all rows below it."""
    rows = [one for formset in getattr(form, "formsets", {}).values() for one in formset.forms]
    return [form.errors, *(fault for row in rows for fault in faults_of(row))]


def _typed(bound):
    typed = bound.field.widget.format_value(bound.value())
    return typed[0] if isinstance(typed, list) else "" if typed is None else typed


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
    assert ("to restore it" in page) is (before != after)


def test_a_state_that_says_the_same_as_the_newest_is_not_offered_to_be_restored(client, campaign):
    sign_in_staff(client)
    first = campaign.latest_revision
    second = campaign.save_revision()
    address = reverse(f"{CAMPAIGN}:revisions_compare", args=[campaign.pk, first.pk, second.pk])

    page = client.get(address).content.decode()

    assert "Both say the same." in page
    assert "to restore it" not in page


def test_a_state_that_nobody_is_known_to_have_saved_is_not_said_to_be_somebodys(client, campaign):
    sign_in_staff(client)
    first = campaign.latest_revision
    campaign.name = "Spring letter"
    campaign.save_revision()

    page = client.get(reverse(f"{CAMPAIGN}:revisions_revert", args=[campaign.pk, first.pk]))

    assert "You are viewing this campaign as it was saved on " in page.text
    assert "None" not in page.text[page.text.index("You are viewing") :][:400]


def without_its_first_variant(campaign):
    """Publish a campaign without one of the variants that its first saved state has."""
    now = campaign.latest_revision.as_object()
    kept = now.variants.all()[1]
    kept.share_percent = 100
    now.variants.set([kept])
    now.save_revision().publish()
    assert [one.key for one in Variant.objects.all()] == ["short"]


@pytest.fixture
def in_two_languages(campaign):
    draft = campaign.latest_revision.as_object()
    first = draft.variants.all()[0]
    said = {"headline": "Hola", "body": "Lee.", "join_label": "Da", "sign_in_label": "Entra"}
    first.translations.set([Translation(language="es", **said)])
    draft.save_revision().publish()
    return Campaign.objects.get()


def test_what_a_deleted_variant_asked_is_told_of_it(in_two_languages):
    first = in_two_languages.latest_revision
    without_its_first_variant(in_two_languages)

    lines = changes(first.as_object(), Campaign.objects.get().latest_revision.as_object())

    told = {(one.of, one.field): one.before for one in lines}
    assert told["Variant “control” · Amounts, row 1", "Currency"] != ""
    assert told["Variant “control” · Amounts, row 2", "Amounts"] == "6, 10, 20"
    assert told["Variant “control” · In Spanish", "Headline"] == "Hola"


@pytest.mark.parametrize("action", ["edit", "publish"])
def test_a_state_is_restored_whole_though_a_variant_of_it_was_deleted(
    client, in_two_languages, action
):
    sign_in_staff(client)
    first = in_two_languages.latest_revision
    without_its_first_variant(in_two_languages)
    back = reverse(f"{CAMPAIGN}:revisions_revert", args=[in_two_languages.pk, first.pk])

    form = client.get(back).context_data["form"]
    answer = client.post(back, {**sent(form), f"action-{action}": "1"})

    assert answer.status_code == 302, faults_of(answer.context_data["form"])
    restored = Campaign.objects.get().get_latest_revision_as_object()
    control, short = restored.variants.all()
    assert [(one.currency, one.amounts) for one in control.asks.all()] == [
        ("GBP", "6, 10, 20"),
        ("USD", "6, 10, 20"),
    ]
    assert [one.headline for one in control.translations.all()] == ["Hola"]
    assert (control.key, short.key) == ("control", "short")
    assert Variant.objects.count() == (2 if action == "publish" else 1)


def test_a_state_with_a_newsletter_that_was_deleted_is_opened_without_it(client):
    sign_in_staff(client)
    newsletter = Newsletter.objects.create(key="weekly", name="Weekly")
    offered = variant(newsletter=newsletter, asks=[], headline="Read on", join_label="Yes")
    campaign = make_campaign(newsletter="non_readers", variants=[offered])
    first = campaign.latest_revision
    Variant.objects.update(newsletter=None)
    newsletter.delete()

    back = reverse(f"{CAMPAIGN}:revisions_revert", args=[campaign.pk, first.pk])

    assert client.get(back).status_code == 200
    assert first.as_object().variants.all()[0].newsletter is None


def test_a_campaign_is_in_its_own_history_from_the_first_day(client, campaign):
    sign_in_staff(client)
    campaign.name = "Spring letter"
    campaign.save_revision(log_action=True)

    page = client.get(reverse(f"{CAMPAIGN}:history", args=[campaign.pk])).content.decode()

    first = Campaign.objects.get().revisions.order_by("pk").first()
    assert reverse(f"{CAMPAIGN}:revisions_revert", args=[campaign.pk, first.pk]) in page
