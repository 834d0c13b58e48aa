"""Moments typed into forms: refused in words where no time zone or database can hold them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.newsroom.test_embargo import add
from tests.staff import sign_in_staff
from wellread.appeals.models import Campaign
from wellread.membership.models import Gift
from wellread.newsroom.actions import create_section
from wellread.newsroom.models import Article

pytestmark = pytest.mark.django_db
ZONES = ["America/New_York", "Asia/Tokyo"]
REFUSED = "Choose a year from 1000 to 9998."


@pytest.fixture(params=ZONES)
def editor(request: pytest.FixtureRequest, settings: Any) -> Client:
    settings.TIME_ZONE = request.param
    client = Client()
    sign_in_staff(client)
    return client


@pytest.mark.parametrize("typed", ["9999-12-31 23:59", "0001-01-01 00:00"])
def test_a_gift_for_ever_is_refused_in_words(editor: Client, typed: str) -> None:
    gift = {"email": "eve@reader.example", "reason": "complimentary", "ends_at": typed, "note": ""}

    answer = editor.post("/admin/members/gifts/new/", gift)

    assert (answer.status_code, Gift.objects.count()) == (200, 0)
    assert REFUSED in answer.content.decode()


@pytest.mark.parametrize("typed", ["9999-12-31 23:59", "0001-01-01 00:00"])
@pytest.mark.parametrize("field", ["go_live_at", "expire_at", "published_at"])
def test_a_story_of_no_time_is_refused_in_words(editor: Client, field: str, typed: str) -> None:
    page = add(editor, create_section(name="Harbour"), **{field: typed}).content.decode()

    assert (REFUSED in page, Article.objects.exists()) == (True, False)


def test_a_campaign_for_ever_is_refused_in_words(editor: Client) -> None:
    page = editor.post(
        reverse(Campaign.snippet_viewset.get_url_name("add")), {"ends_at": "9999-12-31 23:59"}
    ).content.decode()

    assert REFUSED in page


def test_far_years_within_reach_are_taken(editor: Client) -> None:
    gift = {"email": "eve@reader.example", "reason": "complimentary", "note": ""}

    editor.post("/admin/members/gifts/new/", gift | {"ends_at": "9998-12-31 23:59"})

    assert Gift.objects.get().email == "eve@reader.example"
