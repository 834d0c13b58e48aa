"""Moments typed into forms: refused in words where no time zone or database can hold them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.admin.widgets.datetime import AdminDateInput, AdminDateTimeInput, AdminTimeInput

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


@pytest.fixture
def londoner(settings: Any) -> Client:
    settings.TIME_ZONE = "Europe/London"
    client = Client()
    sign_in_staff(client)
    return client


@pytest.mark.parametrize("field", ["go_live_at", "expire_at", "published_at"])
def test_an_hour_that_is_left_out_is_refused_in_words(londoner: Client, field: str) -> None:
    page = add(londoner, create_section(name="Harbour"), **{field: "2027-03-28 01:30"})

    said = "there is no 2027-03-28 01:30. Choose an earlier or later time."
    assert f"The clocks go forward then: in Europe/London {said}" in page.content.decode()
    assert not Article.objects.exists()


@pytest.mark.parametrize("field", ["go_live_at", "expire_at", "published_at"])
def test_of_an_hour_that_comes_twice_it_is_asked_which(londoner: Client, field: str) -> None:
    page = add(londoner, create_section(name="Harbour"), **{field: "2027-10-31 01:30"})

    said = (
        "The clocks go back then: in Europe/London 2027-10-31 01:30 comes twice. Type "
        "2027-10-31 01:30+01:00 for the first time, or 2027-10-31 01:30+00:00 for the second."
    )
    assert said in page.content.decode()
    assert not Article.objects.exists()


@pytest.mark.parametrize(("offset", "hour"), [("+01:00", 0), ("+00:00", 1)])
def test_the_one_that_is_meant_is_taken_and_shown_again(
    londoner: Client, offset: str, hour: int
) -> None:
    meant = f"2027-10-31 01:30{offset}"
    add(londoner, create_section(name="Harbour"), go_live_at=meant)

    article = Article.objects.get()
    again = londoner.get(f"/admin/pages/{article.pk}/edit/").content.decode()

    goes_live_at = article.get_latest_revision_as_object().go_live_at
    assert goes_live_at.astimezone(UTC) == datetime(2027, 10, 31, hour, 30, tzinfo=UTC)
    assert f'name="go_live_at" value="{meant}"' in again


def test_a_gift_names_the_offset_of_its_hour_too(londoner: Client) -> None:
    gift = {"email": "eve@reader.example", "reason": "complimentary", "note": ""}

    refused = londoner.post("/admin/members/gifts/new/", gift | {"ends_at": "2027-10-31 01:30"})
    londoner.post("/admin/members/gifts/new/", gift | {"ends_at": "2027-10-31 01:30+00:00"})

    assert "comes twice" in refused.content.decode()
    assert Gift.objects.get().ends_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_pickers_put_nothing_in_the_place_of_what_was_typed() -> None:
    for widget in (AdminDateInput, AdminTimeInput, AdminDateTimeInput):
        assert widget().get_config()["validateOnBlur"] is False
