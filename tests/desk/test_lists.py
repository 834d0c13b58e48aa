"""Lists that restrict or silence name what there is: at save, and after something was renamed."""

import html
import json
from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.appeals.facts import ask, make_campaign, variant
from tests.newsroom.press import make_article
from tests.payments.world import make_plan
from tests.staff import sign_in_staff
from wellread.appeals import queries
from wellread.appeals.actions import publish_line_up
from wellread.appeals.models import Ask, Campaign, LineUpSettings
from wellread.desk.checks import warnings
from wellread.membership.models import Price
from wellread.newsroom.models import Section, Topic

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SETTINGS = {"holdout_percent": "0", "holdout_draw": "1"}


@pytest.fixture
def harbour(db):
    section = make_article().get_parent().specific
    section.title, section.slug = "Harbour", "harbour"
    section.save_revision().publish()
    return section


def settings_address():
    return reverse(
        "wagtailsettings:edit", args=["appeals", "lineupsettings", LineUpSettings.load().pk]
    )


def silence(client, **lists):
    sent = {"silent_sections": "", "silent_topics": "", **SETTINGS, **lists}
    return client.post(settings_address(), sent, follow=True).content.decode()


def line_up():
    publish_line_up("en", NOW)
    return json.loads(queries.published("en").document)


def test_a_section_named_as_readers_see_it_is_silenced(client, harbour):
    sign_in_staff(client)

    silence(client, silent_sections="Harbour")

    assert line_up()["silence"]["sections"] == ["harbour"]


def test_a_silence_of_what_there_is_not_is_refused_by_its_name(client, harbour):
    sign_in_staff(client)
    Topic.objects.create(name="Grief", slug="grief")

    page = html.unescape(silence(client, silent_sections="harbor", silent_topics="griev"))

    assert "There is no section “harbor”; choose one of the list." in page
    assert "There is no topic “griev”; choose one of the list." in page
    assert [
        one.silent_sections for one in LineUpSettings.objects.all() if one.silent_sections
    ] == []


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("countries_only", "UK", "GB"),
        ("countries_only", "germany, ie", "DE, IE"),
        ("countries_except", "GB\nUnited Kingdom", "GB"),
        ("languages", "en_gb, Swiss High German", "en-GB, de-CH"),
        ("sections_only", "HARBOUR", "harbour"),
    ],
)
def test_names_and_aliases_beyond_doubt_are_kept_as_words(field, typed, kept, harbour):
    campaign = make_campaign(**{field: typed})

    assert getattr(campaign, field) == kept


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("countries_only", "XX"),
        ("countries_except", "EU"),
        ("countries_only", "GB IE"),
        ("countries_only", "CS"),
        ("languages", "Klingonese"),
        ("sections_only", "harbour-old"),
        ("count_sections", "world; harbour"),
    ],
)
def test_what_is_none_is_refused_at_its_field(field, typed, harbour):
    with pytest.raises(ValidationError) as refused:
        make_campaign(**{field: typed})

    assert list(refused.value.message_dict) == [field]


def test_an_asks_countries_are_countries(db):
    with pytest.raises(ValidationError) as refused:
        make_campaign(variants=[variant(asks=[ask(countries="Atlantis"), ask()])])

    assert list(refused.value.message_dict) == ["countries"]


def test_an_editor_finds_a_country_by_its_name(client, db):
    sign_in_staff(client)

    def found(kind, typed):
        return client.get(f"/admin/appeals/words/{kind}/", {"q": typed}).json()["words"]

    assert found("country", "german") == [["DE", "Germany"]]
    assert found("country", "gb")[0] == ["GB", "United Kingdom"]
    assert found("language", "swiss high")[0] == ["de-CH", "Swiss High German"]


def test_only_staff_search(client, db):
    assert client.get("/admin/appeals/words/country/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_renamed_section_stays_silent_and_chosen_in_drafts_too(client, harbour):
    campaign = make_campaign(sections_only="harbour")
    Campaign.objects.update(has_unpublished_changes=True)
    LineUpSettings.objects.create(silent_sections="harbour")
    harbour.slug = "port"

    harbour.save_revision().publish()

    published = json.loads(queries.published("en").document)
    assert published["silence"]["sections"] == ["port"]
    assert published["campaigns"][0]["pages"]["sections"]["only"] == ["port"]
    draft = Campaign.objects.get(pk=campaign.pk).get_latest_revision_as_object()
    assert (draft.sections_only, warnings()) == ("port", [])


def test_a_renamed_topic_stays_chosen(db):
    topic = Topic.objects.create(name="Trams", slug="trams")
    campaign = make_campaign(topics_any="trams")

    topic.slug = "tramways"
    topic.save()

    assert Campaign.objects.get(pk=campaign.pk).topics_any == "tramways"


def test_what_is_gone_is_named_on_the_desk_and_the_home_page(client, harbour):
    Section.objects.first().add_sibling(instance=Section(title="World", slug="world"))
    make_campaign(sections_only="world")
    LineUpSettings.objects.create(silent_sections="world")
    Section.objects.get(slug="world").delete()
    sign_in_staff(client)

    pages = [
        html.unescape(client.get(address).content.decode())
        for address in ("/admin/", "/admin/desk/funnel/")
    ]

    for page in pages:
        assert "“Autumn letter” names the section “world”, which there is not." in page
        assert "Nobody is kept from being asked there." in page


def test_a_price_raised_since_is_named_on_the_desk(db):
    make_plan()
    make_campaign()

    Price.objects.update(minimum_month_minor=700)

    assert warnings() == ["“Autumn letter”: The plan takes no less than $7."]


def test_lists_of_before_are_mended_where_there_is_no_doubt_and_else_named(harbour):
    campaign = make_campaign(variants=[variant(asks=[ask(countries="FR"), ask()])])
    Campaign.objects.update(
        countries_only="UK, Atlantis", sections_only="Harbour", has_unpublished_changes=True
    )
    Ask.objects.filter(countries="FR").update(countries="uk")
    LineUpSettings.objects.create(silent_sections="Harbour, Obituaries")
    revision = campaign.latest_revision
    revision.content = revision.content | {"countries_only": "UK"}
    revision.save()

    import_module("wellread.desk.migrations.0002_mend_lists").mend(apps, None)

    campaign = Campaign.objects.get()
    assert (campaign.countries_only, campaign.sections_only) == ("GB, Atlantis", "harbour")
    assert campaign.get_latest_revision_as_object().countries_only == "GB"
    assert [one.countries for one in Ask.objects.order_by("sort_order")] == ["GB", ""]
    assert LineUpSettings.objects.get().silent_sections == "harbour, Obituaries"
    assert warnings() == [
        "“Asking for support” names the section “Obituaries”, which there is not. "
        "Nobody is kept from being asked there.",
        "“Autumn letter” names the country “Atlantis”, which there is not.",
    ]
