import pytest
from wagtail.models import Site

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
