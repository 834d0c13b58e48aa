import pytest

from tests.newsroom.press import make_article
from wellread.newsroom import actions

pytestmark = pytest.mark.django_db


def test_the_foot_of_a_page_leads_to_the_standing_pages_there_are(client):
    make_article()
    actions.create_standing_page(title="Who we are", slug="about", body=[("text", "<p>Us.</p>")])

    html = client.get("/").content.decode()

    assert '<a href="/pages/about/"><bdi>Who we are</bdi></a>' in html
    assert "/pages/privacy/" not in html
