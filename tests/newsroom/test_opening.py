import pytest
from django.utils import translation
from wagtail.models import Site

from wellread.appeals.models import Variant
from wellread.newsroom.models import Front, StandingPage
from wellread.newsroom.opening import open_site

pytestmark = pytest.mark.django_db


def test_a_new_paper_has_a_front_and_a_page_where_counting_is_stopped(client):
    open_site()

    assert client.get("/").status_code == 200
    assert b'id="count-control"' in client.get("/pages/privacy/").content


def test_opening_twice_changes_nothing():
    open_site()
    page = StandingPage.objects.get()

    open_site()

    assert list(StandingPage.objects.all()) == [page]
    assert (Front.objects.count(), Site.objects.count()) == (1, 1)


def test_the_privacy_page_names_the_cookies_of_paying(client):
    open_site()

    page = client.get("/pages/privacy/").content.decode()

    assert "wellread_browser" in page
    assert "wellread_thanks" in page


def test_a_new_paper_speaks_its_own_language_from_its_first_page(client, settings):
    settings.LANGUAGE_CODE = "de"
    with translation.override("en"):
        open_site()

    page = StandingPage.objects.get()

    assert (page.title, page.slug) == ("Datenschutz", "privacy")
    assert "Ihr eigener Browser zählt" in str(page.body)
    assert Variant().join_label == "Mit {amount} unterstützen"
    assert Variant().sign_in_label == "Schon Mitglied? Anmelden"
