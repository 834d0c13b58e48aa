"""A campaign that begins as another one: what comes along, and what is its own."""

import pytest
from django.test import Client

from tests.appeals.facts import ask, make_campaign, variant
from tests.staff import colleague, sign_in_staff
from wellread.appeals.models import Campaign

pytestmark = pytest.mark.django_db
COPY = "/admin/snippets/appeals/campaign/copy/{}/"


def said(campaign: Campaign) -> list[tuple[str, str, list[str]]]:
    return [
        (one.key, one.headline, [row.amounts for row in one.asks.all()])
        for one in campaign.variants.all()
    ]


def test_it_says_the_same_as_a_draft_with_a_name_of_its_own(client: Client) -> None:
    sign_in_staff(client)
    both = [variant(share_percent=50), variant(key="b", share_percent=50, asks=[ask(), ask()])]
    first = make_campaign(variants=both, min_articles=12, draw="7")
    before = said(first)

    page = client.get(COPY.format(first.pk)).content.decode()
    made_by_looking = Campaign.objects.count()
    answer = client.post(COPY.format(first.pk))

    copy = Campaign.objects.exclude(pk=first.pk).get()
    assert ("Autumn letter" in page, made_by_looking) == (True, 1)
    assert answer["Location"] == f"/admin/snippets/appeals/campaign/edit/{copy.pk}/"
    assert (copy.key, copy.name) == ("autumn-letter-2", "Autumn letter (copy)")
    assert (copy.live, copy.starts_at, copy.draw, copy.min_articles) == (False, None, "1", 12)
    assert said(copy) == said(Campaign.objects.get(pk=first.pk)) == before
    assert client.get(answer["Location"]).status_code == 200


def test_its_page_is_called_as_the_menu_that_leads_to_it(client: Client) -> None:
    sign_in_staff(client)
    first = make_campaign()

    menu = client.get("/admin/snippets/appeals/campaign/").content.decode()
    page = client.get(COPY.format(first.pk)).content.decode()

    assert COPY.format(first.pk) in menu
    assert "Copy a campaign" in page
    assert "Duplicate" not in menu + page


def test_what_was_saved_and_not_published_comes_along(client: Client) -> None:
    sign_in_staff(client)
    first = make_campaign()
    first.min_articles = 20
    first.save_revision()

    client.post(COPY.format(first.pk))
    client.post(COPY.format(first.pk))

    copies = Campaign.objects.exclude(pk=first.pk).order_by("pk")
    assert [(one.key, one.min_articles) for one in copies] == [
        ("autumn-letter-2", 20),
        ("autumn-letter-3", 20),
    ]
    assert Campaign.objects.get(pk=first.pk).min_articles == 8


def test_who_may_make_no_campaign_makes_none_so_either() -> None:
    first = make_campaign()
    client = colleague("ida", "access_admin", "change_campaign")

    client.post(COPY.format(first.pk))

    assert Campaign.objects.count() == 1
