"""A signed link shows one variant on a real page, published or not, and records nothing."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from tests.appeals.facts import ask, make_campaign, variant
from tests.staff import sign_in_staff
from wellread.appeals.models import Campaign
from wellread.appeals.preview_links import HOLDS_FOR, SALT, Preview, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return make_campaign()


def link_to(campaign, path="/", *, count=7, variant="control", now=None):
    token = token_of(campaign, variant, count, now=now or timezone.now())
    return f"/appeals/preview/{token}{path}"


def test_a_page_with_a_drafts_variant_comes_to_nobody_else(client: Client, campaign):
    answer = client.get(link_to(campaign))

    html = answer.content.decode()
    assert "as saved last, for a reader of 7 articles. Nothing is recorded." in html
    assert '"article_count": 7' in html
    assert "appeals/preview" in html
    assert '/page.js"' not in html
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "as saved last" not in client.get("/").content.decode()


def test_the_copy_is_that_of_the_draft(client: Client, campaign):
    variant = campaign.variants.get()
    variant.headline = "Never published"
    campaign.variants = [variant]
    campaign.save_revision()

    copy = client.get(link_to(campaign, "/copy.draft.json"))

    assert copy.json()["copy"]["en"]["headline"] == "Never published"
    assert copy["Cache-Control"] == "private, no-store"


def test_the_goals_progress_is_had_of_a_draft_that_nothing_counts_for_yet(client: Client):
    draft = make_campaign(goal_amount="100")
    Campaign.objects.update(live=False, first_published_at=None)

    told = client.get(link_to(draft, "/goal.autumn-letter.json"))

    assert (told.json()["left"], told.json()["share"]) == ("$100", 0.0)
    assert told["Cache-Control"] == "private, no-store"
    assert client.get("/appeals/goal.autumn-letter.json").status_code == 404
    assert client.get(link_to(draft, "/goal.another.json")).status_code == 404
    assert client.get("/appeals/preview/a/goal.autumn-letter.json").status_code == 404


@pytest.mark.parametrize(
    ("countries", "amounts_for", "stands_in"),
    [
        ("", [""], None),
        ("AT, DE", [""], "AT"),
        ("AT, DE", ["DE"], "DE"),
        ("", ["FR", ""], None),
        ("", ["FR", "DE"], "FR"),
    ],
)
def test_its_reader_stands_in_the_first_country_that_it_can_be_shown_in(
    countries, amounts_for, stands_in
):
    asks = [ask(countries=one) for one in amounts_for]
    campaign = make_campaign(countries_only=countries, variants=[variant(asks=asks)])

    shown = Preview(campaign, campaign.variants.get(), 7, timezone.now())

    assert shown.facts()["country"] == stands_in


@pytest.mark.parametrize("path", ["/", "/copy.draft.json"])
def test_a_link_that_is_over_shows_nothing(client: Client, campaign, path):
    before = timezone.now() - HOLDS_FOR - timedelta(seconds=2)
    others = signing.Signer(salt="another").sign_object([campaign.pk, "control", 7, 2**33])
    broken = signing.Signer(salt=SALT).sign_object(["x"])

    for link in (
        link_to(campaign, path, now=before),
        link_to(campaign, path, variant="gone"),
        f"/appeals/preview/{others}{path}",
        f"/appeals/preview/{broken}{path}",
        f"/appeals/preview/a{path}",
    ):
        assert client.get(link).status_code in {404, 410}


@pytest.mark.parametrize("path", ["/account/", "/admin/", "/no/such/story/", "/appeals/preview/x/"])
def test_only_pages_for_readers_are_shown(client: Client, campaign, path):
    assert client.get(link_to(campaign, path)).status_code == 404


def test_an_editor_is_given_links_for_each_variant_and_any_page(client: Client, campaign):
    sign_in_staff(client)

    page = client.get(f"/admin/desk/previews/{campaign.pk}/", {"path": "/", "articles": 12})
    refused = client.get(f"/admin/desk/previews/{campaign.pk}/", {"path": "/admin/", "articles": 2})

    links = re.findall(r'href="[^"]*(/appeals/preview/[^"]+)"', page.content.decode())
    assert [Client().get(link).status_code for link in links] == [200]
    assert "for a reader of 12 articles" in Client().get(links[0]).content.decode()
    assert "This is no page that readers get" in refused.content.decode()


@pytest.mark.parametrize("count", [7, None])
def test_the_bar_is_in_one_language_and_one_direction_in_a_hebrew_edition(
    client: Client, settings, count
):
    settings.LANGUAGE_CODE = "he"
    now = timezone.now()
    campaign = make_campaign(name="קמפיין")

    page = client.get(link_to(campaign, count=count, now=now)).content.decode()

    until = timezone.localtime(now + HOLDS_FOR)
    [bar] = re.findall(r'<p class="preview-note" lang="en" dir="ltr">(.*?)</p>', page)
    assert "of “\u2068קמפיין\u2069”" in bar
    assert bar.endswith(f"This link holds until {until.day} {until:%B} {until.year}.")
